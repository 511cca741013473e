/**
 * Medicines by generic name, with ATC code and how they are taken.
 * https://atcddd.fhi.no/atc_ddd_index/
 */
import type { CodeableConcept } from '../bundle.ts';
import { codeSystems } from '../systems.ts';

/** One medicine as it stands on a prescription. */
export interface Drug {
  name: string;
  strength: string;
  /** Absent for patent Chinese medicines. */
  atc?: string;
  route: RouteKey;
  /** Units of one dose and the word for the unit. */
  dose: number;
  unit: string;
  perDay: number;
  /** When to take it, as the patient is told. */
  advice: string;
}

export type DrugKey = keyof typeof rows;
export type RouteKey = keyof typeof routes;

/** CV06.00.102 用药途径, as far as used. */
export const routes = {
  口服: '1',
  皮下注射: '401',
  静脉滴注: '404',
  吸入: '5',
  外用: '6',
} as const;

type Row = readonly [
  name: string,
  strength: string,
  atc: string,
  route: RouteKey,
  dose: readonly [amount: number, unit: string, perDay: number],
  advice: string,
];

const rows = {
  amlodipine: ['苯磺酸氨氯地平片', '5mg', 'C08CA01', '口服', [1, '片', 1], '晨起服用'],
  valsartan: ['缬沙坦胶囊', '80mg', 'C09CA03', '口服', [1, '粒', 1], '晨起服用'],
  irbesartan: ['厄贝沙坦片', '0.15g', 'C09CA04', '口服', [1, '片', 1], '晨起服用'],
  enalapril: ['马来酸依那普利片', '10mg', 'C09AA02', '口服', [1, '片', 1], '晨起服用'],
  indapamide: ['吲达帕胺缓释片', '1.5mg', 'C03BA11', '口服', [1, '片', 1], '晨起服用，不可嚼碎'],
  metoprolol: ['琥珀酸美托洛尔缓释片', '47.5mg', 'C07AB02', '口服', [1, '片', 1], '晨起服用'],
  atorvastatin: ['阿托伐他汀钙片', '20mg', 'C10AA05', '口服', [1, '片', 1], '睡前服用'],
  aspirin: ['阿司匹林肠溶片', '100mg', 'B01AC06', '口服', [1, '片', 1], '餐前服用'],
  clopidogrel: ['硫酸氢氯吡格雷片', '75mg', 'B01AC04', '口服', [1, '片', 1], '每日固定时间服用'],
  isosorbide: ['单硝酸异山梨酯缓释片', '40mg', 'C01DA14', '口服', [1, '片', 1], '晨起服用'],
  metformin: ['盐酸二甲双胍片', '0.5g', 'A10BA02', '口服', [1, '片', 2], '餐中服用'],
  glimepiride: ['格列美脲片', '2mg', 'A10BB12', '口服', [1, '片', 1], '早餐前服用'],
  acarbose: ['阿卡波糖片', '50mg', 'A10BF01', '口服', [1, '片', 3], '与第一口饭同嚼'],
  dapagliflozin: ['达格列净片', '10mg', 'A10BK01', '口服', [1, '片', 1], '晨起服用，多饮水'],
  glargine: ['甘精胰岛素注射液', '3ml:300U', 'A10AE04', '皮下注射', [14, 'U', 1], '睡前注射'],
  mecobalamin: ['甲钴胺片', '0.5mg', 'B03BA05', '口服', [1, '片', 3], '饭后服用'],
  tiotropium: ['噻托溴铵粉吸入剂', '18μg', 'R03BB04', '吸入', [1, '粒', 1], '吸入后漱口'],
  budesonide: [
    '布地奈德福莫特罗粉吸入剂',
    '160μg/4.5μg',
    'R03AK07',
    '吸入',
    [1, '吸', 2],
    '吸入后漱口',
  ],
  salbutamol: ['硫酸沙丁胺醇吸入气雾剂', '100μg', 'R03AC02', '吸入', [2, '揿', 3], '气喘时使用'],
  prednisone: ['醋酸泼尼松片', '5mg', 'H02AB07', '口服', [6, '片', 1], '早餐后服用，连用5天'],
  methylprednisolone: ['注射用甲泼尼龙琥珀酸钠', '40mg', 'H02AB04', '静脉滴注', [1, '支', 1], ''],
  ceftriaxone: ['注射用头孢曲松钠', '2.0g', 'J01DD04', '静脉滴注', [1, '支', 1], '皮试阴性后使用'],
  piperacillin: [
    '注射用哌拉西林钠他唑巴坦钠',
    '4.5g',
    'J01CR05',
    '静脉滴注',
    [1, '支', 3],
    '皮试阴性后使用',
  ],
  amoxicillin: ['阿莫西林胶囊', '0.5g', 'J01CA04', '口服', [1, '粒', 3], '饭后服用'],
  amoxicillinChild: ['阿莫西林颗粒', '0.125g', 'J01CA04', '口服', [1, '包', 3], '温水冲服'],
  cefuroxime: ['头孢呋辛酯片', '0.25g', 'J01DC02', '口服', [1, '片', 2], '饭后服用'],
  azithromycin: ['阿奇霉素片', '0.25g', 'J01FA10', '口服', [2, '片', 1], '饭前1小时服用'],
  azithromycinChild: ['阿奇霉素干混悬剂', '0.1g', 'J01FA10', '口服', [1, '包', 1], '温水冲服'],
  levofloxacin: ['左氧氟沙星片', '0.5g', 'J01MA12', '口服', [1, '片', 1], '多饮水，避免日晒'],
  oseltamivir: ['磷酸奥司他韦胶囊', '75mg', 'J05AH02', '口服', [1, '粒', 2], '连用5天'],
  oseltamivirChild: ['磷酸奥司他韦颗粒', '15mg', 'J05AH02', '口服', [3, '包', 2], '连用5天'],
  valaciclovir: ['盐酸伐昔洛韦片', '0.5g', 'J05AB11', '口服', [1, '片', 3], '连用7天'],
  ibuprofen: ['布洛芬缓释胶囊', '0.3g', 'M01AE01', '口服', [1, '粒', 2], '发热或疼痛时服用'],
  ibuprofenChild: [
    '布洛芬混悬液',
    '100ml:2g',
    'M01AE01',
    '口服',
    [5, 'ml', 3],
    '体温38.5℃以上服用',
  ],
  paracetamol: ['对乙酰氨基酚片', '0.5g', 'N02BE01', '口服', [1, '片', 3], '发热或疼痛时服用'],
  paracetamolChild: [
    '对乙酰氨基酚混悬滴剂',
    '15ml:1.5g',
    'N02BE01',
    '口服',
    [1.5, 'ml', 3],
    '发热时服用',
  ],
  ambroxol: ['盐酸氨溴索片', '30mg', 'R05CB06', '口服', [1, '片', 3], '饭后服用'],
  ambroxolChild: ['盐酸氨溴索口服溶液', '100ml:0.3g', 'R05CB06', '口服', [5, 'ml', 2], '饭后服用'],
  lianhua: ['连花清瘟胶囊', '0.35g', '', '口服', [4, '粒', 3], '温水送服'],
  coldChild: ['小儿豉翘清热颗粒', '2g', '', '口服', [1, '袋', 3], '温水冲服'],
  loratadine: ['氯雷他定片', '10mg', 'R06AX13', '口服', [1, '片', 1], '睡前服用'],
  cetirizineChild: ['盐酸西替利嗪滴剂', '10ml:0.1g', 'R06AE07', '口服', [0.5, 'ml', 1], '睡前服用'],
  hydrocortisone: ['丁酸氢化可的松乳膏', '10g:10mg', 'D07AB02', '外用', [1, '次', 2], '薄涂患处'],
  smectite: ['蒙脱石散', '3g', 'A07BC05', '口服', [1, '袋', 3], '空腹服用'],
  rehydration: ['口服补液盐散（Ⅲ）', '5.125g', 'A07CA', '口服', [1, '包', 3], '溶于250ml温水'],
  omeprazole: ['奥美拉唑肠溶胶囊', '20mg', 'A02BC01', '口服', [1, '粒', 1], '早餐前服用'],
  celecoxib: ['塞来昔布胶囊', '0.2g', 'M01AH01', '口服', [1, '粒', 1], '饭后服用'],
  diclofenacGel: ['双氯芬酸二乙胺乳胶剂', '20g:0.2g', 'M02AA15', '外用', [1, '次', 3], '涂于患处'],
  levofloxacinDrops: [
    '左氧氟沙星滴眼液',
    '5ml:24.4mg',
    'S01AE05',
    '外用',
    [1, '滴', 3],
    '滴于患眼',
  ],
  mupirocin: ['莫匹罗星软膏', '5g:0.1g', 'D06AX09', '外用', [1, '次', 2], '清洁后涂于伤口'],
  estazolam: ['艾司唑仑片', '1mg', 'N05CD04', '口服', [1, '片', 1], '睡前服用，不可饮酒'],
  febuxostat: ['非布司他片', '40mg', 'M04AA03', '口服', [1, '片', 1], '多饮水'],
  tamsulosin: ['盐酸坦索罗辛缓释胶囊', '0.2mg', 'G04CA02', '口服', [1, '粒', 1], '饭后服用'],
  calcium: ['碳酸钙D3片', '0.6g', 'A12AX', '口服', [1, '片', 1], '餐后嚼服'],
  levothyroxine: ['左甲状腺素钠片', '50μg', 'H03AA01', '口服', [1, '片', 1], '早餐前半小时服用'],
  folicAcid: ['叶酸片', '0.4mg', 'B03BB01', '口服', [1, '片', 1], '孕前3个月至孕3个月'],
  ferrous: ['琥珀酸亚铁片', '0.1g', 'B03AA06', '口服', [1, '片', 2], '饭后服用，忌与茶同服'],
  ironChild: ['右旋糖酐铁口服溶液', '10ml:50mg', 'B03AC06', '口服', [5, 'ml', 1], '饭后服用'],
  vitaminD: ['维生素D滴剂', '400U', 'A11CC05', '口服', [1, '粒', 1], '每日1粒至2周岁'],
  oxytocin: ['缩宫素注射液', '10U', 'H01BB02', '静脉滴注', [1, '支', 1], '胎儿娩出后'],
} as const satisfies Record<string, Row>;

/** The medicine of a key. */
export function drugOf(key: DrugKey): Drug {
  const [name, strength, atc, route, [dose, unit, perDay], advice] = rows[key] as Row;
  const facts = { name, strength, route, dose, unit, perDay, advice };
  return atc === '' ? facts : { ...facts, atc };
}

/** The medicine as a code of the ATC index, where it has one. */
export function drugConcept({ name, strength, atc }: Drug): CodeableConcept {
  const text = `${name} ${strength}`;
  if (atc === undefined) return { text };
  return { coding: [{ system: codeSystems.atc, code: atc, display: name }], text };
}
