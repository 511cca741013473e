/**
 * Given names of China by generation and sex, with pinyin: which syllables parents of each time
 * chose.
 */

/** A given name and how it is spelt. */
export interface GivenName {
  text: string;
  pinyin: string;
}

/** The names of one generation. */
export interface Generation {
  /** The last year of birth it covers. */
  until: number;
  /** Share of people whose given name is the second character alone. */
  single: number;
  male: readonly [first: string, second: string];
  female: readonly [first: string, second: string];
}

/**
 * Characters and their pinyin, joined; a name takes one of the first and one of the second list.
 */
export const generations: readonly Generation[] = [
  {
    until: 1949,
    single: 0.05,
    male: [
      '德de 长chang 金jin 福fu 玉yu 水shui 根gen 樟zhang 培pei 荣rong 志zhi 文wen 学xue 正zheng',
      '生sheng 根gen 福fu 林lin 发fa 富fu 贵gui 祥xiang 清qing 高gao 良liang 土tu 法fa 明ming',
    ],
    female: [
      '秀xiu 桂gui 玉yu 金jin 凤feng 春chun 兰lan 彩cai 素su 菊ju 水shui 香xiang 爱ai 冬dong',
      '英ying 兰lan 珍zhen 花hua 仙xian 娣di 莲lian 凤feng 香xiang 妹mei 芝zhi 娥e 菊ju 秀xiu',
    ],
  },
  {
    until: 1965,
    single: 0.06,
    male: [
      '建jian 国guo 志zhi 卫wei 永yong 新xin 金jin 土tu 樟zhang 炳bing 光guang 雪xue 忠zhong 春chun',
      '国guo 华hua 明ming 平ping 军jun 民min 生sheng 根gen 林lin 良liang 法fa 荣rong 富fu 祥xiang',
    ],
    female: [
      '美mei 秀xiu 桂gui 玉yu 金jin 爱ai 月yue 雪xue 彩cai 春chun 凤feng 小xiao 梅mei 菊ju',
      '英ying 兰lan 珍zhen 花hua 仙xian 娟juan 芳fang 琴qin 莲lian 香xiang 娥e 萍ping 妹mei 华hua',
    ],
  },
  {
    until: 1979,
    single: 0.16,
    male: [
      '建jian 志zhi 国guo 卫wei 海hai 小xiao 文wen 晓xiao 永yong 红hong 新xin 立li 雪xue 庆qing',
      '军jun 强qiang 勇yong 平ping 峰feng 明ming 华hua 伟wei 斌bin 良liang 东dong 林lin 忠zhong 民min',
    ],
    female: [
      '丽li 小xiao 红hong 晓xiao 海hai 秀xiu 美mei 爱ai 雪xue 玉yu 春chun 建jian 慧hui 素su',
      '芳fang 燕yan 霞xia 萍ping 红hong 英ying 琴qin 娟juan 华hua 梅mei 珍zhen 敏min 玲ling 丽li',
    ],
  },
  {
    until: 1995,
    single: 0.32,
    male: [
      '志zhi 俊jun 文wen 晓xiao 建jian 海hai 家jia 国guo 鹏peng 永yong 少shao 伟wei 宏hong 小xiao',
      '伟wei 磊lei 超chao 杰jie 涛tao 鹏peng 斌bin 波bo 浩hao 强qiang 亮liang 俊jun 飞fei 龙long',
    ],
    female: [
      '丽li 晓xiao 雅ya 佳jia 婷ting 海hai 文wen 慧hui 小xiao 雪xue 思si 梦meng 美mei 艳yan',
      '静jing 婷ting 丽li 娜na 敏min 燕yan 芳fang 霞xia 莉li 洁jie 倩qian 琳lin 玲ling 颖ying',
    ],
  },
  {
    until: 2009,
    single: 0.18,
    male: [
      '子zi 浩hao 俊jun 宇yu 嘉jia 文wen 志zhi 天tian 家jia 泽ze 明ming 博bo 思si 锦jin',
      '豪hao 杰jie 轩xuan 宇yu 涛tao 辉hui 鑫xin 阳yang 凯kai 航hang 磊lei 翔xiang 文wen 毅yi',
    ],
    female: [
      '雨yu 欣xin 佳jia 思si 梦meng 子zi 诗shi 雅ya 嘉jia 婷ting 心xin 晓xiao 慧hui 静jing',
      '婷ting 怡yi 琪qi 雨yu 萱xuan 颖ying 欣xin 琳lin 瑶yao 妍yan 涵han 雯wen 洁jie 彤tong',
    ],
  },
  {
    until: 2100,
    single: 0.04,
    male: [
      '奕yi 宇yu 浩hao 亦yi 子zi 梓zi 沐mu 泽ze 俊jun 一yi 景jing 言yan 嘉jia 睿rui',
      '辰chen 轩xuan 宇yu 泽ze 航hang 然ran 宸chen 阳yang 睿rui 霖lin 铭ming 豪hao 恒heng 宁ning',
    ],
    female: [
      '一yi 依yi 欣xin 梓zi 语yu 可ke 雨yu 梦meng 若ruo 诗shi 沐mu 思si 芷zhi 予yu',
      '诺nuo 怡yi 涵han 桐tong 妍yan 欣xin 汐xi 瑶yao 晴qing 彤tong 宁ning 萱xuan 玥yue 熙xi',
    ],
  },
];

/** The characters of one joined list. */
export function syllables(list: string): readonly GivenName[] {
  return list.split(' ').map((entry) => ({ text: entry.slice(0, 1), pinyin: entry.slice(1) }));
}
