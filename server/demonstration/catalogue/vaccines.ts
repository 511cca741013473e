/**
 * The vaccines of the national programme, and which dose is due at which age.
 * https://www.nhc.gov.cn
 */
// 国家免疫规划疫苗儿童免疫程序 (2021), with the pertussis doses of 2025-01-01 and the HPV doses of 2025-11-10.
import type { CodeableConcept } from '../bundle.ts';
import { codeSystems } from '../systems.ts';

/** One vaccine. */
export interface Vaccine {
  name: string;
  abbreviation: string;
  /** CVX, where it has a code for this very vaccine. */
  cvx?: string;
  protects: string;
  maker: string;
  route: string;
  site: string;
  /** Amount of one dose in ml. */
  amount: number;
}

export type VaccineKey = keyof typeof rows;

/** One dose that is due. */
export interface DueDose {
  vaccine: VaccineKey;
  /** Age in full months. */
  month: number;
  number: number;
  /** Doses of the whole series. */
  of: number;
}

type Row = readonly [
  name: string,
  abbreviation: string,
  cvx: string,
  protects: string,
  maker: string,
  given: readonly [route: string, site: string, amount: number],
];

const muscle = ['肌内注射', '左上臂三角肌', 0.5] as const;
const skin = ['皮下注射', '右上臂外侧', 0.5] as const;

const rows = {
  hepB: ['重组乙型肝炎疫苗（酿酒酵母）', 'HepB', '08', '乙型病毒性肝炎', '深圳康泰', muscle],
  bcg: ['皮内注射用卡介苗', 'BCG', '19', '结核病', '成都生物', ['皮内注射', '左上臂三角肌', 0.1]],
  ipv: ['脊髓灰质炎灭活疫苗（Sabin株）', 'sIPV', '10', '脊髓灰质炎', '北京生物', muscle],
  opv: [
    '口服Ⅰ型Ⅲ型脊髓灰质炎减毒活疫苗',
    'bOPV',
    '178',
    '脊髓灰质炎',
    '北京生物',
    ['口服', '口腔', 0.1],
  ],
  dtap: ['吸附无细胞百白破联合疫苗', 'DTaP', '20', '百日咳、白喉、破伤风', '武汉生物', muscle],
  dt: ['吸附白喉破伤风联合疫苗', 'DT', '28', '白喉、破伤风', '武汉生物', muscle],
  mmr: ['麻腮风联合减毒活疫苗', 'MMR', '03', '麻疹、流行性腮腺炎、风疹', '上海生物', skin],
  je: ['乙型脑炎减毒活疫苗', 'JE-L', '', '流行性乙型脑炎', '成都生物', skin],
  meningA: ['A群脑膜炎球菌多糖疫苗', 'MPSV-A', '191', '流行性脑脊髓膜炎', '兰州生物', skin],
  meningAC: ['A群C群脑膜炎球菌多糖疫苗', 'MPSV-AC', '192', '流行性脑脊髓膜炎', '兰州生物', skin],
  hepA: ['甲型肝炎减毒活疫苗', 'HepA-L', '169', '甲型病毒性肝炎', '长春生物', skin],
  hpv: ['双价人乳头瘤病毒疫苗（大肠杆菌）', '2vHPV', '', '宫颈癌', '厦门万泰', muscle],
  influenza: ['四价流感病毒裂解疫苗', 'IIV4', '150', '流行性感冒', '华兰疫苗', muscle],
  pneumococcal: ['23价肺炎球菌多糖疫苗', 'PPV23', '33', '肺炎球菌性疾病', '玉溪沃森', muscle],
} as const satisfies Record<string, Row>;

/** The vaccine of a key. */
export function vaccineOf(key: VaccineKey): Vaccine {
  const [name, abbreviation, cvx, protects, maker, [route, site, amount]] = rows[key] as Row;
  const facts = { name, abbreviation, protects, maker, route, site, amount };
  return cvx === '' ? facts : { ...facts, cvx };
}

/** The vaccine as a code of CVX, where it has one. */
export function vaccineConcept({ name, abbreviation, cvx }: Vaccine): CodeableConcept {
  const text = `${name}（${abbreviation}）`;
  if (cvx === undefined) return { text };
  return { coding: [{ system: codeSystems.cvx, code: cvx, display: name }], text };
}

/**
 * A vaccine, the age in months of each dose, and the doses of another vaccine that belong to the
 * series.
 */
type Series = readonly [VaccineKey, readonly number[], before?: number, after?: number];

/** The doses whose ages have not changed. */
const steady: readonly Series[] = [
  ['hepB', [0, 1, 6]],
  ['bcg', [0]],
  ['ipv', [2, 3], 0, 2],
  ['opv', [4, 48], 2],
  ['mmr', [8, 18]],
  ['je', [8, 24]],
  ['meningA', [6, 9]],
  ['meningAC', [36, 72]],
  ['hepA', [18]],
];

/**
 * Every dose due in childhood. `newPertussis` tells whether the child had its first pertussis dose
 * in 2025 or later; `girlSince2011` whether it is a girl born after 2011-11-10, who is due for HPV
 * at 13.
 */
export function schedule(child: { newPertussis: boolean; girlSince2011: boolean }): DueDose[] {
  const pertussis: readonly Series[] = child.newPertussis
    ? [['dtap', [2, 4, 6, 18, 72]]]
    : [
        ['dtap', [3, 4, 5, 18]],
        ['dt', [72]],
      ];
  const cervical: readonly Series[] = child.girlSince2011 ? [['hpv', [156, 162]]] : [];
  return [...steady, ...pertussis, ...cervical].flatMap(
    ([vaccine, months, before = 0, after = 0]) =>
      months.map((month, index) => {
        const number = before + index + 1;
        return { vaccine, month, number, of: before + months.length + after };
      }),
  );
}
