/**
 * What the house remarks of a resource that it took as it came: tags in meta.tag, set and removed
 * with every write, found by `_tag`.
 * https://hl7.org/fhir/R4/resource.html#simple-tags
 */
import type { Coding } from '#model/fhir.ts';

/** The system of the flags. */
export const qualitySystem = 'https://yishu.example/CodeSystem/data-quality';

/** Every flag, and what a person reads. */
export const flags = {
  'resident-id-check': '身份证号码格式或校验位错误',
  'several-resident-ids': '有两个不同的身份证号码',
  'birth-differs-from-id': '出生日期与身份证号码不符',
  'sex-differs-from-id': '性别与身份证号码不符',
  'record-number-form': '健康档案编号不是17位数字',
  'village-segment': '健康档案编号的村（居）段不在规定范围',
  'no-identifier': '没有任何证件号码或档案编号',
  'newborn-without-mother': '新生儿未注明母亲或出生医学证明',
  'name-suspicious': '没有姓名或姓名可疑',
  'date-in-future': '日期在将来',
  'died-before-birth': '死亡日期早于出生日期',
  'code-unknown': '性别、婚姻或民族代码不在代码表中',
  'sex-differs-from-code': '性别与来源代码不符',
  'ended-without-reason': '档案已终止但未注明原因',
  'after-death': '开始于该居民死亡之后',
} as const;

/** A flag. */
export type Flag = keyof typeof flags;

/** Flags as the tags that a resource carries. */
export function flagCodings(list: readonly Flag[]): Coding[] {
  return [...new Set(list)].map((code) => ({ system: qualitySystem, code, display: flags[code] }));
}
