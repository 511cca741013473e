/**
 * Categories and scopes of practice on a licence, and the departments that each covers.
 * http://www.nhc.gov.cn (search 医师执业注册 执业范围)
 */
// The scopes are those of 卫医发〔2001〕169号 with later additions. Which departments a scope covers
// is read from their names: the rule lists scopes, not departments, and a region may widen a row.

/** Categories of practice (执业类别). */
export const practiceCategories = {
  clinical: '临床',
  dental: '口腔',
  'public-health': '公共卫生',
  chinese: '中医',
} as const;

/** A code of a category. */
export type PracticeCategory = keyof typeof practiceCategories;

/** One scope. */
export interface PracticeScope {
  zh: string;
  /** `village` for 乡村医生, who have no category. */
  category: PracticeCategory | 'village';
  /** Codes of 诊疗科目; those below them are covered too. */
  departments: readonly string[];
}

/** Every scope by its code. */
export const practiceScopes: Readonly<Record<string, PracticeScope>> = {
  medicine: scope('clinical', '内科专业', ['03', '16', '17', '18', '19', '20', '24', '28']),
  surgery: scope('clinical', '外科专业', ['04', '08', '14', '19', '20', '22', '26', '27', '28']),
  gynaecology: scope('clinical', '妇产科专业', ['05', '06']),
  paediatrics: scope('clinical', '儿科专业', ['07', '08', '09']),
  'eyes-ears': scope('clinical', '眼耳鼻咽喉科专业', ['10', '11']),
  skin: scope('clinical', '皮肤病与性病专业', ['13', '14']),
  psychiatry: scope('clinical', '精神卫生专业', ['15']),
  occupational: scope('clinical', '职业病专业', ['23']),
  imaging: scope('clinical', '医学影像和放射治疗专业', ['32']),
  laboratory: scope('clinical', '医学检验、病理专业', ['30', '31']),
  general: scope('clinical', '全科医学专业', ['01', '02']),
  emergency: scope('clinical', '急救医学专业', ['20', '28']),
  rehabilitation: scope('clinical', '康复医学专业', ['21']),
  prevention: scope('clinical', '预防保健专业', ['01', '06', '09']),
  military: scope('clinical', '特种医学与军事医学专业', ['25']),
  'family-planning': scope('clinical', '计划生育技术服务专业', ['05.03']),
  'critical-care': scope('clinical', '重症医学专业', ['28']),
  dental: scope('dental', '口腔专业', ['12']),
  'public-health': scope('public-health', '公共卫生类别专业', ['01']),
  chinese: scope('chinese', '中医专业', ['50']),
  integrated: scope('chinese', '中西医结合专业', ['50', '52']),
  ethnic: scope('chinese', '民族医专业', ['51']),
  'chinese-general': scope('chinese', '中医全科医学专业', ['02', '50']),
  village: scope('village', '乡村医生一般医疗服务', ['01', '02']),
};

function scope(
  category: PracticeScope['category'],
  zh: string,
  departments: readonly string[],
): PracticeScope {
  return { zh, category, departments };
}
