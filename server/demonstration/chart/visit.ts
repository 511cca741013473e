/** One visit with everything that was found, done and prescribed on it. */
import type { Reference } from '../bundle.ts';
import type { Visit } from '../life/visit.ts';
import type { Practitioner } from '../places/practitioners.ts';
import { staffOf } from '../places/practitioners.ts';
import { reserve } from './chart.ts';
import type { Chart, Contact } from './chart.ts';
import { writeCondition } from './condition.ts';
import { writeSummary } from './document.ts';
import { writeEncounter } from './encounter.ts';
import { writeVaccines } from './immunization.ts';
import { writePanels } from './laboratory.ts';
import { writePrescriptions } from './medication.ts';
import { writeVitals } from './observation.ts';
import { writeOperations } from './procedure.ts';
import { joinProgramme } from './programme.ts';
import { writeReferral } from './referral.ts';
import { writeImages } from './report.ts';

/** Writes the resources of one visit. */
export function writeVisit(chart: Chart, visit: Visit): void {
  const contact: Contact = {
    chart,
    visit,
    encounter: reserve(chart, 'Encounter'),
    doctor: doctorOf(chart, visit),
    start: startOf(chart, visit),
    values: new Map(),
    results: new Map(),
  };
  const conditions = new Map<string, Reference>();
  for (const disease of visit.diagnoses) {
    const condition = writeCondition(contact, disease);
    conditions.set(disease, condition);
    joinProgramme(contact, disease, condition);
  }
  const diagnoses = [...conditions.values()];
  writeEncounter(contact, diagnoses);
  writeVitals(contact);
  writePanels(contact);
  writeImages(contact);
  writeOperations(contact, diagnoses[0]);
  writeVaccines(contact);
  writePrescriptions(contact, conditions);
  writeReferral(contact, diagnoses);
  writeSummary(contact);
}

function doctorOf(chart: Chart, { at, department }: Visit): Practitioner {
  return chart.random.pick(staffOf(chart.staff, at, department));
}

/** Outpatients come in the morning or the afternoon, emergencies at any time of the day. */
function startOf(chart: Chart, visit: Visit): number {
  const { latest } = chart;
  const drawn = visit.minute ?? drawStart(chart, visit);
  // A second visit of the same day begins after the first is over.
  const minute = latest.day === visit.day ? Math.max(drawn, latest.minute + 100) : drawn;
  chart.latest = { day: visit.day, minute };
  return minute;
}

function drawStart({ random }: Chart, { setting }: Visit): number {
  if (setting === 'emergency' || setting === 'inpatient') return random.whole(7 * 60, 20 * 60);
  return random.chance(0.65) ? random.whole(480, 675) : random.whole(810, 975);
}
