/**
 * Red flags: what raises them, and what is denied, past, general or of somebody else.
 * docs/decisions/0023-guidance.md
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clausesOfNow } from './context.ts';
import { redFlags } from './lexicon.ts';
import { type KnownFacts, findRedFlags } from './match.ts';

const codes = (text: string, facts: KnownFacts = {}) =>
  findRedFlags(text, facts).map(({ code }) => code);

describe('A red flag', () => {
  const raised: [text: string, code: string][] = [
    ['胸痛，出了一身冷汗', 'acute-coronary'],
    ['我爸突然说话不清，嘴歪了', 'stroke'],
    ['孩子喘不上气，嘴唇发紫', 'breathing'],
    ['黑便三天，头晕站不住', 'bleeding'],
    ['奶奶叫不醒了', 'unconscious'],
    ['过敏了，喉咙发紧', 'anaphylaxis'],
    ['怀孕五个月，下面流血', 'obstetric'],
    ['高烧，脖子发硬', 'meningitis'],
    ['出生十天的宝宝发烧', 'newborn-fever'],
    ['误喝了农药', 'poisoning'],
    ['我不想活了', 'suicide'],
    ['摔到头，昏过去了', 'head-injury'],
    ['肚子剧痛，硬得像木板', 'acute-abdomen'],
    ['他快不行了', 'critical'],
  ];
  for (const [text, code] of raised) {
    it(`is raised by 「${text}」: ${code}`, () => assert.ok(codes(text).includes(code)));
  }

  it('has a sentence in this table for every code of the lexicon', () => {
    const shown = new Set(raised.map(([, code]) => code));
    assert.deepEqual(
      redFlags.filter(({ code }) => !shown.has(code)),
      [],
    );
  });

  const quiet = [
    '没有胸痛，没有出汗，有点咳嗽',
    '无胸痛、胸闷、大汗，走路多了腿酸',
    '否认胸痛、咯血、呼吸困难',
    '胸痛倒是没有，出汗也没有',
    '怀孕三个月，没有出血',
    '嘴不歪，话说得清',
    '脖子不硬，发烧一天',
    '去年中风，现在来复查',
    '三年前昏迷过，偶尔头晕',
    '曾经煤气中毒，现在记性不好',
    '怎么预防中风',
    '煤气中毒的症状有哪些',
    '想怀孕，月经出血多',
    '我没有不想活，就是心情不好',
  ];
  for (const text of quiet) {
    it(`is not raised by 「${text}」`, () => assert.deepEqual(codes(text), []));
  }

  const still: [text: string, code: string][] = [
    ['没有发烧，就是胸口疼，出大汗', 'acute-coronary'],
    ['去年中过风，今天左边又没力气了', 'stroke'],
    ['以前有高血压，现在胸口疼得直冒汗', 'acute-coronary'],
    ['没有感觉到胎动好久了', 'obstetric'],
    ['没有呼吸了', 'unconscious'],
    ['没有咳嗽，但是喘不过气来', 'breathing'],
    ['我邻居吐血了', 'bleeding'],
    ['我 爸 胸 痛 ， 大 汗', 'acute-coronary'],
  ];
  for (const [text, code] of still) {
    it(`is raised all the same by 「${text}」`, () => assert.ok(codes(text).includes(code)));
  }

  it('takes pregnancy and the days since birth from what is known beside the words', () => {
    assert.deepEqual(codes('下面流血'), []);
    assert.deepEqual(codes('下面流血', { pregnant: true }), ['obstetric']);
    assert.deepEqual(codes('有点发烧'), []);
    assert.deepEqual(codes('有点发烧', { ageDays: 27 }), ['newborn-fever']);
    assert.deepEqual(codes('有点发烧', { ageDays: 28 }), []);
  });

  it('sends who may harm themselves to the hotline', () => {
    assert.equal(findRedFlags('想自杀')[0]?.call, '12356');
  });
});

describe('Clauses of now', () => {
  it('leave out what is denied, past or asked in general', () => {
    assert.equal(clausesOfNow('没有胸痛，咳嗽两天，去年住过院，怎么预防感冒'), '咳嗽两天');
  });
  it('keep signs that begin like a denial', () => {
    assert.equal(clausesOfNow('人没反应了'), '人没反应了');
  });
});
