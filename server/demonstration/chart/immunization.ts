/**
 * Vaccinations, those of the visit and those from before the records.
 * https://hl7.org/fhir/R4/immunization.html
 */
import { toDate, toInstant } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import { vaccineConcept, vaccineOf } from '../catalogue/vaccines.ts';
import type { DueDose } from '../catalogue/vaccines.ts';
import { dosesOf } from '../life/doses.ts';
import { placeOf } from '../life/life.ts';
import { diseaseControl } from '../places/institutions.ts';
import type { Institution } from '../places/institutions.ts';
import { staffOf } from '../places/practitioners.ts';
import type { Practitioner } from '../places/practitioners.ts';
import { add, organizationReference, practitionerReference, subjectOf } from './chart.ts';
import type { Chart, Contact } from './chart.ts';

/** Writes the doses given on the visit. */
export function writeVaccines(contact: Contact): void {
  const { chart, visit, doctor, encounter, start } = contact;
  for (const dose of visit.vaccines ?? []) {
    writeDose(chart, dose, { day: visit.day, minute: start + 18, at: visit.at, doctor, encounter });
  }
}

/** Writes the doses given before the records begin, as the register of vaccinations holds them. */
export function writePastVaccines(chart: Chart): void {
  const { life, staff } = chart;
  for (const { dose, day } of dosesOf(life)) {
    if (day >= life.window.from) continue;
    const at = placeOf(life, dose.month === 0 ? 'county' : 'township');
    const [doctor] = staffOf(staff, at, dose.month === 0 ? 'obstetrics' : 'childCare');
    if (doctor === undefined) throw new RangeError(`${at.id} gives no vaccines`);
    writeDose(chart, dose, { day, minute: chart.random.whole(500, 660), at, doctor });
  }
}

/** Where and when a dose was given. */
interface Injection {
  day: Day;
  minute: number;
  at: Institution;
  doctor: Practitioner;
  encounter?: object;
}

/** Writes one dose. */
function writeDose(chart: Chart, dose: DueDose, injection: Injection): void {
  const vaccine = vaccineOf(dose.vaccine);
  const { day, minute, at, doctor, encounter } = injection;
  const lot = toDate(day - chart.random.whole(60, 200))
    .replaceAll('-', '')
    .slice(2, 8);
  add(chart, 'Immunization', {
    sender: at,
    status: 'completed',
    vaccineCode: vaccineConcept(vaccine),
    patient: subjectOf(chart),
    ...(encounter === undefined ? {} : { encounter }),
    occurrenceDateTime: toInstant(day, minute),
    recorded: toInstant(day, minute + 5),
    primarySource: true,
    location: { reference: `Location/${at.id}` },
    manufacturer: { display: vaccine.maker },
    lotNumber: `${lot}${String(chart.random.whole(1, 60)).padStart(2, '0')}`,
    expirationDate: toDate(day + 400),
    site: { text: vaccine.site },
    route: { text: vaccine.route },
    doseQuantity: { value: vaccine.amount, unit: 'mL', system: ucum, code: 'mL' },
    performer: [{ actor: practitionerReference(doctor) }, { actor: organizationReference(at) }],
    protocolApplied: [
      {
        series: dose.month < 0 ? '非免疫规划疫苗' : '国家免疫规划',
        authority: organizationReference(diseaseControl),
        targetDisease: vaccine.protects.split('、').map((text) => ({ text })),
        doseNumberPositiveInt: dose.number,
        seriesDosesPositiveInt: dose.of,
      },
    ],
  });
}

const ucum = 'http://unitsofmeasure.org';
