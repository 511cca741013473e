/** The hundred commonest surnames of China. https://www.mps.gov.cn */
// With pinyin and share in 1/10,000, after the 2007 count of the Ministry of Public Security.

/** A surname, how it is spelt, and how common it is. */
export interface Surname {
  text: string;
  pinyin: string;
  weight: number;
}

const table = `
王Wang725 李Li719 张Zhang683 刘Liu538 陈Chen453 杨Yang308 赵Zhao229 黄Huang223 周Zhou212 吴Wu205
徐Xu167 孙Sun154 胡Hu131 朱Zhu126 高Gao121 林Lin118 何He117 郭Guo115 马Ma105 罗Luo95
梁Liang85 宋Song81 郑Zheng78 谢Xie76 韩Han68 唐Tang65 冯Feng64 于Yu62 董Dong61 萧Xiao59
程Cheng57 曹Cao57 袁Yuan54 邓Deng54 许Xu54 傅Fu51 沈Shen50 曾Zeng50 彭Peng49 吕Lv47
苏Su47 卢Lu47 蒋Jiang47 蔡Cai46 贾Jia42 丁Ding42 魏Wei41 薛Xue40 叶Ye39 阎Yan38
余Yu38 潘Pan37 杜Du37 戴Dai36 夏Xia36 钟Zhong35 汪Wang35 田Tian35 任Ren35 姜Jiang34
范Fan34 方Fang33 石Shi33 姚Yao32 谭Tan32 廖Liao32 邹Zou31 熊Xiong30 金Jin30 陆Lu30
郝Hao29 孔Kong29 白Bai28 崔Cui28 康Kang27 毛Mao27 邱Qiu27 秦Qin26 江Jiang26 史Shi25
顾Gu25 侯Hou25 邵Shao25 孟Meng24 龙Long24 万Wan23 段Duan23 雷Lei23 钱Qian23 汤Tang22
尹Yin22 黎Li22 易Yi21 常Chang20 武Wu20 乔Qiao20 贺He20 赖Lai20 龚Gong19 文Wen19`;

export const surnames: readonly Surname[] = table
  .trim()
  .split(/\s+/)
  .map((entry) => {
    const [, text = '', pinyin = '', weight = '0'] = /^(.)([A-Za-z]+)(\d+)$/u.exec(entry) ?? [];
    return { text, pinyin, weight: Number(weight) };
  });
