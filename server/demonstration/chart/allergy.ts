/**
 * Allergies as the township centre's health file lists them.
 * https://hl7.org/fhir/R4/allergyintolerance.html
 */
import { addMonths, toDate, toInstant } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import { placeOf } from '../life/life.ts';
import type { AllergyKey } from '../people/health.ts';
import { staffOf } from '../places/practitioners.ts';
import { codeSystems } from '../systems.ts';
import { add, practitionerReference, subjectOf } from './chart.ts';
import type { Chart } from './chart.ts';

interface Allergen {
  name: string;
  atc?: string;
  category: 'medication' | 'food' | 'environment';
  reaction: string;
  severity: 'mild' | 'moderate' | 'severe';
}

const allergens: Record<AllergyKey, Allergen> = {
  penicillin: {
    name: '青霉素类',
    atc: 'J01C',
    category: 'medication',
    reaction: '全身皮疹、胸闷',
    severity: 'severe',
  },
  cephalosporin: {
    name: '头孢菌素类',
    atc: 'J01D',
    category: 'medication',
    reaction: '荨麻疹',
    severity: 'moderate',
  },
  sulfonamide: {
    name: '磺胺类',
    atc: 'J01E',
    category: 'medication',
    reaction: '固定性药疹',
    severity: 'moderate',
  },
  ibuprofen: {
    name: '布洛芬',
    atc: 'M01AE01',
    category: 'medication',
    reaction: '颜面部水肿',
    severity: 'moderate',
  },
  seafood: { name: '虾、蟹', category: 'food', reaction: '皮肤瘙痒、风团', severity: 'mild' },
  pollen: { name: '花粉', category: 'environment', reaction: '喷嚏、流涕', severity: 'mild' },
};

const terminology = 'http://terminology.hl7.org/CodeSystem';

/** Writes what the resident is known to be allergic to. */
export function writeAllergies(chart: Chart): void {
  for (const key of chart.life.health.allergies) writeAllergy(chart, key);
}

function writeAllergy(chart: Chart, key: AllergyKey): void {
  const { life } = chart;
  const { name, atc, category, reaction, severity } = allergens[key];
  const sender = placeOf(life, 'township');
  const [doctor] = staffOf(chart.staff, sender, 'publicHealth');
  if (doctor === undefined) throw new RangeError(`${sender.id} has no public health`);
  const since = knownSince(chart);
  const recorded = Math.max(since, life.window.from + chart.random.whole(1, 40));
  const coding = { system: codeSystems.atc, code: atc, display: name };
  add(chart, 'AllergyIntolerance', {
    sender,
    clinicalStatus: {
      coding: [{ system: `${terminology}/allergyintolerance-clinical`, code: 'active' }],
    },
    verificationStatus: {
      coding: [{ system: `${terminology}/allergyintolerance-verification`, code: 'confirmed' }],
    },
    type: 'allergy',
    category: [category],
    criticality: severity === 'severe' ? 'high' : 'low',
    code: { ...(atc === undefined ? {} : { coding: [coding] }), text: `${name}过敏` },
    patient: subjectOf(chart),
    onsetDateTime: toDate(since),
    recordedDate: toInstant(recorded, 600),
    recorder: practitionerReference(doctor),
    reaction: [{ manifestation: [{ text: reaction }], severity }],
  });
}

/** A day after the first birthday, or in the first months of a small child. */
function knownSince({ life, random }: Chart): Day {
  const first = addMonths(life.resident.born, 4);
  return Math.min(life.window.to, first + random.whole(0, Math.max(0, life.window.from - first)));
}
