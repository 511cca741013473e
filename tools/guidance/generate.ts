/**
 * Sentences for training, drawn from the tables of symptoms: who, how long, what, and a question,
 * as people write to a desk.
 * docs/decisions/0023-guidance.md
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '#server/demonstration/random.ts';

/** A department and the phrases of its complaints; a department may have several tables. */
export interface SymptomTable {
  department: string;
  phrases: readonly string[];
}

/** Names of the files of tables. */
export const tableFiles = ['medicine.txt', 'surgery.txt', 'children.txt', 'emergency.txt'] as const;

/** Reads the tables: a line `# CODE`, then phrases with spaces between them. */
export function readTables(folder = join(import.meta.dirname, 'symptoms')): SymptomTable[] {
  return tableFiles.flatMap((file) => {
    const [, ...parts] = readFileSync(join(folder, file), 'utf8').split(/^# /m);
    return parts.map((part) => {
      const [department = '', ...phrases] = part.split(/\s+/).filter((word) => word !== '');
      return { department, phrases };
    });
  });
}

const people = [
  '',
  '',
  '',
  '',
  '我',
  '我',
  '我妈',
  '我爸',
  '老人',
  '老公',
  '老婆',
  '爷爷',
  '家里人',
];
const times = [
  '',
  '',
  '',
  '最近',
  '这几天',
  '昨天开始',
  '好几天了',
  '半个月了',
  '一个多月',
  '好几年了',
  '两三天',
  '早上起来',
  '晚上',
  '一直',
  '反复',
];
const manners = [
  '',
  '',
  '',
  '有点',
  '很',
  '老是',
  '总是',
  '一直',
  '经常',
  '特别',
  '突然',
  '越来越',
];
const others = ['没力气', '睡不好', '不舒服', '难受', '没精神', '有点发烧', '吃了药不管用', '担心'];
const asks = [
  '',
  '',
  '',
  '挂什么科',
  '看哪个科',
  '怎么办',
  '要紧吗',
  '想看看',
  '想检查一下',
  '怎么回事',
];
const swaps: readonly (readonly [string, string])[] = [
  ['疼', '痛'],
  ['痛', '疼'],
  ['看东西', '视物'],
  ['肿', '肿胀'],
  ['身上', '全身'],
  ['孩子', '小孩'],
  ['没', '没有'],
  ['老', '总'],
  ['拉肚子', '腹泻'],
  ['流鼻血', '鼻出血'],
  ['起', '长'],
  ['疙瘩', '包'],
  ['检查', '查'],
];

/** Sentences of a department. */
export function drawSentences(table: SymptomTable, count: number, random: Random): string[] {
  return Array.from({ length: count }, (_, index) => {
    // Every phrase is drawn as often as every other.
    const first = table.phrases[index % table.phrases.length]!;
    const parts = [random.pick(manners) + varied(first, random)];
    if (random.chance(0.45)) parts.push(varied(random.pick(table.phrases), random));
    if (random.chance(0.2)) parts.push(varied(random.pick(table.phrases), random));
    if (random.chance(0.15)) parts.push(random.pick(others));
    const tail = random.pick(asks);
    const isOfChild = /孩|宝宝|婴|娃|儿子|女儿|孙/.test(first);
    const opening = (isOfChild ? '' : random.pick(people)) + random.pick(times);
    const middle = parts.join(random.pick([',', ',', '', '还']));
    return `${opening}${middle}${tail === '' ? '' : `,${tail}`}`;
  });
}

/** A phrase, sometimes with another word for a part, or with a particle within. */
function varied(phrase: string, random: Random): string {
  let said = phrase;
  const [from, to] = random.pick(swaps);
  if (random.chance(0.5)) said = said.replace(from, to);
  if (said.length >= 4 && random.chance(0.25)) {
    const at = random.whole(2, said.length - 2);
    said = said.slice(0, at) + random.pick(['有点', '老', '很', '就', '也', '都']) + said.slice(at);
  }
  return said;
}
