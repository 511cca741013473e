/**
 * The red flags: what must not wait for an appointment, by which terms together, and what a person
 * reads. Deterministic, first, overridden by nothing.
 * docs/decisions/0023-guidance.md
 */
import type { TermName } from './terms.ts';

/** One red flag. */
export interface RedFlag {
  code: string;
  zh: string;
  en: string;
  /** Whom to call: 120, or the hotline 12356 as well. */
  call: '120' | '12356';
  /** Any of these raises the flag: all of its terms are said of now, and none of `unless`. */
  rules: readonly { all: readonly TermName[]; unless?: readonly TermName[] }[];
}

const all = (...names: TermName[]) => ({ all: names });

/** Every red flag, the most urgent first. */
export const redFlags: readonly RedFlag[] = [
  {
    code: 'unconscious',
    zh: '意识不清、昏迷或抽搐',
    en: 'Unconscious, confused or convulsing',
    call: '120',
    rules: [all('unconscious'), all('convulsion')],
  },
  {
    code: 'acute-coronary',
    zh: '胸痛或胸闷，伴大汗、放射痛、持续不缓解或濒死感',
    en: 'Chest pain or tightness with sweating, spreading, lasting, or a sense of dying',
    call: '120',
    rules: (['sweating', 'radiating', 'longPain', 'dying', 'violent', 'pale'] as const).map(
      (sign) => all('chestPain', sign),
    ),
  },
  {
    code: 'stroke',
    zh: '疑似中风：口角歪斜、一侧无力、言语不清或突发剧烈头痛',
    en: 'Possible stroke: drooping face, weakness of one side, slurred speech, worst headache',
    call: '120',
    rules: [
      ...(
        ['droop', 'speech', 'limbWeak', 'limbNumb', 'imbalance', 'stroke', 'thunderclap'] as const
      ).map((sign) => all(sign, 'sudden')),
      ...(['droop', 'speech', 'limbWeak', 'stroke', 'thunderclap'] as const).map((sign) => ({
        all: [sign],
        unless: ['chronic'] as const,
      })),
    ],
  },
  {
    code: 'breathing',
    zh: '呼吸困难、口唇发紫或异物窒息',
    en: 'Struggling to breathe, blue lips, or choking',
    call: '120',
    rules: [all('breathless'), all('blue'), { all: ['choking'], unless: ['chronic'] }],
  },
  {
    code: 'bleeding',
    zh: '大出血、呕血、咯血，或黑便伴头晕',
    en: 'Heavy bleeding, vomiting or coughing blood, or black stools with faintness',
    call: '120',
    rules: [
      all('vomitsBlood'),
      all('coughsBlood'),
      all('heavyBleeding'),
      all('blackStool', 'faint'),
      all('bloodyStool', 'faint'),
    ],
  },
  {
    code: 'anaphylaxis',
    zh: '严重过敏：喉头肿胀、喘或晕倒',
    en: 'Severe allergy: swelling of the throat, wheezing or collapse',
    call: '120',
    rules: [
      all('anaphylaxis'),
      all('allergy', 'airway'),
      all('allergy', 'exposure', 'collapse'),
      all('allergy', 'collapse'),
      all('exposure', 'throatSwelling'),
      all('drug', 'airway', 'collapse'),
    ],
  },
  {
    code: 'obstetric',
    zh: '妊娠期出血、剧烈腹痛、胎动减少、破水或头痛眼花',
    en: 'In pregnancy: bleeding, severe pain, fewer movements, broken waters, dim sight',
    call: '120',
    rules: [
      ...(['bleeding', 'obstetricPain', 'fetalMovement', 'waters', 'convulsion'] as const).map(
        (sign) => all('pregnant', sign),
      ),
      all('pregnant', 'headache', 'blurred'),
      all('fetalMovement'),
      all('waters'),
    ],
  },
  {
    code: 'meningitis',
    zh: '发热伴颈部僵硬、皮肤出血点或囟门隆起',
    en: 'Fever with a stiff neck, spots of bleeding in the skin or a bulging fontanelle',
    call: '120',
    rules: [all('fever', 'stiffNeck'), all('fever', 'petechiae'), all('fever', 'fontanelle')],
  },
  {
    code: 'newborn-fever',
    zh: '出生 28 天内的新生儿发热',
    en: 'Fever of a newborn in the first 28 days',
    call: '120',
    rules: [all('newborn', 'fever')],
  },
  {
    code: 'poisoning',
    zh: '中毒、误服、药物过量或毒蛇咬伤',
    en: 'Poisoning, overdose, something swallowed by mistake, or a snake bite',
    call: '120',
    rules: [all('poison'), all('fumes', 'sick')],
  },
  {
    code: 'suicide',
    zh: '有自杀或自伤的想法或行为',
    en: 'Thoughts or acts of suicide or self-harm',
    call: '12356',
    rules: [all('suicide')],
  },
  {
    code: 'head-injury',
    zh: '头部外伤伴昏迷、呕吐或神志改变',
    en: 'A head injury with loss of consciousness, vomiting or confusion',
    call: '120',
    rules: [all('headInjury', 'headSign')],
  },
  {
    code: 'acute-abdomen',
    zh: '剧烈腹痛、腹部板硬或停止排气排便',
    en: 'Severe abdominal pain, a rigid belly, or neither wind nor stool',
    call: '120',
    rules: [
      all('severeBelly'),
      all('bellyPain', 'rigid'),
      all('bellyPain', 'heavySweating'),
      all('bellyPain', 'pale'),
      all('obstructed', 'bellyPain'),
      { all: ['obstructed', 'headSign'] },
    ],
  },
  {
    code: 'critical',
    zh: '自述情况危急',
    en: 'Said to be in danger of life',
    call: '120',
    rules: [all('critical')],
  },
];

/** Raised where no term fits, but a complaint sounds like an emergency all the same. */
export const likelyEmergency: RedFlag = {
  code: 'likely-emergency',
  zh: '描述与急症相似',
  en: 'It sounds like an emergency',
  call: '120',
  rules: [],
};
