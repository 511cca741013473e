/**
 * The diseases of the region: ICD-10 医保版 2.0 codes and the names doctors write.
 * http://code.nhsa.gov.cn
 */
import type { CodeableConcept } from '../bundle.ts';
import { codeSystems } from '../systems.ts';

/** One disease, or another reason to be seen. */
export interface Disease {
  /** ICD-10 医保版. */
  code: string;
  name: string;
  /** Whether it stays on the problem list. */
  chronic: boolean;
  /** How long it lasts when it is not chronic, in days. */
  days: number;
}

export type DiseaseKey = keyof typeof facts;

/** Code, name, days until it is over; 0 stands for chronic. */
const facts = {
  hypertension: ['I10.x09', '原发性高血压', 0],
  diabetes: ['E11.900', '2型糖尿病', 0],
  neuropathy: ['E11.401+G63.2*', '2型糖尿病性周围神经病', 0],
  retinopathy: ['E11.301+H36.0*', '2型糖尿病性视网膜病变', 0],
  nephropathy: ['E11.201+N08.3*', '2型糖尿病性肾病', 0],
  lipids: ['E78.500', '高脂血症', 0],
  copd: ['J44.900x003', '慢性阻塞性肺疾病II级', 0],
  copdExacerbation: ['J44.100', '慢性阻塞性肺病伴有急性加重', 14],
  coronary: ['I25.103', '冠状动脉粥样硬化性心脏病', 0],
  unstableAngina: ['I20.000', '不稳定型心绞痛', 10],
  stroke: ['I63.900', '脑梗死', 30],
  strokeSequela: ['I69.300', '脑梗死后遗症', 0],
  gout: ['M10.900', '痛风', 0],
  kneeArthrosis: ['M17.900x003', '双侧膝关节骨性关节病', 0],
  prostate: ['N40.x00', '前列腺增生', 0],
  osteoporosis: ['M81.900', '骨质疏松', 0],
  hypothyroidism: ['E03.900', '甲状腺功能减退症', 0],
  cataract: ['H25.900', '老年性白内障', 0],
  gallstones: ['K80.200x003', '胆囊结石', 0],
  chronicGastritis: ['K29.500', '慢性胃炎', 0],
  cold: ['J06.900', '急性上呼吸道感染', 7],
  tonsillitis: ['J03.900', '急性扁桃体炎', 8],
  bronchitis: ['J20.900', '急性支气管炎', 12],
  influenza: ['J10.100x001', '流行性感冒', 7],
  pneumonia: ['J18.900', '肺炎', 14],
  childPneumonia: ['J18.000', '支气管肺炎', 12],
  otitis: ['H66.900x002', '急性中耳炎', 10],
  gastroenteritis: ['A09.901', '急性胃肠炎', 5],
  handFootMouth: ['B08.401', '手足口病', 8],
  herpangina: ['B08.501', '疱疹性咽峡炎', 7],
  urticaria: ['L50.900', '荨麻疹', 7],
  eczema: ['L30.902', '湿疹', 14],
  cystitis: ['N39.000', '泌尿道感染', 7],
  backPain: ['M54.502', '腰痛', 14],
  ankleSprain: ['S93.401', '踝关节扭伤', 21],
  wound: ['T14.101', '皮肤裂伤', 10],
  zoster: ['B02.900x001', '带状疱疹', 21],
  conjunctivitis: ['H10.900', '结膜炎', 7],
  caries: ['K02.500', '龋齿', 14],
  insomnia: ['G47.000x001', '失眠', 30],
  appendicitis: ['K35.800x001', '急性阑尾炎', 14],
  wristFracture: ['S52.500x001', '桡骨远端骨折', 90],
  hipFracture: ['S72.000', '股骨颈骨折', 120],
  pregnancy: ['Z34.900', '正常妊娠监督', 280],
  gestationalDiabetes: ['O24.400', '妊娠期发生的糖尿病', 120],
  pregnancyAnaemia: ['O99.008', '妊娠合并贫血', 120],
  vaginalDelivery: ['O80.000', '头位顺产', 3],
  caesareanDelivery: ['O82.900', '经剖宫产术分娩', 5],
  newborn: ['Z38.000', '单胎活产婴儿，在医院内出生', 28],
  newbornJaundice: ['P59.900', '新生儿黄疸', 14],
  anaemia: ['D50.900', '缺铁性贫血', 120],
} as const satisfies Record<string, readonly [code: string, name: string, days: number]>;

/** The disease of a key. */
export function diseaseOf(key: DiseaseKey): Disease {
  const [code, name, days] = facts[key];
  return { code, name, chronic: days === 0, days };
}

/** The disease as ICD-10 医保版 and as the WHO's category. https://hl7.org/fhir/R4/icd.html */
export function diseaseConcept(key: DiseaseKey): CodeableConcept {
  const { code, name } = diseaseOf(key);
  const category = code.slice(0, 5).replace(/\.x.*/, '');
  return {
    coding: [
      { system: codeSystems.icd10, code: category, display: name },
      { system: codeSystems.icd10Insurance, code, display: name },
    ],
    text: name,
  };
}
