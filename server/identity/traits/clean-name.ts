/**
 * Names without what only writing adds: widths, separators, traditional characters.
 * https://www.unicode.org/reports/tr15/
 */

// Characters of names whose traditional and simplified forms differ, in pairs.
const pairs = `
張张劉刘陳陈楊杨趙赵黃黄吳吴孫孙馬马羅罗鄭郑謝谢韓韩馮冯蕭萧鄧邓許许沈沈呂吕蘇苏盧卢蔣蒋賈贾葉叶閻阎餘余
鍾钟鐘钟鄒邹陸陆龍龙萬万錢钱湯汤賀贺賴赖龔龚喬乔顧顾嚴严華华衛卫國国偉伟強强軍军傑杰濤涛輝辉鵬鹏飛飞蘭兰鳳凤
麗丽榮荣貴贵慶庆齊齐寶宝憲宪義义禮礼廣广億亿聖圣愛爱雲云東东劍剑銀银鐵铁錦锦鋒锋鑫鑫鴻鸿鶴鹤鷹鹰鸞鸾麟麟
紅红綠绿維维綱纲緒绪縣县纓缨績绩繼继續续學学寧宁實实宋宋將将對对屬属嶺岭嶽岳巖岩師师幹干廠厂張张後后從从
恆恒惠惠慧慧慈慈憶忆應应懷怀戰战擁拥時时曉晓曄晔曇昙會会棟栋楓枫業业榮荣樂乐樹树橋桥機机檢检權权歐欧歲岁
歷历氣气漢汉潔洁潤润澤泽瀾澜灣湾煒炜爾尔犧牺獻献瑋玮瑤瑶環环瓊琼產产異异畢毕發发盛盛盡尽眾众睿睿碩硕祿禄
禎祯禦御種种穎颖穌稣積积竇窦競竞筆笔節节範范簡简籃篮紀纪純纯紹绍絲丝綺绮緯纬練练縉缙織织罷罢聞闻聯联聰聪
肅肃膽胆臨临興兴艷艳莊庄蓮莲蔭荫薩萨藍蓝藝艺藥药虛虚蝦虾補补裝装複复見见視视覺觉觀观觸触記记訓训詩诗詠咏詹詹
該该誠诚誼谊課课調调諸诸謀谋謙谦講讲譚谭證证識识譽誉讓让貞贞財财貢贡賓宾賢贤質质贊赞趙赵躍跃車车軒轩較较
載载輔辅輕轻輩辈輪轮轉转農农連连進进運运達达遠远適适選选遷迁還还邁迈鄰邻醫医釋释釗钊針针鈞钧鈺钰鉛铅銘铭
銳锐鋼钢錄录錫锡鍵键鎮镇鏡镜長长門门開开閏闰間间閔闵閣阁閱阅闊阔闕阙闖闯關关陽阳陰阴隊队階阶際际隨随險险
雙双難难電电靈灵靜静韋韦韻韵頂顶項项順顺預预領领頡颉頤颐頻频顏颜願愿類类風风飯饭養养馨馨駒驹駿骏騰腾驍骁
驥骥魯鲁鮑鲍鯤鲲鳴鸣鴿鸽鵑鹃鶯莺麥麦黨党龐庞龜龟倫伦傳传備备億亿優优儀仪兒儿內内兩两冊册凱凯別别則则剛刚創创
劉刘勁劲動动務务勝胜勞劳勳勋區区協协單单廈厦參参叢丛吳吴員员啟启喚唤喬乔單单嘯啸團团園园圖图堅坚執执場场塗涂
塵尘壇坛壯壮壽寿夢梦夾夹奧奥婁娄嫻娴媽妈嬌娇孫孙孿孪宮宫寬宽寵宠尋寻導导岡冈島岛峽峡崗岗巒峦帥帅帶带幣币
彌弥彥彦徑径悅悦惻恻愷恺慣惯慮虑懇恳戀恋戶户捷捷掃扫揚扬換换擇择擊击據据擴扩攜携敵敌數数斬斩斷断於于晉晋晝昼
暉晖暢畅曠旷書书東东條条楊杨極极構构槍枪標标樓楼樣样橫横欽钦歡欢決决況况洪洪淚泪淨净淵渊測测湧涌準准溝沟滄沧
滿满漁渔漸渐潛潜澗涧濃浓濟济濱滨瀏浏瀚瀚灃沣為为無无煉炼煙烟熱热燈灯燕燕燦灿燁烨營营爭争牆墙狀状獅狮獨独
珮佩現现瑪玛璽玺瓏珑當当畫画療疗癒愈監监盤盘瞭了礎础禪禅穩稳窮穷窩窝筍笋築筑籌筹粵粤糧粮約约紅红紋纹納纳紐纽
細细終终組组結结給给統统經经綜综綠绿維维網网綿绵緊紧線线緣缘編编緩缓縱纵總总繁繁繡绣繪绘羣群習习翹翘聲声職职
脈脉腦脑腳脚臺台舉举舊旧舖铺艦舰萊莱葦苇蒼苍蓋盖蔣蒋蔥葱薊蓟薈荟蘆芦蘊蕴處处號号蟬蝉術术衝冲裡里製制
`;

const simplified = new Map<string, string>();
const written = Array.from(pairs.replace(/\s/g, ''));
for (let at = 0; at + 1 < written.length; at += 2) simplified.set(written[at]!, written[at + 1]!);

/** A text with the simplified forms of the characters of names. */
export function toSimplified(text: string): string {
  return text.replace(/\p{Script=Han}/gu, (character) => simplified.get(character) ?? character);
}

/** What separates the parts of a name that is not of Han Chinese: 阿不都·热合曼. */
export const separators = /[\s·•‧・∙．.。,，'’`-]+/u;

/** A name as it is compared: one width, no separators, simplified, no remarks in brackets. */
export function cleanName(text: string): string {
  return toSimplified(text.normalize('NFKC').replace(/\([^)]*\)/g, ''))
    .split(separators)
    .join('')
    .toLowerCase();
}
