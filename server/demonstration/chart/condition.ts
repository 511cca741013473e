/**
 * Diagnoses as Conditions: chronic ones once, on the problem list; others once a visit.
 * https://hl7.org/fhir/R4/condition.html
 */
import type { Reference } from '../bundle.ts';
import { toDate } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import { diseaseConcept, diseaseOf } from '../catalogue/diseases.ts';
import type { DiseaseKey } from '../catalogue/diseases.ts';
import type { Health } from '../people/health.ts';
import { add, practitionerReference, subjectOf, timeOf } from './chart.ts';
import type { Contact } from './chart.ts';

const terminology = 'http://terminology.hl7.org/CodeSystem';

/** The Condition of a diagnosis; a chronic one that is known already is only referred to. */
export function writeCondition(contact: Contact, disease: DiseaseKey): Reference {
  const { chart, visit, doctor, encounter } = contact;
  const known = chart.problems.get(disease);
  if (known !== undefined) return known;
  const open = chart.open.get(disease);
  if (open !== undefined && open.until >= visit.day) return open.condition;
  const { chronic } = diseaseOf(disease);
  const until = endOf(contact, disease);
  const over = !chronic && until <= chart.life.window.to;
  const onset = onsetOf(disease, chart.life.health) ?? visit.day;
  const reference = add(chart, 'Condition', {
    sender: visit.at,
    clinicalStatus: {
      coding: [{ system: `${terminology}/condition-clinical`, code: over ? 'resolved' : 'active' }],
    },
    verificationStatus: {
      coding: [{ system: `${terminology}/condition-ver-status`, code: 'confirmed' }],
    },
    category: [
      {
        coding: [
          {
            system: `${terminology}/condition-category`,
            code: chronic ? 'problem-list-item' : 'encounter-diagnosis',
          },
        ],
        text: chronic ? '慢性病' : '就诊诊断',
      },
    ],
    code: diseaseConcept(disease),
    subject: subjectOf(chart),
    encounter,
    onsetDateTime: toDate(Math.min(onset, visit.day)),
    ...(over ? { abatementDateTime: toDate(until) } : {}),
    recordedDate: timeOf(contact, 15),
    recorder: practitionerReference(doctor),
    asserter: practitionerReference(doctor),
  });
  if (chronic) chart.problems.set(disease, reference);
  else chart.open.set(disease, { condition: reference, until });
  return reference;
}

/** The last day of an illness that passes; what pregnancy brings passes with the birth. */
function endOf({ chart, visit }: Contact, disease: DiseaseKey): Day {
  const { delivery } = chart.life.resident;
  const ends =
    disease === 'pregnancy' || disease === 'gestationalDiabetes' || disease === 'pregnancyAnaemia';
  if (ends && delivery !== undefined) return Math.max(delivery, visit.day);
  return visit.day + diseaseOf(disease).days;
}

function onsetOf(disease: DiseaseKey, health: Health): Day | undefined {
  if (disease === 'hypertension' || disease === 'diabetes' || disease === 'copd') {
    return health[disease]?.since;
  }
  return disease === 'coronary' ? health.coronary?.since : undefined;
}
