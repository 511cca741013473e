/**
 * Prescriptions and what the pharmacy chain hands out.
 * https://hl7.org/fhir/R4/medicationrequest.html
 */
import type { Reference } from '../bundle.ts';
import { toDate, toInstant } from '../calendar.ts';
import { drugConcept, drugOf, routes } from '../catalogue/drugs.ts';
import type { Drug, DrugKey } from '../catalogue/drugs.ts';
import { ageOn, placeOf } from '../life/life.ts';
import type { Life } from '../life/life.ts';
import type { Prescription } from '../life/visit.ts';
import { staffOf } from '../places/practitioners.ts';
import { codeSystems, identifierSystems } from '../systems.ts';
import { add, organizationReference, practitionerReference, subjectOf, timeOf } from './chart.ts';
import type { Contact } from './chart.ts';

/** Writes the prescriptions of the visit; `reasons` are the Conditions they may be for. */
export function writePrescriptions(
  contact: Contact,
  reasons: ReadonlyMap<string, Reference>,
): void {
  const { chart, visit } = contact;
  for (const wanted of visit.drugs ?? []) {
    const child = ageOn(chart.life, visit.day) < 14;
    const prescription = { ...wanted, drug: tolerated(chart.life, wanted.drug, child) };
    const reason = reasons.get(prescription.reason ?? '');
    const request = writeRequest(contact, prescription, reason);
    if (prescription.outside === true) writeDispense(contact, prescription, request);
  }
}

/** The medicine itself, or another where the resident is allergic to it. */
function tolerated({ health }: Life, drug: DrugKey, child: boolean): DrugKey {
  const atc = drugOf(drug).atc ?? '';
  const { allergies } = health;
  const penicillin = allergies.includes('penicillin') && atc.startsWith('J01C');
  const cephalosporin = allergies.includes('cephalosporin') && atc.startsWith('J01D');
  if (penicillin || cephalosporin) return child ? 'azithromycinChild' : 'azithromycin';
  if (allergies.includes('ibuprofen') && atc === 'M01AE01') {
    return child ? 'paracetamolChild' : 'paracetamol';
  }
  return drug;
}

function writeRequest(
  contact: Contact,
  prescription: Prescription,
  reason: Reference | undefined,
): Reference {
  const { chart, visit, encounter, doctor } = contact;
  const drug = dosed(prescription);
  const over = visit.day + prescription.days <= chart.life.window.to;
  return add(chart, 'MedicationRequest', {
    sender: visit.at,
    groupIdentifier: {
      system: identifierSystems.prescription,
      value: (encounter.reference ?? '').replace('Encounter/', 'RX-').toUpperCase(),
    },
    status: over ? 'completed' : 'active',
    intent: 'order',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-category',
            code: visit.setting === 'inpatient' ? 'inpatient' : 'outpatient',
          },
        ],
      },
    ],
    medicationCodeableConcept: drugConcept(drug),
    subject: subjectOf(chart),
    encounter,
    authoredOn: timeOf(contact, 30),
    requester: practitionerReference(doctor),
    ...(reason === undefined ? {} : { reasonReference: [reason] }),
    dosageInstruction: [dosage(drug)],
    dispenseRequest: {
      validityPeriod: { start: toDate(visit.day), end: toDate(visit.day + 3) },
      quantity: amount(drug, prescription.days),
      expectedSupplyDuration: supply(prescription.days),
      performer: organizationReference(
        prescription.outside === true ? placeOf(chart.life, 'pharmacy') : visit.at,
      ),
    },
  });
}

function writeDispense(contact: Contact, prescription: Prescription, request: Reference): void {
  const { chart, visit } = contact;
  const shop = placeOf(chart.life, 'pharmacy');
  const [pharmacist] = staffOf(chart.staff, shop, 'dispensing');
  if (pharmacist === undefined) throw new RangeError(`${shop.id} has no pharmacist`);
  const drug = dosed(prescription);
  const minute = chart.random.whole(17 * 60, 20 * 60);
  add(chart, 'MedicationDispense', {
    sender: shop,
    status: 'completed',
    medicationCodeableConcept: drugConcept(drug),
    subject: subjectOf(chart),
    performer: [
      { actor: practitionerReference(pharmacist) },
      { actor: organizationReference(shop) },
    ],
    location: { reference: `Location/${shop.id}` },
    authorizingPrescription: [request],
    quantity: amount(drug, prescription.days),
    daysSupply: supply(prescription.days),
    whenPrepared: toInstant(visit.day, minute),
    whenHandedOver: toInstant(visit.day, minute + 6),
    dosageInstruction: [dosage(drug)],
  });
}

function dosed({ drug, dose }: Prescription): Drug {
  const usual = drugOf(drug);
  return dose === undefined ? usual : { ...usual, dose };
}

function amount({ dose, perDay, unit }: Drug, days: number): object {
  // Tubes and bottles are handed out whole.
  if (unit === '次' || unit === '滴') return { value: 1, unit: '支' };
  return { value: Number((dose * perDay * days).toFixed(1)), unit };
}

function supply(days: number): object {
  return { value: days, unit: '天', system: codeSystems.ucum, code: 'd' };
}

/** As `口服，每次1片，每日2次，餐中服用`. */
function dosage({ route, dose, unit, perDay, advice }: Drug): object {
  const once = unit === '次' ? '' : `每次${dose}${unit}`;
  const parts = [route, once, `每日${perDay}次`, advice];
  return {
    text: parts.filter((part) => part !== '').join('，'),
    ...(advice === '' ? {} : { patientInstruction: advice }),
    timing: { repeat: { frequency: perDay, period: 1, periodUnit: 'd' } },
    route: {
      coding: [{ system: codeSystems.routes, code: routes[route], display: route }],
      text: route,
    },
    ...(once === '' ? {} : { doseAndRate: [{ doseQuantity: { value: dose, unit } }] }),
  };
}
