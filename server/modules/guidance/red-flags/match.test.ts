/**
 * Red flags: what raises them, and what is denied, past, general or of somebody else.
 * docs/decisions/0023-guidance.md
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clausesOfNow } from './context.ts';
import { redFlags } from './lexicon.ts';
import { type KnownFacts, findRedFlags, readComplaint } from './match.ts';
import { suspicions } from './suspicions.ts';
import { terms } from './terms.ts';
import { concepts } from './terms/concepts.ts';

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
    ['后背像被撕开一样疼', 'aortic'],
    ['发烧打寒战，血压低', 'sepsis'],
    ['两个月大的宝宝发烧', 'infant'],
    ['他拿着刀要砍人', 'violence'],
    ['被大货车撞飞了', 'trauma'],
    ['中暑了，人糊涂了', 'heat'],
    ['石灰进眼睛了', 'eye'],
    ['右腿突然冰凉，疼得很', 'limb'],
    ['低血糖，人迷糊，一身汗', 'sugar'],
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
    '没有呼吸困难，没有发紫，就是鼻塞',
    '胸口不疼，不闷，也没有出汗',
    '两条腿有劲，大小便正常，就是腰酸',
    '去年被狗咬过脸，现在想去疤',
    '小时候溺水过，现在怕水',
    '三年前烫伤过后背，想去疤',
    '几年前触电过，现在手指麻',
    '孩子以前热性惊厥过，想打疫苗',
    '癫痫能治好吗',
    '过敏性哮喘怎么预防',
    '叫名字没反应，不爱说话，想查自闭症',
    '喝酒多，查出酒精肝',
    '孩子咳嗽，抽血查一下',
    '生活压力大，睡不好',
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
    ['以前有高血压胸口疼得直冒汗', 'acute-coronary'],
    ['有冠心病史胸口压得慌出冷汗', 'acute-coronary'],
    ['没有胸痛但是喘不上气嘴唇发紫', 'breathing'],
    ['嘴唇发紫喘不上气是什么情况', 'breathing'],
    ['不小心喝了洁厕灵', 'poisoning'],
    ['邻居家的老太太叫不醒了', 'unconscious'],
    ['我同学的妈妈突然嘴歪了', 'stroke'],
    ['去年抽过一次，刚才又抽了，眼睛往上翻', 'unconscious'],
  ];

  const spoken: [text: string, code: string][] = [
    ['医生那个我爸他早上起来那个左边胳膊嘛就抬不起来了说话也说不清楚', 'stroke'],
    ['脑壳痛得遭不住，突然就痛起来了', 'stroke'],
    ['佢突然郁唔到，讲唔出嘢', 'stroke'],
    ['娃儿扯风了，眼睛翻起', 'unconscious'],
    ['人晕到了叫不应', 'unconscious'],
    ['喘不上汽，憋得慌', 'breathing'],
    ['我不想话了，想自沙', 'suicide'],
    ['爺爺頭暈，嘔血', 'bleeding'],
    ['屙黑屎，脑壳昏，站不稳', 'bleeding'],
  ];
  for (const [text, code] of spoken) {
    it(`is raised as people speak and type: 「${text}」`, () => {
      assert.ok(codes(text).includes(code));
    });
  }
  for (const [text, code] of still) {
    it(`is raised all the same by 「${text}」`, () => assert.ok(codes(text).includes(code)));
  }

  it('takes pregnancy and the days since birth from what is known beside the words', () => {
    assert.deepEqual(codes('下面流血'), []);
    assert.deepEqual(codes('下面流血', { pregnant: true }), ['obstetric']);
    assert.deepEqual(codes('有点发烧'), []);
    assert.deepEqual(codes('有点发烧', { ageDays: 27 }), ['newborn-fever']);
    assert.deepEqual(codes('有点发烧', { ageDays: 28 }), ['infant']);
    assert.deepEqual(codes('有点发烧', { ageDays: 91 }), []);
  });

  it('sends who may harm themselves to the hotline', () => {
    assert.equal(findRedFlags('想自杀')[0]?.call, '12356');
  });
});

describe('What is no red flag', () => {
  const asked = ['胸口有点闷，气短', '突然头晕', '怀孕五个月，肚子有点疼', '被开水烫了手'];
  for (const text of asked) {
    it(`is asked about: 「${text}」`, () => {
      assert.deepEqual(codes(text), []);
      assert.ok(readComplaint(text).isSuspicious);
    });
  }
  for (const text of ['咳嗽两天', '没有胸痛，有点咳', '想做体检', '去年烫伤过，想去疤']) {
    it(`is not asked about where nothing points to danger: 「${text}」`, () => {
      assert.ok(!readComplaint(text).isSuspicious);
    });
  }
});

describe('The terms', () => {
  it('name classes that are there, and every class is named', () => {
    const names = [...Object.values(terms).flat(), ...Object.values(concepts)].flatMap((text) =>
      [...text.matchAll(/\{([a-zA-Z]+)\}/g)].map(([, name]) => name ?? ''),
    );
    assert.deepEqual(new Set(names), new Set(Object.keys(concepts)));
  });
  it('are each used by a flag or a suspicion', () => {
    const rules = [...redFlags.flatMap((flag) => flag.rules), ...suspicions];
    const used = rules.flatMap(({ all, unless = [] }) => [...all, ...unless]);
    assert.deepEqual(new Set(used), new Set(Object.keys(terms)));
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
