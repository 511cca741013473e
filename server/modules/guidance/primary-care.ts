/**
 * Whether a complaint is for the family doctor first (基层首诊): mild and common, or the next
 * prescription of a known illness. What is severe, long, or of who is frail goes on.
 * https://www.gov.cn/zhengce/content/2015-09/11/content_10158.htm
 */
import type { Patient } from './hard-filters.ts';

/** Departments whose mild complaints primary care treats. */
const treated = new Set('01 03.01 03.02 03.03 03.04 03.07 04.03 11 13 15'.split(' '));

const mild = new RegExp(
  '感冒|流鼻涕|流清?涕|鼻塞|鼻子不通|打喷嚏|嗓子.{0,3}[痛疼痒干]|咽痛|咽干|咳嗽|干咳|低烧|有点发?[烧热]|' +
    '拉肚子|腹泻|拉稀|胃胀|胃不舒服|反酸|打嗝|消化不良|便秘|头晕|头痛|头疼|没力气|乏力|睡不[好着]|失眠|' +
    '落枕|腰酸|肩膀酸|蚊子|皮肤痒|身上痒|上火',
);
const followUp = new RegExp(
  '开药|拿药|配药|续方|续药|[开拿配续]点?(?:降[压糖脂]|高血[压脂]|糖尿病|血[压糖])的?药|' +
    '量血压|测血压|测血糖|量血糖|复查血压|复查血糖|家庭医生|签约|打疫苗|换药|开转诊',
);
const grave = new RegExp(
  '严重|厉害|剧|越来越|加重|反复|突然|血(?!压|糖|脂)|黑便|消瘦|瘦了|高烧|高热|(?:39|40|41)|' +
    '半个?多?月|个多?月|年|[两三四]周|包块|肿块|结节|肿|不缓解|不管用|手术|住院|麻木|老忘|胸[口闷痛疼]|' +
    '体重|晕倒|昏|重影|化疗|癌|移植',
);

/** Whether primary care comes first. @param likeliest the department that is. */
export function isForPrimaryCare(
  complaint: string,
  likeliest: string,
  { ageYears = 40, pregnant }: Patient,
): boolean {
  if (pregnant || ageYears < 14 || !treated.has(likeliest)) return false;
  if (followUp.test(complaint)) return true;
  return ageYears < 65 && mild.test(complaint) && !grave.test(complaint);
}
