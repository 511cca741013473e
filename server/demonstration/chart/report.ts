/**
 * Examinations reported in words, as DiagnosticReports.
 * https://hl7.org/fhir/R4/diagnosticreport.html
 */
import { imagingOf } from '../catalogue/imaging.ts';
import type { ImagingResult } from '../life/visit.ts';
import type { Practitioner } from '../places/practitioners.ts';
import { codeSystems, identifierSystems } from '../systems.ts';
import {
  organizationReference,
  practitionerReference,
  reserve,
  subjectOf,
  timeOf,
  write,
} from './chart.ts';
import type { Contact } from './chart.ts';

/** Writes the reports of the visit; where there is no imaging department the doctor reads. */
export function writeImages(contact: Contact): void {
  for (const image of contact.visit.images ?? []) writeImage(contact, image);
}

function writeImage(contact: Contact, { kind, findings, conclusion }: ImagingResult): void {
  const { chart, visit, encounter } = contact;
  const { loinc, zh, section } = imagingOf(kind);
  const report = reserve(chart, 'DiagnosticReport');
  const code = loinc === undefined ? [] : [{ system: codeSystems.loinc, code: loinc, display: zh }];
  write(chart, report, {
    sender: visit.at,
    identifier: [
      {
        system: identifierSystems.imagingReport,
        value: (report.reference ?? '').replace('DiagnosticReport/', '').toUpperCase(),
      },
    ],
    status: 'final',
    category: [
      { coding: [{ system: codeSystems.diagnosticService, code: section }], text: '检查报告' },
    ],
    code: { ...(code.length === 0 ? {} : { coding: code }), text: zh },
    subject: subjectOf(chart),
    encounter,
    effectiveDateTime: timeOf(contact, 25),
    issued: timeOf(contact, 70),
    performer: [organizationReference(visit.at)],
    resultsInterpreter: [practitionerReference(reader(contact))],
    conclusion,
    presentedForm: [
      {
        contentType: 'text/plain; charset=utf-8',
        language: 'zh-CN',
        data: Buffer.from(`【检查所见】${findings}\n【诊断意见】${conclusion}\n`).toString(
          'base64',
        ),
        title: `${zh}报告`,
      },
    ],
  });
}

function reader({ chart, visit, doctor }: Contact): Practitioner {
  const [first] = chart.staff.get(`${visit.at.id}/imaging`) ?? [];
  return first ?? doctor;
}
