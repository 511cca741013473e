/**
 * 医联体: kinds of alliance, and the places that institutions have in one, as
 * OrganizationAffiliation. https://hl7.org/fhir/R4/organizationaffiliation.html
 */

/** Code system of kinds of alliance, Organization.type beside `alliance`. */
export const allianceKindSystem = 'https://yishu.example/CodeSystem/alliance-kind';

/** The four kinds of 国办发〔2017〕32号. */
export const allianceKinds: Readonly<Record<string, string>> = {
  city: '城市医疗集团',
  county: '县域医共体',
  specialist: '专科联盟',
  remote: '远程医疗协作网',
};

/** Code system of the place of a member, OrganizationAffiliation.code. */
export const alliancePlaceSystem = 'https://yishu.example/CodeSystem/alliance-place';

/** What a member is to the leading institution. */
export const alliancePlaces: Readonly<Record<string, string>> = {
  core: '核心成员单位',
  member: '成员单位',
  partner: '合作单位',
};
