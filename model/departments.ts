/**
 * 医疗机构诊疗科目名录 (1994, with its later additions): the departments that a licence can approve.
 * http://www.nhc.gov.cn (search 诊疗科目名录)
 */

/** Code system of the list. */
export const departmentSystem = 'urn:oid:2.16.156.10011.2.3.2.62';

/** Code and name: every department of the first level, and those of the second that have names. */
export const departments: Readonly<Record<string, string>> = {
  '01': '预防保健科',
  '02': '全科医疗科',
  '03': '内科',
  '03.01': '呼吸内科',
  '03.02': '消化内科',
  '03.03': '神经内科',
  '03.04': '心血管内科',
  '03.05': '血液内科',
  '03.06': '肾病学专业',
  '03.07': '内分泌专业',
  '03.08': '免疫学专业',
  '03.09': '变态反应专业',
  '03.10': '老年病专业',
  '04': '外科',
  '04.01': '普通外科',
  '04.02': '神经外科',
  '04.03': '骨科',
  '04.04': '泌尿外科',
  '04.05': '胸外科',
  '04.06': '心脏大血管外科',
  '04.07': '烧伤科',
  '04.08': '整形外科',
  '05': '妇产科',
  '05.01': '妇科',
  '05.02': '产科',
  '05.03': '计划生育专业',
  '05.04': '优生学专业',
  '05.05': '生殖健康与不孕症专业',
  '06': '妇女保健科',
  '07': '儿科',
  '08': '小儿外科',
  '09': '儿童保健科',
  '10': '眼科',
  '11': '耳鼻咽喉科',
  '12': '口腔科',
  '13': '皮肤科',
  '14': '医疗美容科',
  '15': '精神科',
  '16': '传染科',
  '17': '结核病科',
  '18': '地方病科',
  '19': '肿瘤科',
  '20': '急诊医学科',
  '21': '康复医学科',
  '22': '运动医学科',
  '23': '职业病科',
  '24': '临终关怀科',
  '25': '特种医学与军事医学科',
  '26': '麻醉科',
  '27': '疼痛科',
  '28': '重症医学科',
  '30': '医学检验科',
  '31': '病理科',
  '32': '医学影像科',
  '50': '中医科',
  '51': '民族医学科',
  '52': '中西医结合科',
};

/** What the departments are called in English to which guidance leads. */
export const departmentsInEnglish: Readonly<Record<string, string>> = {
  '01': 'Preventive care',
  '02': 'General practice',
  '03': 'Internal medicine',
  '03.01': 'Respiratory medicine',
  '03.02': 'Gastroenterology',
  '03.03': 'Neurology',
  '03.04': 'Cardiology',
  '03.05': 'Haematology',
  '03.06': 'Nephrology',
  '03.07': 'Endocrinology',
  '03.08': 'Rheumatology and immunology',
  '03.09': 'Allergy',
  '04': 'Surgery',
  '04.01': 'General surgery',
  '04.03': 'Orthopaedics',
  '04.04': 'Urology',
  '04.07': 'Burns',
  '05': 'Obstetrics and gynaecology',
  '05.01': 'Gynaecology',
  '05.02': 'Obstetrics',
  '05.05': 'Reproductive medicine',
  '07': 'Paediatrics',
  '08': 'Paediatric surgery',
  '09': 'Child health care',
  '10': 'Ophthalmology',
  '11': 'Otolaryngology',
  '12': 'Dentistry',
  '13': 'Dermatology',
  '14': 'Aesthetic medicine',
  '15': 'Psychiatry',
  '16': 'Infectious diseases',
  '20': 'Emergency medicine',
  '21': 'Rehabilitation',
  '23': 'Occupational diseases',
};

/**
 * Whether a code is of the list: `03`, or `03.04`, also of the second level without a name here.
 */
export function isDepartment(code: string): boolean {
  return /^\d{2}(?:\.\d{2})?$/.test(code) && Object.hasOwn(departments, code.slice(0, 2));
}

/** Whether a department is one of these or lies below one: `03.04` lies below `03`. */
export function isWithin(department: string, approved: readonly string[]): boolean {
  return approved.some((code) => department === code || department.startsWith(`${code}.`));
}
