/**
 * Management of chronic disease by the township centre: an episode and a plan.
 * https://hl7.org/fhir/R4/careplan.html
 */
import type { Reference } from '../bundle.ts';
import { toDate } from '../calendar.ts';
import type { DiseaseKey } from '../catalogue/diseases.ts';
import { placeOf } from '../life/life.ts';
import { staffOf } from '../places/practitioners.ts';
import { add, organizationReference, practitionerReference, subjectOf } from './chart.ts';
import type { Contact } from './chart.ts';

interface Programme {
  name: string;
  goals: string;
  activities: readonly string[];
}

const programmes: Partial<Record<DiseaseKey, Programme>> = {
  hypertension: {
    name: '高血压患者健康管理',
    goals: '血压控制在140/90mmHg以下，合并糖尿病者130/80mmHg以下',
    activities: [
      '每季度面对面随访并测量血压',
      '每年一次健康体检',
      '限盐（每日少于5克）、控制体重、适量运动',
    ],
  },
  diabetes: {
    name: '2型糖尿病患者健康管理',
    goals: '空腹血糖4.4–7.0mmol/L，糖化血红蛋白低于7.0%',
    activities: [
      '每季度随访并测空腹血糖',
      '每半年测糖化血红蛋白',
      '每年筛查眼底、肾脏和足部',
      '饮食与运动指导',
    ],
  },
  copd: {
    name: '慢性阻塞性肺疾病患者健康服务',
    goals: '减少急性加重，保持活动能力',
    activities: [
      '每半年随访并测血氧饱和度',
      '每年一次肺功能检查',
      '戒烟、吸入装置使用指导',
      '接种流感和肺炎球菌疫苗',
    ],
  },
};

/** Opens the programme of a disease the first time it is seen; the disease may have none. */
export function joinProgramme(contact: Contact, disease: DiseaseKey, condition: Reference): void {
  const { chart, visit } = contact;
  const programme = programmes[disease];
  if (programme === undefined || chart.programmes.has(disease)) return;
  const sender = placeOf(chart.life, 'township');
  const manager = staffOf(chart.staff, sender, 'publicHealth')[0];
  if (manager === undefined) throw new RangeError(`${sender.id} has no public health`);
  const period = { start: toDate(visit.day) };
  const episode = add(chart, 'EpisodeOfCare', {
    sender,
    status: 'active',
    type: [{ text: programme.name }],
    diagnosis: [{ condition }],
    patient: subjectOf(chart),
    managingOrganization: organizationReference(sender),
    period,
    careManager: practitionerReference(manager),
  });
  chart.programmes.set(disease, episode);
  add(chart, 'CarePlan', {
    sender,
    status: 'active',
    intent: 'plan',
    category: [{ text: '慢性病管理' }],
    title: programme.name,
    description: programme.goals,
    subject: subjectOf(chart),
    period,
    author: practitionerReference(manager),
    addresses: [condition],
    activity: programme.activities.map((description) => ({
      detail: { status: 'in-progress', description },
    })),
  });
}
