/**
 * Who works at the clinics of a hospital in browser stories: a doctor, a nurse, a registrar; and
 * the departments they work in.
 * https://hl7.org/fhir/R4/practitionerrole.html
 */
import type { DemonstrationAccount } from '#server/accounts/demonstration.ts';
import type { Resource } from '#model/fhir.ts';
import type { BrowserHouse } from '../house.ts';
import { transactionOf } from '../residents.ts';

const hospital = { reference: 'Organization/yunhe-first' };
const department = (id: string, name: string): Resource & { id: string } => ({
  resourceType: 'HealthcareService',
  id,
  active: true,
  name,
  providedBy: hospital,
});
const doctor = (id: string, name: string, service: string): (Resource & { id: string })[] => [
  { resourceType: 'Practitioner', id, name: [{ text: name }] },
  {
    resourceType: 'PractitionerRole',
    id: `${id}-role`,
    active: true,
    practitioner: { reference: `Practitioner/${id}`, display: name },
    organization: hospital,
    healthcareService: [{ reference: `HealthcareService/${service}` }],
  },
];

/** Who works there, by the login. */
export type ClinicStaff = Record<'gao' | 'he' | 'ning' | 'keeper', DemonstrationAccount>;

/** Loads the departments and gives everybody an account. */
export async function bringClinicStaff(house: BrowserHouse): Promise<ClinicStaff> {
  await house.load(
    transactionOf([
      department('eyes', '眼科'),
      department('skin', '皮肤科'),
      ...doctor('gao', '高明', 'eyes'),
      ...doctor('xu', '许静', 'eyes'),
    ]),
  );
  const organization = 'yunhe-first';
  const [gao, he, ning, keeper] = await house.invite([
    {
      role: 'doctor',
      login: 'gao',
      name: '高明',
      who: 'Practitioner/gao',
      organization,
      practitionerRoles: ['gao-role'],
    },
    { role: 'registrar', login: 'hefang', name: '何芳', who: 'Practitioner/he', organization },
    { role: 'nurse', login: 'ning', name: '宁欣', who: 'Practitioner/ning', organization },
    { role: 'system-administrator', login: 'keeper', name: '柯平' },
  ]);
  return { gao: gao!, he: he!, ning: ning!, keeper: keeper! };
}
