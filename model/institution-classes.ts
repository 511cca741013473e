/**
 * Classes, grades and management classes of health institutions: WS 218-2002 and its annex B.
 * http://www.nhc.gov.cn (search WS 218)
 */

/** Code system of WS 218 classes, and of the few kinds of organization that it does not know. */
export const institutionClassSystem = 'https://yishu.example/CodeSystem/institution-class';

/** Class of WS 218 and its name. */
export const institutionClasses: Readonly<Record<string, string>> = {
  A100: '综合医院',
  A210: '中医（综合）医院',
  A220: '中医专科医院',
  A221: '肛肠医院',
  A222: '骨伤医院',
  A223: '针灸医院',
  A224: '按摩医院',
  A229: '其他中医专科医院',
  A300: '中西医结合医院',
  A411: '蒙医院',
  A412: '藏医院',
  A413: '维医院',
  A414: '傣医院',
  A419: '其他民族医院',
  A511: '口腔医院',
  A512: '眼科医院',
  A513: '耳鼻喉科医院',
  A514: '肿瘤医院',
  A515: '心血管病医院',
  A516: '胸科医院',
  A517: '血液病医院',
  A518: '妇产（科）医院',
  A519: '儿童医院',
  A520: '精神病医院',
  A521: '传染病医院',
  A522: '皮肤病医院',
  A523: '结核病医院',
  A524: '麻风病医院',
  A525: '职业病医院',
  A526: '骨科医院',
  A527: '康复医院',
  A528: '整形外科医院',
  A529: '美容医院',
  A539: '其他专科医院',
  A600: '疗养院',
  A710: '护理院',
  A720: '护理站',
  B100: '社区卫生服务中心',
  B200: '社区卫生服务站',
  C100: '街道卫生院',
  C210: '中心卫生院',
  C220: '乡卫生院',
  D110: '综合门诊部',
  D120: '中医门诊部',
  D121: '中医（综合）门诊部',
  D122: '中医专科门诊部',
  D130: '中西医结合门诊部',
  D140: '民族医门诊部',
  D150: '专科门诊部',
  D151: '普通专科门诊部',
  D152: '口腔门诊部',
  D153: '眼科门诊部',
  D154: '医疗美容门诊部',
  D155: '精神卫生门诊部',
  D159: '其他专科门诊部',
  D211: '普通诊所',
  D212: '中医诊所',
  D213: '中西医结合诊所',
  D214: '民族医诊所',
  D215: '口腔诊所',
  D216: '医疗美容诊所',
  D217: '精神卫生诊所',
  D229: '其他诊所',
  D300: '卫生所（室）',
  D400: '医务室',
  D500: '中小学卫生保健所',
  D600: '村卫生室',
  E100: '急救中心',
  E200: '急救中心站',
  E300: '急救站',
  F110: '血液中心',
  F120: '中心血站',
  F130: '基层血站、中心血库',
  F200: '单采血浆站',
  G100: '妇幼保健院',
  G200: '妇幼保健所',
  G300: '妇幼保健站',
  G400: '生殖保健中心',
  H111: '传染病防治院',
  H112: '结核病防治院',
  H113: '职业病防治院',
  H119: '其他专科疾病防治院',
  H211: '口腔病防治所（站、中心）',
  H212: '精神病防治所（站、中心）',
  H213: '皮肤病防治所（站、中心）',
  H214: '结核病防治所（站、中心）',
  H215: '麻风病防治所（站、中心）',
  H216: '职业病防治所（站、中心）',
  H217: '寄生虫病防治所（站、中心）',
  H218: '地方病防治所（站、中心）',
  H219: '血吸虫病防治所（站、中心）',
  H220: '药物戒毒所（中心）',
  H229: '其他专科疾病防治所（站、中心）',
  J100: '疾病预防控制中心',
  J200: '卫生防疫站',
  J300: '卫生防病中心',
  J400: '预防保健中心',
  K100: '卫生监督所（局）',
  P110: '临床检验中心',
  P120: '临床检验所（站）',
  Q100: '红十字会',
  Q200: '医学会',
  Q300: '卫生协会',
  Q311: '输血协会',
  Q312: '医师协会',
  Q339: '其他卫生协会',
  Q900: '其他卫生社会团体',
};

/** Kinds of organization outside WS 218 that a region has. */
export const otherClasses: Readonly<Record<string, string>> = {
  pharmacy: '零售药店',
  'health-commission': '卫生健康行政部门',
  alliance: '医疗联合体',
};

/** Code system of grades. */
export const gradeSystem = 'https://yishu.example/CodeSystem/institution-grade';

/** Grade of a hospital and its code (STD-08). */
export const institutionGrades: Readonly<Record<string, string>> = {
  '1': '三级特等',
  '2': '三级甲等',
  '3': '三级乙等',
  '4': '三级丙等',
  '5': '二级甲等',
  '6': '二级乙等',
  '7': '二级丙等',
  '8': '一级甲等',
  '9': '一级乙等',
  '10': '一级丙等',
  '11': '一级未评',
  '12': '二级未评',
  '13': '三级未评',
  '14': '未定级',
};

/** Code system of management classes. */
export const managementSystem = 'https://yishu.example/CodeSystem/institution-management';

/** Management class of annex B (STD-08). */
export const managementClasses: Readonly<Record<string, string>> = {
  '1': '非营利性医疗机构',
  '2': '营利性医疗机构',
  '9': '其他卫生机构',
};

/** 村卫生室: where a village doctor works. */
export const villageClinic = 'D600';

/** Whether a class is one where an assistant doctor may practise alone: 乡镇卫生院 and 村卫生室. */
export function isRuralPrimary(code: string): boolean {
  return code === 'C210' || code === 'C220' || code === villageClinic;
}
