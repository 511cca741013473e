/** Departments and their doctors, with codes of 医疗机构诊疗科目名录. http://www.nhc.gov.cn */

/** Kinds of institution, from the nearest to the most specialised. */
export type InstitutionKind = 'village' | 'township' | 'county' | 'tertiary' | 'cdc' | 'pharmacy';

/** A department that exists at some kinds of institution. */
export interface Department {
  key: DepartmentKey;
  name: string;
  en: string;
  /** Code of 医疗机构诊疗科目名录; absent where the list has none. */
  code?: string;
  /** Field of practice on the doctors' licences. */
  scope: string;
}

export type DepartmentKey = keyof typeof departmentFacts;

const departmentFacts = {
  general: ['全科医疗科', 'General practice', '02', '全科医学专业'],
  publicHealth: ['公共卫生科', 'Public health', '01', '公共卫生类别专业'],
  childCare: ['儿童保健科', 'Child health care', '09', '儿科专业'],
  womenCare: ['妇女保健科', "Women's health care", '06', '妇产科专业'],
  cardiology: ['心血管内科', 'Cardiology', '03.04', '内科专业'],
  endocrinology: ['内分泌科', 'Endocrinology', '03.07', '内科专业'],
  respiratory: ['呼吸与危重症医学科', 'Respiratory medicine', '03.01', '内科专业'],
  neurology: ['神经内科', 'Neurology', '03.03', '内科专业'],
  gastroenterology: ['消化内科', 'Gastroenterology', '03.02', '内科专业'],
  nephrology: ['肾脏内科', 'Nephrology', '03.06', '内科专业'],
  oncology: ['肿瘤科', 'Oncology', '19', '内科专业'],
  medicine: ['内科', 'Internal medicine', '03', '内科专业'],
  surgery: ['普通外科', 'General surgery', '04.01', '外科专业'],
  orthopaedics: ['骨科', 'Orthopaedics', '04.03', '外科专业'],
  urology: ['泌尿外科', 'Urology', '04.04', '外科专业'],
  gynaecology: ['妇科', 'Gynaecology', '05.01', '妇产科专业'],
  obstetrics: ['产科', 'Obstetrics', '05.02', '妇产科专业'],
  paediatrics: ['儿科', 'Paediatrics', '07', '儿科专业'],
  ophthalmology: ['眼科', 'Ophthalmology', '10', '眼耳鼻咽喉科专业'],
  otolaryngology: ['耳鼻咽喉科', 'Otolaryngology', '11', '眼耳鼻咽喉科专业'],
  dentistry: ['口腔科', 'Dentistry', '12', '口腔专业'],
  dermatology: ['皮肤科', 'Dermatology', '13', '皮肤病与性病专业'],
  emergency: ['急诊医学科', 'Emergency medicine', '20', '急救医学专业'],
  chinese: ['中医科', 'Chinese medicine', '50', '中医专业'],
  laboratory: ['医学检验科', 'Laboratory', '30', '医学检验、病理专业'],
  imaging: ['医学影像科', 'Imaging', '32', '医学影像和放射治疗专业'],
  immunisation: ['免疫规划科', 'Immunisation programme', '01', '公共卫生类别专业'],
  dispensing: ['药学部', 'Pharmacy', undefined, '药学（西药）'],
} as const;

/** The department of a key. */
export function departmentOf(key: DepartmentKey): Department {
  const [name, en, code, scope] = departmentFacts[key];
  return { key, name, en, scope, ...(code === undefined ? {} : { code }) };
}

/** How many practitioners each department has, by kind of institution. */
export const staffing: Record<InstitutionKind, Partial<Record<DepartmentKey, number>>> = {
  village: { general: 1 },
  township: { general: 2, publicHealth: 1, childCare: 1, womenCare: 1, chinese: 1, laboratory: 1 },
  county: {
    medicine: 3,
    surgery: 2,
    orthopaedics: 1,
    gynaecology: 1,
    obstetrics: 2,
    paediatrics: 2,
    emergency: 2,
    ophthalmology: 1,
    otolaryngology: 1,
    dermatology: 1,
    dentistry: 1,
    chinese: 1,
    laboratory: 1,
    imaging: 1,
  },
  tertiary: {
    cardiology: 2,
    endocrinology: 2,
    respiratory: 2,
    neurology: 2,
    gastroenterology: 1,
    nephrology: 1,
    oncology: 1,
    medicine: 1,
    surgery: 2,
    orthopaedics: 2,
    urology: 1,
    gynaecology: 1,
    obstetrics: 2,
    paediatrics: 2,
    ophthalmology: 1,
    otolaryngology: 1,
    dentistry: 1,
    dermatology: 1,
    emergency: 2,
    chinese: 1,
    laboratory: 1,
    imaging: 2,
  },
  cdc: { immunisation: 2 },
  pharmacy: { dispensing: 1 },
};
