/**
 * What Chinese sources say of a person in codes of their own, beside what FHIR says: sex, marriage,
 * nation. China's rule STD-05. https://openstd.samr.gov.cn (GB/T 2261, GB/T 3304)
 */

/** The systems of the codes, as CDA names them. */
export const demographicSystems = {
  /** GB/T 2261.1 */
  sex: 'urn:oid:2.16.156.10011.2.3.3.4',
  /** GB/T 2261.2, in Patient.maritalStatus beside HL7's. */
  marriage: 'urn:oid:2.16.156.10011.2.3.3.5',
  /** GB/T 3304 */
  nation: 'urn:oid:2.16.156.10011.2.3.3.3',
} as const;

/** Where a Patient keeps the codes that R4 has no element for: extensions with a valueCoding. */
export const demographicUrls = {
  sex: 'https://yishu.example/StructureDefinition/sex-code',
  nation: 'https://yishu.example/StructureDefinition/nation',
} as const;

/** GB/T 2261.1 and what Patient.gender says for each. */
export const sexCodes = {
  '0': { gender: 'unknown', zh: '未知的性别' },
  '1': { gender: 'male', zh: '男性' },
  '2': { gender: 'female', zh: '女性' },
  '9': { gender: 'unknown', zh: '未说明的性别' },
} as const;

/** GB/T 2261.2 and the code of HL7's v3-MaritalStatus for each; it has none for "not said". */
export const marriageCodes = {
  '10': { hl7: 'S', zh: '未婚' },
  '20': { hl7: 'M', zh: '已婚' },
  '21': { hl7: 'M', zh: '初婚' },
  '22': { hl7: 'M', zh: '再婚' },
  '23': { hl7: 'M', zh: '复婚' },
  '30': { hl7: 'W', zh: '丧偶' },
  '40': { hl7: 'D', zh: '离婚' },
  '90': { hl7: 'UNK', zh: '未说明的婚姻状况' },
} as const;

/** The 56 nations of GB/T 3304, 01 first. */
export const nations: readonly string[] = (
  '汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 ' +
  '东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 ' +
  '鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺'
).split(' ');

interface Coding {
  system?: string;
  code?: string;
}

interface Demographic {
  gender?: unknown;
  extension?: { url?: string; valueCoding?: Coding }[];
  maritalStatus?: { coding?: Coding[] };
}

const has = (table: object, code: string | undefined) =>
  code !== undefined && Object.hasOwn(table, code);

function isNation(code: string | undefined): boolean {
  if (!/^\d\d$/.test(code ?? '')) return false;
  const number = Number(code);
  // 97 other, 98 a foreigner who became Chinese.
  return (number >= 1 && number <= nations.length) || number === 97 || number === 98;
}

/** What is wrong with the source codes of a person. */
export function codeProblems(patient: object): ('code-unknown' | 'sex-differs-from-code')[] {
  const person = patient as Demographic;
  const codingOf = (url: string) =>
    person.extension?.find((one) => one.url === url)?.valueCoding ?? undefined;
  const sex = codingOf(demographicUrls.sex);
  const nation = codingOf(demographicUrls.nation);
  const marriage = person.maritalStatus?.coding?.find(
    ({ system }) => system === demographicSystems.marriage,
  );
  const isUnknown =
    (sex !== undefined && !has(sexCodes, sex.code)) ||
    (nation !== undefined && !isNation(nation.code)) ||
    (marriage !== undefined && !has(marriageCodes, marriage.code));
  const said = has(sexCodes, sex?.code) ? sexCodes[sex!.code as keyof typeof sexCodes] : undefined;
  const differs =
    said !== undefined &&
    said.gender !== 'unknown' &&
    (person.gender === 'male' || person.gender === 'female') &&
    person.gender !== said.gender;
  return [
    ...(isUnknown ? (['code-unknown'] as const) : []),
    ...(differs ? (['sex-differs-from-code'] as const) : []),
  ];
}
