/**
 * Discharge summaries as documents of plain text. https://hl7.org/fhir/R4/documentreference.html
 */
import { toChineseDate } from '../calendar.ts';
import { diseaseOf } from '../catalogue/diseases.ts';
import type { DischargeSummary } from '../life/visit.ts';
import { ageOn } from '../life/life.ts';
import { fullName } from '../people/names.ts';
import { departmentOf } from '../places/departments.ts';
import { codeSystems } from '../systems.ts';
import { add, organizationReference, practitionerReference, subjectOf } from './chart.ts';
import type { Contact } from './chart.ts';
import { endOf } from './encounter.ts';

/** Writes the discharge summary of an inpatient. */
export function writeSummary(contact: Contact): void {
  const { chart, visit, encounter, doctor } = contact;
  if (visit.summary === undefined) return;
  const written = endOf(contact);
  const title = `${visit.at.name}出院记录`;
  add(chart, 'DocumentReference', {
    sender: visit.at,
    status: 'current',
    docStatus: 'final',
    type: {
      coding: [{ system: codeSystems.loinc, code: '18842-5', display: 'Discharge summary' }],
      text: '出院记录',
    },
    category: [{ text: '住院病历' }],
    subject: subjectOf(chart),
    date: written,
    author: [practitionerReference(doctor)],
    custodian: organizationReference(visit.at),
    description: title,
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          language: 'zh-CN',
          data: Buffer.from(`${title}\n\n${summaryText(contact, visit.summary)}`).toString(
            'base64',
          ),
          title,
          creation: written,
        },
      },
    ],
    context: { encounter: [encounter] },
  });
}

function summaryText(contact: Contact, summary: DischargeSummary): string {
  const { chart, visit, doctor } = contact;
  const { resident } = chart.life;
  const nights = visit.nights ?? 0;
  const diagnoses = visit.diagnoses.map((key, index) => `${index + 1}. ${diseaseOf(key).name}`);
  const operations = (visit.operations ?? []).map(({ name }) => name);
  return [
    `姓名：${fullName(resident.name)}  性别：${resident.sex === 'male' ? '男' : '女'}  ` +
      `年龄：${ageOn(chart.life, visit.day)}岁  科室：${departmentOf(visit.department).name}`,
    `入院日期：${toChineseDate(visit.day)}  出院日期：${toChineseDate(visit.day + nights)}  ` +
      `住院${nights}天`,
    `主诉：${visit.complaint}`,
    `出院诊断：${diagnoses.join('  ')}`,
    ...(operations.length === 0 ? [] : [`手术操作：${operations.join('、')}`]),
    `诊疗经过：${summary.course}`,
    `出院情况：${summary.condition}`,
    `出院医嘱：${summary.advice}`,
    `医师签名：${fullName(doctor.name)}`,
    '',
  ].join('\n');
}
