/**
 * The demonstration region as FHIR transactions: the same seed and day give the same bytes.
 * https://hl7.org/fhir/R4/http.html#transaction
 */
import { putEntry, transaction } from './bundle.ts';
import type { BundleEntry, TransactionBundle } from './bundle.ts';
import { addMonths, toDate, toDay } from './calendar.ts';
import { createRandom } from './random.ts';
import { writeAllergies } from './chart/allergy.ts';
import type { Chart } from './chart/chart.ts';
import { writePastVaccines } from './chart/immunization.ts';
import { writeVisit } from './chart/visit.ts';
import { ageOn } from './life/life.ts';
import type { Life } from './life/life.ts';
import type { Visit } from './life/visit.ts';
import { patientResource } from './people/patient.ts';
import { registrations } from './people/registrations.ts';
import type { Resident } from './people/resident.ts';
import { entrusted, entrustedProxy, parentResources } from './people/proxies.ts';
import { drawPopulation } from './people/population.ts';
import { allianceEntries } from './places/alliance.ts';
import { clinicEntries } from './places/clinics.ts';
import { organizationEntries } from './places/directory.ts';
import { drawStaff } from './places/practitioners.ts';
import type { Staff } from './places/practitioners.ts';
import { staffEntries } from './places/staff.ts';
import { drawSupport } from './places/support.ts';
import type { Supporter } from './places/support.ts';
import { coursesOf, visitsOf } from './stories/all.ts';

export type { TransactionBundle } from './bundle.ts';

/**
 * Which region: `seed` is any whole number, `today` is `YYYY-MM-DD`; the records end the day
 * before.
 */
export interface RegionChoice {
  seed: number;
  today: string;
}

/** The most entries one bundle may have. */
const entryLimit = 300;

/**
 * The region as transactions to be carried out in this order: institutions and people who work
 * there, one for each of the 500 residents, what a hospital wrote of some beside. Every entry is a
 * PUT under an id of the region's
 * own, so a run can be repeated. Throws a RangeError when `today` is not a date.
 */
export function* generateRegion(choice: RegionChoice): Generator<TransactionBundle> {
  const { seed } = choice;
  const staff = staffFor(choice);
  yield* bundles(directoryEntries(choice, staff));
  const population = drawPopulation(seed, windowOf(choice));
  const alone = entrusted(population);
  for (const life of population) {
    yield transaction(recordEntries(life, staff, life === alone));
  }
  yield transaction(registrations(adultsOf(population)).map(putEntry));
}

/** Those who come to a hospital by themselves. */
function adultsOf(population: readonly Life[]): Resident[] {
  const adults = population.filter((life) => ageOn(life, life.window.to) >= 18);
  return adults.map(({ resident }) => resident);
}

/** The records of some residents as the region has them, by the id of the Patient. */
export function recordsOf(
  choice: RegionChoice,
  ids: ReadonlySet<string>,
): Map<string, BundleEntry[]> {
  const staff = staffFor(choice);
  const lives = drawPopulation(choice.seed, windowOf(choice));
  const wanted = lives.filter(({ resident }) => ids.has(resident.id));
  const alone = entrusted(lives);
  return new Map(
    wanted.map((life) => [life.resident.id, recordEntries(life, staff, life === alone)]),
  );
}

/** How many bundles the region has, for a progress bar. */
export function regionSize(choice: RegionChoice): { bundles: number } {
  const directory = directoryEntries(choice, staffFor(choice)).length;
  const residents = drawPopulation(choice.seed, windowOf(choice)).length;
  return { bundles: Math.ceil(directory / entryLimit) + residents + 1 };
}

/** The three years up to yesterday. */
export function windowOf({ today }: RegionChoice): { from: number; to: number } {
  const day = toDay(today);
  return { from: addMonths(day, -36), to: day - 1 };
}

/** Everyone who writes records in that region. */
export function staffFor({ seed, today }: RegionChoice): Staff {
  return drawStaff(seed, yearOf(today));
}

/** Everyone else who works there. */
export function supportFor({ seed, today }: RegionChoice, staff: Staff): Supporter[] {
  return drawSupport(seed, yearOf(today), [...staff.values()].flat().length);
}

function yearOf(today: string): number {
  return Number(toDate(toDay(today)).slice(0, 4));
}

function directoryEntries(choice: RegionChoice, staff: Staff): BundleEntry[] {
  return [
    ...organizationEntries(yearOf(choice.today)),
    ...allianceEntries(yearOf(choice.today)),
    ...staffEntries(staff, supportFor(choice, staff), toDay(choice.today)),
    ...clinicEntries(staff),
  ];
}

function* bundles(entries: readonly BundleEntry[]): Generator<TransactionBundle> {
  for (let start = 0; start < entries.length; start += entryLimit) {
    yield transaction(entries.slice(start, start + entryLimit));
  }
}

/** Everything known of one resident; of a very long record the oldest visits are left out. */
function recordEntries(life: Life, staff: Staff, isEntrusted: boolean): BundleEntry[] {
  const told: Life = { ...life, courses: coursesOf(life) };
  let visits = visitsOf(told);
  for (;;) {
    const entries = writeRecord(told, { staff, isEntrusted }, visits);
    if (entries.length <= entryLimit) return entries;
    visits = visits.slice(Math.ceil((entries.length - entryLimit) / 8));
  }
}

function writeRecord(
  life: Life,
  { staff, isEntrusted }: { staff: Staff; isEntrusted: boolean },
  visits: readonly Visit[],
): BundleEntry[] {
  const parents = ageOn(life, life.window.to) < 18 ? parentResources(life.resident) : [];
  const doctors = isEntrusted ? [entrustedProxy(life, staff)] : [];
  const people = [patientResource(life.resident, staff), ...parents, ...doctors];
  const chart: Chart = {
    life: { ...life, random: createRandom(life.seed, `body ${life.resident.id}`) },
    staff,
    random: createRandom(life.seed, `chart ${life.resident.id}`),
    entries: people.map(putEntry),
    counts: new Map(),
    problems: new Map(),
    open: new Map(),
    latest: { day: 0, minute: 0 },
    programmes: new Map(),
  };
  writeAllergies(chart);
  writePastVaccines(chart);
  for (const visit of visits) writeVisit(chart, visit);
  return chart.entries;
}
