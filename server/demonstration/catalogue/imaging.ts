/**
 * Examinations that are reported in words. https://loinc.org,
 * https://terminology.hl7.org/CodeSystem-v2-0074.html
 */

/** One kind of examination. */
export interface Imaging {
  loinc?: string;
  zh: string;
  /** Section of v2-0074. */
  section: 'RAD' | 'RUS' | 'EC' | 'CT' | 'NMR' | 'OTH';
}

export type ImagingKey = keyof typeof kinds;

const kinds = {
  electrocardiogram: { loinc: '11524-6', zh: '十二导联心电图', section: 'EC' },
  chestXray: { loinc: '36643-5', zh: '胸部正侧位X线摄影', section: 'RAD' },
  chestTomography: { loinc: '24627-2', zh: '胸部CT平扫', section: 'CT' },
  headTomography: { loinc: '24725-4', zh: '颅脑CT平扫', section: 'CT' },
  brainResonance: { loinc: '24590-2', zh: '颅脑MRI平扫+弥散成像', section: 'NMR' },
  abdominalUltrasound: { loinc: '24558-9', zh: '腹部彩色超声', section: 'RUS' },
  heartUltrasound: { loinc: '42148-7', zh: '超声心动图', section: 'RUS' },
  carotidUltrasound: { zh: '颈动脉彩色超声', section: 'RUS' },
  fetalUltrasound: { loinc: '11525-3', zh: '产科彩色超声', section: 'RUS' },
  wristXray: { zh: '腕关节正侧位X线摄影', section: 'RAD' },
  hipXray: { zh: '骨盆正位及髋关节X线摄影', section: 'RAD' },
  kneeXray: { zh: '膝关节正侧位X线摄影', section: 'RAD' },
  fundusPhotograph: { zh: '免散瞳眼底照相', section: 'OTH' },
  coronaryAngiogram: { zh: '冠状动脉造影', section: 'RAD' },
  gastroscopy: { zh: '电子胃镜检查', section: 'OTH' },
} as const satisfies Record<string, Imaging>;

/** The examination of a key. */
export function imagingOf(key: ImagingKey): Imaging {
  return kinds[key];
}
