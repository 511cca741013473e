/**
 * Whether what is said is said of now: not denied ("没有胸痛"), not of the past ("去年中风"), not
 * asked about in general ("怎么预防中风"). Of whom it is said ("我爸") makes no difference.
 * docs/decisions/0023-guidance.md
 */
import { commonSpelling } from './spellings.ts';

/** A text as it is compared: one width and spelling, small letters, no spaces in between. */
export function plainText(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<=[^\x20-\x7e])\s+|\s+(?=[^\x20-\x7e])/g, '')
    .replace(/[:“”"'「」()…~]/g, (mark) => (mark === ':' || mark === '…' ? ',' : ''));
  return commonSpelling(plain);
}

const denial =
  '(?:从来没有?|从没有?|并没有?|没有?|未见?|无|否认|不是|并非|并不|不会|不伴|不|no |not |denies )';
const between =
  '(?:过|出现|发生|什么|啥|任何|感觉到?|觉得|感到|那种|这种|明显的?|特别|怎么|太|很|再|想|有|伴有?|的|一点|突然|说过?|any )';
const denied = new RegExp(`${denial}${between}{0,3}$`);
const deniedInList = new RegExp(
  `${denial}${between}{0,3}(?:[^,。;!?、和或及与但却就只]{1,8}(?:、|和|或者?|以?及|与))+$`,
);
const deniedAfter =
  /^(?:的(?:情况|症状|现象)|症状)?(?:倒是?|都|也|是)?(?:没有|没|不存在|未见)(?:的|过)?(?=[,。;!?]|$)/;

const past = new RegExp(
  '去年|前年|[一二两三四五六七八九十几\\d]+多?(?:年|个月)(?:以|之)?前|几年前|' +
    '(?<!小时|分钟|天|会儿?|刚才?|饭)(?:以前|之前)|从前|曾经?|过去(?!了)|小时候|年轻时|早年|当年|上次|' +
    '(?:^|,|。)那年|last year|years ago|used to',
  'g',
);
const present = new RegExp(
  '现在|今天|今早|今晚|今儿|今朝|刚(?!毕业|出生|结婚)|方才|这会|眼下|目前|昨晚|昨夜|昨儿|上午|下午|这次|又|再次|正在|' +
    '突然|忽然|猛地|一下子|分钟|小时(?!候)|now|today',
);
const over = /^过(?!去|敏)|^(?:已经?)?[一二两三四五六七八九十几\d]+多?年|^[^,。;!?]{0,4}病史/;
/** An illness of earlier ends what is said of the past: 以前有高血压胸口疼. */
const earlierIllness = new RegExp(
  '(?:有|得|患|犯|查出|确诊)过?(?:了)?[^,。;!?]{0,2}(?:高血压|糖尿病|冠心病|心脏病|心梗|哮喘|中风|脑梗|' +
    '胃病|胃溃疡|肝硬化|肝病|肾病|癫痫|房颤|支架|痛风|抑郁症|肺气肿|支气管炎|慢阻肺|病史)(?:病史|史|病)?$|' +
    '(?:高血压|糖尿病|冠心病|心脏病|哮喘|胃病|肝病|肾病|房颤)(?:病史|史)?(?=[^,。;!?]{1,12}$)',
);
const asking =
  /预防|前兆|遗传|想?了解|科普|什么是|(?:症状|表现|原因)是什么|有哪些|知识|后遗症|康复|会不会(?:引起|导致|窒息|得)/;

/** Whether what stands from `start` to `end` of a plain text is so, and now. */
export function isSaidOfNow(text: string, start: number, end: number): boolean {
  const clauseStart = lastMark(text, start) + 1;
  const before = text.slice(clauseStart, start);
  const after = text.slice(end);
  if (denied.test(before) || deniedInList.test(before) || deniedAfter.test(after)) return false;
  const rest = /^[^,。;!?]*/.exec(after)?.[0] ?? '';
  const clause = text.slice(clauseStart, end) + rest;
  if (asking.test(clause) && !present.test(clause)) return false;
  if (over.test(after) && !present.test(clause)) return false;
  const lastPast = [...before.matchAll(past)].at(-1);
  if (lastPast === undefined || earlierIllness.test(before.slice(lastPast.index))) return true;
  return present.test(before.slice(lastPast.index) + text.slice(start, end));
}

/** What is no denial, though it begins like one: signs that a word of denial belongs to. */
const notDenied = new RegExp(
  '没(?:有)?(?:什么)?(?:反应|(?:呼吸|心跳)(?!困难|费|急)|脉搏|力气|力|劲|知觉|感觉|气|意识|放屁|大便|排|' +
    '满月|煮熟|胎动|动|声|脉|精神|吃|喝|尿|多久|一会|几分钟|答应|醒|睁|表情|穿|戴|关|盖|拔|注意|看住|' +
    '站稳|踩稳)|从(?:来)?没(?:有)?[^,。;!?]{0,4}(?:这么|这样)|无力|无法|不(?:清|醒|应|活|动|了|出|' +
    '上|下|全|住|止|能|得|省|缓解|管用|过|来|听|会|敢|认|踢|褪|退|想活|如死|行|对|好|舒服|吭|说|理|' +
    '哭|吃|喝|睁|知|小心|慎|停|断|久|到|给|让|起|开|稳|见|成|利|灵|答|搭|像)',
  'g',
);
const denying = /没|未|无|否认|不|并非/;

/** 过 as something that was, and not as a part of another word. */
const lived = /(?<![不难超经通路])过(?!去|敏|来|气|了|度|量|期|程|不|得)/;

/** Whether a complaint denies something: who does has thought of it. */
export function deniesSomething(complaint: string): boolean {
  return denying.test(plainText(complaint).replace(notDenied, ''));
}

/** The clauses of a complaint that deny nothing, and speak neither of the past nor in general. */
export function clausesOfNow(complaint: string): string {
  const clauses = plainText(complaint).split(/[,。;!?]/);
  const kept = clauses.filter((clause) => {
    if (deniesSomething(clause)) return false;
    if (present.test(clause)) return true;
    return !asking.test(clause) && clause.search(past) < 0 && !lived.test(clause);
  });
  return kept.join(',');
}

function lastMark(text: string, before: number): number {
  for (let at = before - 1; at >= 0; at--) if (/[,。;!?]/.test(text[at]!)) return at;
  return -1;
}
