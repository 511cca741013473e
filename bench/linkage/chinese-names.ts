/**
 * Names of the Chinese set and the mistakes that are made with them.
 * https://arxiv.org/abs/2001.01895
 */
import { pinyin } from 'pinyin-pro';
import type { Random } from '#server/demonstration/random.ts';

/** Characters of given names; those of one sound are mistaken for one another. */
const characters =
  '伟卫炜纬玮威薇微芳方坊房娜纳秀绣敏民闽珉静靖竟净丽莉立利力历强墙磊雷蕾军君钧均俊峻骏洋扬阳杨艳燕雁' +
  '勇永咏泳艺忆义毅亿杰洁捷娟涓涛韬滔明鸣铭超潮霞侠平萍苹屏刚钢岗桂贵文雯闻辉晖徽慧惠会玲铃灵岭' +
  '华桦骅斌彬宾滨宇羽雨禹玉钰裕育浩皓昊豪轩宣萱子梓紫志智治致建健剑鉴国果海亥晓小笑梅玫眉媚' +
  '红宏洪鸿虹春淳纯兰岚蓝云芸允英瑛莹颖盈莲连廉珍真贞祯金今锦瑾进晋荣容融蓉福富付林琳霖麟良梁' +
  '亮凤风峰锋丰枫新欣馨鑫心星兴庆清青卿晴东冬栋龙隆庚根耕生胜升盛圣祥翔湘香学雪家佳嘉加思斯' +
  '怡仪宜依一逸诗施师书淑树舒天添田甜泽择哲浙博波勃伯晨辰臣成诚承程可科珂凯楷恺航杭乐月悦越跃' +
  '水土法发坤昆焕欢桓炳丙秉忠中钟培佩沛关冠观光广泉全权权娣弟迪芝之枝素苏彩财才菊居举巧乔俏';

const bySound = new Map<string, string[]>();
const soundOf = new Map<string, string>();
for (const character of new Set(characters)) {
  const sound = pinyin(character, { toneType: 'none' });
  soundOf.set(character, sound);
  bySound.set(sound, [...(bySound.get(sound) ?? []), character]);
}

/** A character of the same sound; the same one where none is known. */
export function homophone(random: Random, character: string): string {
  const others =
    bySound.get(soundOf.get(character) ?? '')?.filter((one) => one !== character) ?? [];
  return others.length === 0 ? character : random.pick(others);
}

/** A character that sounds otherwise, as brothers' and sisters' names have. */
export function another(random: Random, character: string): string {
  for (;;) {
    const drawn = random.pick(Array.from(characters));
    if (soundOf.get(drawn) !== soundOf.get(character)) return drawn;
  }
}

// Shapes that readers of scanned cards confuse.
const shapes =
  '未末 己已 土士 日曰 人入 千干 晴睛 杨扬 治冶 浩洁 玲珍 芳芬 莹萤 军车 风凤 明朋 丽雨 王玉 小少 大太 天夫';
const alike = new Map(
  shapes.split(' ').flatMap((pair): [string, string][] => {
    const [a = '', b = ''] = Array.from(pair);
    return [
      [a, b],
      [b, a],
    ];
  }),
);

/** The character that it looks like; the same one where none is known. */
export function lookalike(character: string): string {
  return alike.get(character) ?? character;
}

const written =
  '张張刘劉陈陳杨楊黄黃吴吳孙孫马馬罗羅郑鄭谢謝韩韓冯馮邓鄧吕呂苏蘇蒋蔣叶葉钟鐘华華国國伟偉军軍丽麗兰蘭凤鳳荣榮贵貴';
const traditional = new Map<string, string>();
for (let at = 0; at < written.length; at += 2) traditional.set(written[at]!, written[at + 1]!);

/** A name in traditional characters, as far as they are known. */
export function inTraditional(name: string): string {
  return Array.from(name, (one) => traditional.get(one) ?? one).join('');
}

/** Surnames of two characters. */
export const compoundSurnames = ['欧阳', '上官', '司马', '诸葛', '夏侯', '皇甫', '尉迟', '令狐'];

const foreignParts =
  '阿不都 热合曼 买买提 艾力 古丽 阿依 吐尔逊 努尔 扎西 达瓦 次仁 卓玛 巴特尔 乌云 其其格'.split(
    ' ',
  );

/** A name with a dot, as Uyghurs, Tibetans and others have. */
export function foreignName(random: Random): string {
  return `${random.pick(foreignParts)}·${random.pick(foreignParts)}${random.pick(foreignParts)}`;
}

const common = Array.from(new Set(characters));

/** A given name: two characters, or one; some characters are commoner than others. */
export function givenName(random: Random): string {
  const draw = () => common[Math.floor(common.length * random.next() ** 1.6)]!;
  return random.chance(0.18) ? draw() : draw() + draw();
}
