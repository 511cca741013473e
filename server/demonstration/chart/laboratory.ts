/**
 * Laboratory panels as Observations under a DiagnosticReport.
 * https://hl7.org/fhir/R4/diagnosticreport.html
 */
import type { CodeableConcept, Reference } from '../bundle.ts';
import type { MeasureKey } from '../catalogue/measures.ts';
import { findings, panelOf } from '../catalogue/panels.ts';
import type { FindingKey, Panel, PanelKey } from '../catalogue/panels.ts';
import { measureFor } from '../life/life.ts';
import { staffOf } from '../places/practitioners.ts';
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
import { interpretationOf, quantityElements, valueOf, writeObservation } from './observation.ts';

/** Minutes after the visit began when the sample is taken, and when the report is out. */
const [sampledAfter, reportedAfter] = [20, 85];

/** Writes every panel of the visit. */
export function writePanels(contact: Contact): void {
  for (const key of contact.visit.panels ?? []) writePanel(contact, key);
}

function writePanel(contact: Contact, key: PanelKey): void {
  const { chart, visit, encounter } = contact;
  const panel = panelOf(key);
  const [technician] = staffOf(chart.staff, visit.at, 'laboratory');
  if (technician === undefined) throw new RangeError(`${visit.at.id} has no laboratory`);
  const performer = practitionerReference(technician);
  const result = [
    ...panel.measures.map((measure) => measureResult(contact, measure, performer)),
    ...(panel.findings ?? []).map((finding) => findingResult(contact, finding, performer)),
  ];
  const report = reserve(chart, 'DiagnosticReport');
  write(chart, report, {
    sender: visit.at,
    identifier: [
      {
        system: identifierSystems.laboratoryReport,
        value: (report.reference ?? '').replace('DiagnosticReport/', '').toUpperCase(),
      },
    ],
    status: 'final',
    category: [
      {
        coding: [{ system: codeSystems.diagnosticService, code: 'LAB', display: 'Laboratory' }],
        text: '检验报告',
      },
    ],
    code: panelConcept(panel),
    subject: subjectOf(chart),
    encounter,
    effectiveDateTime: timeOf(contact, sampledAfter),
    issued: timeOf(contact, reportedAfter),
    performer: [organizationReference(visit.at)],
    resultsInterpreter: [performer],
    result,
    conclusion: conclusionOf(contact, panel),
  });
}

function measureResult(contact: Contact, key: MeasureKey, performer: Reference): Reference {
  const known = contact.results.get(key);
  if (known !== undefined) return known;
  return writeObservation(contact, {
    category: 'laboratory',
    after: sampledAfter,
    elements: quantityElements(contact, key),
    name: key,
    performer,
  });
}

function findingResult(contact: Contact, key: FindingKey, performer: Reference): Reference {
  const { loinc, en, zh, normal } = findings[key];
  const text = contact.visit.findings?.[key] ?? normal;
  const code = text === normal ? 'N' : 'A';
  return writeObservation(contact, {
    category: 'laboratory',
    after: sampledAfter,
    elements: {
      code: { coding: [{ system: codeSystems.loinc, code: loinc, display: en }], text: zh },
      valueString: text,
      ...(isGroup(key)
        ? {}
        : {
            interpretation: [
              {
                coding: [{ system: codeSystems.interpretation, code }],
                text: code === 'N' ? '正常' : '异常',
              },
            ],
            referenceRange: [{ text: normal }],
          }),
    },
    name: key,
    performer,
  });
}

/** Blood groups are neither normal nor abnormal. */
function isGroup(key: FindingKey): boolean {
  return key === 'bloodGroup' || key === 'rhesus';
}

function panelConcept({ loinc, zh }: Panel): CodeableConcept {
  if (loinc === undefined) return { text: zh };
  return { coding: [{ system: codeSystems.loinc, code: loinc, display: zh }], text: zh };
}

/** The results outside their ranges in one sentence. */
function conclusionOf(contact: Contact, panel: Panel): string {
  const abnormal = panel.measures.flatMap((key) => {
    const measure = measureFor(contact.chart.life, key, contact.visit.day);
    const value = valueOf(contact, key);
    const code = interpretationOf(value, measure);
    if (code === undefined || code === 'N') return [];
    return [`${measure.zh}${code === 'H' ? '偏高' : '偏低'}（${value} ${measure.unit}）`];
  });
  const words = (panel.findings ?? []).flatMap((key) => {
    const text = contact.visit.findings?.[key];
    return text === undefined || isGroup(key) ? [] : [`${findings[key].zh}${text}`];
  });
  const all = [...abnormal, ...words];
  return all.length === 0 ? '本次检验结果均在参考范围内。' : `${all.join('；')}。`;
}
