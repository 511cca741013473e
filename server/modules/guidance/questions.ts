/**
 * The clarifying questions: one is asked where two departments are near each other; an option makes
 * some likelier, or raises a red flag.
 * docs/decisions/0023-guidance.md
 */

/** One way to answer. */
export interface Option {
  code: string;
  zh: string;
  en: string;
  /** Departments that become likelier. */
  favours: readonly string[];
  /** Code of the red flag that this answer is. */
  redFlag?: string;
}

/** A question between departments. */
export interface Question {
  code: string;
  zh: string;
  en: string;
  between: readonly string[];
  options: readonly Option[];
}

type Row = readonly [code: string, zh: string, en: string, favours: string, redFlag?: string];

const ask = (
  [code, between, zh, en]: readonly [string, string, string, string],
  options: readonly Row[],
): Question => ({
  code,
  zh,
  en,
  between: between.split(' '),
  options: options.map(([option, ...rest]) => {
    const [textZh, textEn, favours, redFlag] = rest;
    return {
      code: option,
      zh: textZh,
      en: textEn,
      favours: favours.split(' '),
      ...(redFlag === undefined ? {} : { redFlag }),
    };
  }),
});

/** Asked where the age given may be that of a parent. */
export const whoIsIll = ask(
  ['who', '07 08 09', '是谁看病？', 'Who is ill?'],
  [
    ['child', '孩子（14 岁以下）', 'A child under 14', '07'],
    ['adult', '成人', 'A grown-up', '02'],
  ],
);

/** Asked where a complaint sounds somewhat like an emergency. */
export const inDanger = ask(
  [
    'danger',
    '20',
    '现在有没有：胸痛大汗、呼吸困难、意识不清、抽搐、一侧无力、大出血、剧烈疼痛？',
    'Is there now: chest pain with sweating, trouble breathing, confusion, fits, ' +
      'weakness of one side, heavy bleeding, severe pain?',
  ],
  [
    ['yes', '有其中一种或更多', 'One of these or more', '20', 'likely-emergency'],
    ['no', '都没有', 'None of these', '02'],
  ],
);

/** Every question; of several that fit, the first is asked. */
export const questions: readonly Question[] = [
  inDanger,
  whoIsIll,
  ask(
    ['chest', '03.01 03.04', '胸口不舒服时，还有什么？', 'With the chest, what else?'],
    [
      [
        'crushing',
        '压榨样疼痛、大汗或放射到左臂',
        'Crushing, sweating, or spreading to the left arm',
        '03.04',
        'acute-coronary',
      ],
      ['effort', '走快、上楼时加重，或心慌', 'Worse on effort, or palpitations', '03.04'],
      ['cough', '咳嗽、咳痰或发热', 'Cough, phlegm or fever', '03.01'],
    ],
  ),
  ask(
    [
      'upper-belly',
      '03.02 03.04 04.01',
      '上腹不适与什么有关？',
      'What brings it on in the upper belly?',
    ],
    [
      ['meals', '与吃饭有关，反酸、嗳气', 'Meals; acid or belching', '03.02'],
      ['effort', '走路、用力时发作', 'Walking or effort', '03.04'],
      ['fat', '吃油腻后右上腹绞痛', 'Fat; cramps on the upper right', '04.01'],
    ],
  ),
  ask(
    ['dizzy', '03.03 11 03.04', '头晕是怎样的？', 'What is the dizziness like?'],
    [
      [
        'weak-side',
        '突然一侧无力、说话不清',
        'Sudden weakness of one side, slurred speech',
        '03.03',
        'stroke',
      ],
      ['turning', '翻身、转头时天旋地转', 'Spinning when turning over', '11'],
      [
        'standing',
        '站起来眼前发黑，或血压异常',
        'Blackness on standing, or blood pressure',
        '03.04',
      ],
      ['steady', '持续昏沉、走路不稳', 'Steady, unsure on the feet', '03.03'],
    ],
  ),
  ask(
    ['head', '03.03 10 11', '头痛时还有什么？', 'With the headache, what else?'],
    [
      ['worst', '突然发生、从未有过的剧痛', 'Sudden, the worst ever', '03.03', 'stroke'],
      ['eye', '眼胀、看不清', 'Pressure in the eye, dim sight', '10'],
      ['nose', '鼻塞、脓鼻涕', 'Blocked nose, thick discharge', '11'],
      ['none', '都没有', 'None of these', '03.03'],
    ],
  ),
  ask(
    ['urine', '03.06 04.04', '小便有什么不同？', 'What is different about the urine?'],
    [
      ['pain', '尿频、尿急、尿痛或排不出', 'Frequent, urgent, painful or hard to pass', '04.04'],
      ['foam', '泡沫多，眼睑或腿肿', 'Foam; swollen lids or legs', '03.06'],
    ],
  ),
  ask(
    ['women', '05.01 05.02 05.05', '现在的情况是？', 'Which is it now?'],
    [
      ['pregnant', '已怀孕或产后', 'Pregnant, or after birth', '05.02'],
      ['trying', '想怀孕而没有怀上', 'Trying for a child', '05.05'],
      ['neither', '都不是', 'Neither', '05.01'],
    ],
  ),
  ask(
    ['lower-belly', '03.02 04.01 05.01 04.04', '下腹的不适在哪里？', 'Where in the lower belly?'],
    [
      ['bowels', '与大便有关', 'With the bowels', '03.02'],
      ['right', '固定在右下，按压更疼', 'Fixed on the right, worse when pressed', '04.01'],
      ['period', '与月经、白带有关', 'With periods or discharge', '05.01'],
      ['urine', '与小便有关', 'With the urine', '04.04'],
    ],
  ),
  ask(
    ['joints', '03.08 04.03 03.07 27', '关节是怎样疼的？', 'How do the joints hurt?'],
    [
      ['morning', '多个关节，早晨僵硬', 'Several, stiff in the morning', '03.08'],
      ['injury', '扭伤、受力或活动后', 'After a twist, load or movement', '04.03'],
      ['toe', '脚趾突然红肿剧痛', 'A toe, suddenly red and swollen', '03.07'],
    ],
  ),
  ask(
    ['after-injury', '04.03 21', '现在需要的是？', 'What is needed now?'],
    [
      ['diagnosis', '新的疼痛或损伤，要检查', 'A new pain or injury to be looked at', '04.03'],
      ['training', '治疗后的功能锻炼', 'Training after treatment', '21'],
    ],
  ),
  ask(
    ['skin', '13 03.09 16', '皮疹与什么有关？', 'What brings the rash on?'],
    [
      ['contact', '固定的食物、季节或动物', 'A food, a season or an animal', '03.09'],
      ['sex', '不安全性行为后', 'After unprotected sex', '16'],
      ['none', '说不清', 'Cannot tell', '13'],
    ],
  ),
  ask(
    ['nose', '11 03.09', '鼻子的不适是怎样的？', 'What is it with the nose?'],
    [
      ['season', '按季节发作，喷嚏、眼痒', 'By the season, sneezing, itching eyes', '03.09'],
      ['thick', '脓鼻涕、头胀', 'Thick discharge, pressure in the head', '11'],
    ],
  ),
  ask(
    ['looks', '13 14', '主要想解决什么？', 'What is wanted?'],
    [
      ['illness', '痒、痛、发炎等不适', 'An illness: itch, pain, inflammation', '13'],
      ['looks', '改善外观', 'Better looks', '14'],
    ],
  ),
  ask(
    ['throat', '11 03.01 03.02', '喉咙以外还有什么？', 'Besides the throat, what else?'],
    [
      ['cough', '咳嗽、咳痰', 'Cough, phlegm', '03.01'],
      ['acid', '反酸、烧心', 'Acid, heartburn', '03.02'],
      ['none', '只有咽喉不适', 'The throat alone', '11'],
    ],
  ),
  ask(
    ['mood', '15 03.03 03.04', '更困扰的是？', 'Which is worse?'],
    [
      ['harm', '有伤害自己的想法', 'Thoughts of harming oneself', '15', 'suicide'],
      ['mood', '情绪、睡眠、担心', 'Mood, sleep, worry', '15'],
      ['head', '头痛、头晕、麻木', 'Headache, dizziness, numbness', '03.03'],
      ['heart', '心慌、胸闷', 'Palpitations, tightness', '03.04'],
    ],
  ),
  ask(
    ['thyroid', '03.07 04.01', '检查要做什么？', 'What is it about?'],
    [
      ['function', '激素、血糖等指标', 'Hormones, blood sugar', '03.07'],
      ['lump', '肿块是否手术', 'A lump that may need surgery', '04.01'],
    ],
  ),
  ask(
    ['child', '07 08 09', '孩子的情况是？', 'What is it with the child?'],
    [
      ['ill', '发热、咳嗽、吐泻等不适', 'Ill: fever, cough, vomiting', '07'],
      ['lump', '包块、外伤、畸形或手术', 'A lump, injury, malformation or surgery', '08'],
      ['growth', '生长、语言、行为', 'Growth, speech, behaviour', '09'],
    ],
  ),
  ask(
    ['liver', '03.02 16', '有没有这些？', 'Is there any of these?'],
    [
      ['yellow', '眼黄、尿黄，或肝炎病毒阳性', 'Yellow eyes, dark urine, or hepatitis', '16'],
      ['none', '没有', 'None', '03.02'],
    ],
  ),
  ask(
    ['blood', '03.05 03.06 03.08', '哪项检查不正常？', 'Which test is not normal?'],
    [
      ['cells', '血细胞、血红蛋白、血小板', 'Blood cells, haemoglobin, platelets', '03.05'],
      ['kidney', '尿蛋白、肌酐', 'Protein in the urine, creatinine', '03.06'],
      ['immune', '风湿、免疫指标', 'Rheumatic or immune markers', '03.08'],
    ],
  ),
  ask(
    ['check-up', '01 23 09', '是哪一种检查？', 'Which kind of check-up?'],
    [
      ['health', '健康体检或接种', 'A general check-up or a vaccine', '01'],
      ['work', '与职业危害有关', 'For dangers at work', '23'],
      ['child', '儿童保健', 'Child health', '09'],
    ],
  ),
];

/** A question that was answered, and how. */
export interface Answer {
  question: Question;
  option: Option;
}

/** The answer `question:option`; undefined where there is no such one. */
export function answerOf(text: string): Answer | undefined {
  const [questionCode, optionCode] = text.split(':');
  const question = questions.find(({ code }) => code === questionCode);
  const option = question?.options.find(({ code }) => code === optionCode);
  return question === undefined || option === undefined ? undefined : { question, option };
}

/** The question between the two likeliest; undefined where one is plainly likelier. */
export function questionFor(ranked: readonly (readonly [string, number])[]): Question | undefined {
  const [[first, share] = ['', 1], [second, next] = ['', 0]] = ranked;
  if (share >= 0.8 || next < 0.08) return undefined;
  return questions.find(
    (question) =>
      question !== whoIsIll &&
      question.between.includes(first) &&
      question.between.includes(second),
  );
}
