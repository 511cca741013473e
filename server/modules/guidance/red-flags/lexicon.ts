/**
 * The red flags: what must not wait for an appointment, by which terms together, and what a person
 * reads. Deterministic, first, overridden by nothing.
 * docs/decisions/0023-guidance.md
 */
import type { TermName } from './terms.ts';

/** Terms that together say something: all are said of now, and none of `unless`. */
export interface Rule {
  all: readonly TermName[];
  unless?: readonly TermName[];
}

/** One red flag. */
export interface RedFlag {
  code: string;
  zh: string;
  en: string;
  /** Whom to call: 120, or the hotline 12356 as well. */
  call: '120' | '12356';
  /** Any of these raises the flag. */
  rules: readonly Rule[];
}

const all = (...names: TermName[]): Rule => ({ all: names });
/** A term with each of these signs. */
const each = (name: TermName, signs: readonly TermName[]): Rule[] =>
  signs.map((sign) => all(name, sign));

/** Every red flag, the most urgent first. */
export const redFlags: readonly RedFlag[] = [
  {
    code: 'unconscious',
    zh: '意识不清、昏迷或抽搐',
    en: 'Unconscious, confused or convulsing',
    call: '120',
    rules: [all('unconscious'), all('convulsion'), all('confusion', 'abrupt')],
  },
  {
    code: 'acute-coronary',
    zh: '胸痛或胸闷，伴大汗、放射痛、持续不缓解或濒死感',
    en: 'Chest pain or tightness with sweating, spreading, lasting, or a sense of dying',
    call: '120',
    rules: [
      ...each('chestPain', [
        'sweating',
        'radiating',
        'longPain',
        'dying',
        'violent',
        'pale',
        'abrupt',
        'nearFaint',
      ]),
      all('crushing'),
      all('radiating', 'heavySweating'),
      all('backPain', 'heavySweating'),
      all('racing', 'nearFaint'),
      all('racing', 'chestPain'),
    ],
  },
  {
    code: 'aortic',
    zh: '撕裂样胸背痛，或术后、久坐后腿肿伴气短',
    en: 'Tearing pain of chest or back, or a swollen leg with short breath',
    call: '120',
    rules: [
      all('tearing'),
      all('backPain', 'abrupt', 'violent'),
      all('postOperation', 'breathlessMild'),
      all('postOperation', 'chestPain'),
    ],
  },
  {
    code: 'stroke',
    zh: '疑似中风：口角歪斜、一侧无力、言语不清或突发剧烈头痛',
    en: 'Possible stroke: drooping face, weakness of one side, slurred speech, worst headache',
    call: '120',
    rules: [
      ...each('sudden', ['droop', 'speech', 'limbWeak', 'imbalance', 'stroke', 'thunderclap']),
      ...each('abrupt', ['slack', 'visionOdd']),
      ...each('visionOdd', ['slack', 'nearFaint']),
      { all: ['limbNumb', 'sudden'], unless: ['pressed'] },
      { all: ['numbSide'], unless: ['chronic', 'pressed'] },
      { all: ['limbLost', 'abrupt'], unless: ['chronic', 'limbHurt'] },
      { all: ['limbWeak'], unless: ['chronic', 'limbHurt'] },
      { all: ['speech'], unless: ['chronic', 'hoarse'] },
      ...(['droop', 'stroke', 'thunderclap'] as const).map((sign): Rule => ({
        all: [sign],
        unless: ['chronic'],
      })),
      all('headPain', 'abrupt', 'violent'),
      all('headPain', 'abrupt', 'projectile'),
      all('headPain', 'highPressure', 'projectile'),
    ],
  },
  {
    code: 'breathing',
    zh: '呼吸困难、口唇发紫或异物窒息',
    en: 'Struggling to breathe, blue lips, or choking',
    call: '120',
    rules: [
      all('breathless'),
      { all: ['blue'], unless: ['bruised'] },
      { all: ['choking'], unless: ['chronic'] },
      all('foreignStuck', 'noBreath'),
    ],
  },
  {
    code: 'bleeding',
    zh: '大出血、呕血、咯血，或黑便伴头晕',
    en: 'Heavy bleeding, vomiting or coughing blood, or black stools with faintness',
    call: '120',
    rules: [
      { all: ['vomitsBlood'], unless: ['gums'] },
      { all: ['coughsBlood'], unless: ['bloodStreak', 'gums'] },
      all('heavyBleeding'),
      all('vomits', 'darkStuff'),
      all('coughs', 'redStuff'),
      all('stoolFlood'),
      ...each('faint', ['blackStool', 'bloodyStool']),
    ],
  },
  {
    code: 'anaphylaxis',
    zh: '严重过敏：喉头肿胀、喘或晕倒',
    en: 'Severe allergy: swelling of the throat, wheezing or collapse',
    call: '120',
    rules: [
      all('anaphylaxis'),
      all('manyStings'),
      ...each('allergy', ['airway', 'collapse']),
      all('exposure', 'throatSwelling'),
      all('drug', 'airway', 'collapse'),
      ...each('justAfter', ['throatSwelling', 'faceSwelling']),
      all('justAfter', 'rash', 'airwayNow'),
      all('justAfter', 'rash', 'collapseNow'),
      all('justAfter', 'givenDrug', 'airwayNow'),
      all('justAfter', 'givenDrug', 'collapseNow', 'abrupt'),
      all('faceSwelling', 'airwayNow'),
      all('injection', 'rash', 'collapseNow'),
    ],
  },
  {
    code: 'obstetric',
    zh: '妊娠期出血、剧烈腹痛、胎动减少、破水或头痛眼花',
    en: 'In pregnancy: bleeding, severe pain, fewer movements, broken waters, dim sight',
    call: '120',
    rules: [
      ...each('pregnant', [
        'bleeding',
        'obstetricPain',
        'fetalMovement',
        'waters',
        'convulsion',
        'babyStill',
        'wetBelow',
        'birth',
        'blurred',
        'highPressure',
        'nearFaint',
        'severeBelly',
      ]),
      all('pregnant', 'fever', 'bellyPain'),
      all('birthNow'),
      all('fetalMovement'),
      all('waters'),
      ...each('latePeriod', ['severeBelly', 'obstetricPain']),
      all('latePeriod', 'bellyPain', 'nearFaint'),
      all('latePeriod', 'bellyPain', 'bleeding'),
    ],
  },
  {
    code: 'meningitis',
    zh: '发热伴颈部僵硬、皮肤出血点或囟门隆起',
    en: 'Fever with a stiff neck, spots of bleeding in the skin or a bulging fontanelle',
    call: '120',
    rules: each('fever', ['stiffNeck', 'petechiae', 'fontanelle']),
  },
  {
    code: 'sepsis',
    zh: '发热伴寒战、神志改变、手脚冰凉，或化疗后发热',
    en: 'Fever with rigors, confusion or cold limbs, or during chemotherapy',
    call: '120',
    rules: [
      all('fever', 'rigors', 'shocky'),
      all('fever', 'frailty', 'rigors'),
      all('highFever', 'shocky'),
      all('fever', 'shocky', 'dryness'),
      all('fever', 'notWaking', 'highFever'),
      all('headPain', 'fever', 'projectile'),
    ],
  },
  {
    code: 'newborn-fever',
    zh: '出生 28 天内的新生儿发热',
    en: 'Fever of a newborn in the first 28 days',
    call: '120',
    rules: [all('newborn', 'fever')],
  },
  {
    code: 'infant',
    zh: '三个月内婴儿发热，新生儿或幼儿反应差、脱水、吐绿水或阵发哭闹',
    en: 'Fever under three months; a small child that is limp, dried out or vomits green',
    call: '120',
    rules: [
      all('newborn', 'newbornBad'),
      all('infant', 'fever'),
      all('child', 'runs', 'dryness'),
      all('child', 'runs', 'floppy'),
      all('child', 'colic', 'bloodyStool'),
      all('child', 'colic', 'pale'),
      all('child', 'colic', 'projectile'),
      all('child', 'fever', 'dryness'),
      all('child', 'greenVomit'),
      all('child', 'fontanelle'),
      all('child', 'highFever', 'notWaking'),
    ],
  },
  {
    code: 'poisoning',
    zh: '中毒、误服、药物过量或毒蛇咬伤',
    en: 'Poisoning, overdose, something swallowed by mistake, or a snake bite',
    call: '120',
    rules: [
      all('poison'),
      all('fumes', 'sick'),
      all('riskyFood', 'foodSign'),
      all('badLiquor', 'liquorSign'),
      all('sprayed', 'sprayedSign'),
      all('deadlyNamed', 'swallowed'),
      all('gasPlace', 'gasSign'),
      all('smoke', 'smokeSign'),
    ],
  },
  {
    code: 'suicide',
    zh: '有自杀或自伤的想法或行为',
    en: 'Thoughts or acts of suicide or self-harm',
    call: '12356',
    rules: [all('suicide')],
  },
  {
    code: 'violence',
    zh: '有伤人的危险（同时请拨打 110）',
    en: 'In danger of hurting others (call 110 as well)',
    call: '120',
    rules: [all('violence'), all('madness', 'attack')],
  },
  {
    code: 'head-injury',
    zh: '头部外伤伴昏迷、呕吐或神志改变',
    en: 'A head injury with loss of consciousness, vomiting or confusion',
    call: '120',
    rules: [all('headInjury', 'headSign')],
  },
  {
    code: 'trauma',
    zh: '严重外伤、烧烫伤、触电或溺水',
    en: 'A grave injury or burn, an electric shock, or drowning',
    call: '120',
    rules: [
      all('wreck'),
      all('neckHurt'),
      all('electric'),
      all('drowning'),
      all('headInjury', 'broken'),
      { all: ['burn', 'burnBad'], unless: ['burnMild'] },
      all('bite', 'biteBad'),
    ],
  },
  {
    code: 'acute-abdomen',
    zh: '剧烈腹痛、腹部板硬或停止排气排便',
    en: 'Severe abdominal pain, a rigid belly, or neither wind nor stool',
    call: '120',
    rules: [
      { all: ['severeBelly'], unless: ['period'] },
      ...each('bellyPain', ['rigid', 'heavySweating', 'pale', 'obstructed', 'nearFaint']),
      all('bellyPain', 'sweating', 'cardiac'),
      all('pancreas', 'bellyPain', 'projectile'),
      all('pancreas', 'severeBelly'),
      all('obstructed', 'belchVomit'),
      all('bellyPain', 'fever', 'violent'),
      all('boardBelly'),
      all('hernia'),
      all('herniaWord', 'cannotReturn'),
      all('torsion'),
      all('testiclePain', 'unbearablePain'),
      all('testiclePain', 'abrupt'),
      all('testiclePain', 'vomits'),
    ],
  },
  {
    code: 'heat',
    zh: '中暑或高原反应伴神志改变',
    en: 'Heat stroke or altitude sickness with confusion',
    call: '120',
    rules: [all('heat', 'heatSign'), all('altitude', 'altitudeSign')],
  },
  {
    code: 'eye',
    zh: '眼睛溅入化学物、外伤、突然看不见，或眼痛伴呕吐',
    en: 'Chemicals in an eye, an injury, sudden loss of sight, or pain with vomiting',
    call: '120',
    rules: [
      all('eyeSplash'),
      { all: ['eyeBlind'], unless: ['chronic'] },
      all('eyePain', 'eyeSign'),
    ],
  },
  {
    code: 'limb',
    zh: '肢体突然疼痛发凉发白，或双腿瘫软、大小便失控',
    en: 'A limb suddenly painful and cold, or legs and bladder out of control',
    call: '120',
    rules: [
      { all: ['coldLimb', 'limbPainOrNumb'], unless: ['chronic'] },
      all('coldLimb', 'painOrNumb', 'abrupt'),
      all('cauda', 'cannotHold'),
      { all: ['legsDead'], unless: ['chronic'] },
    ],
  },
  {
    code: 'sugar',
    zh: '低血糖或高血糖急症',
    en: 'Blood sugar dangerously low or high',
    call: '120',
    rules: [
      all('sugarLow', 'sugarSign'),
      all('diabetic', 'diabeticSign'),
      all('sugarHigh', 'sugarHighSign'),
      all('acetone'),
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
