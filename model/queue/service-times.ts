/**
 * How long a doctor takes for a patient: learned from the last ones, leaning on the department and
 * the region where there are few. Pure.
 * https://en.wikipedia.org/wiki/Exponential_smoothing
 */

/** What a patient is seen for. */
export type ServiceKind = 'first' | 'return' | 'emergency';

/** One service that ended. */
export interface Service {
  doctor: string;
  department: string;
  kind: ServiceKind;
  minutes: number;
}

/** Who is to serve whom. */
export type ServiceAsked = Omit<Service, 'minutes'>;

/** The last services by doctor, by department, of all: minutes, the latest last. */
export interface ServiceTimes {
  doctors: Map<string, number[]>;
  departments: Map<string, number[]>;
  region: Map<string, number[]>;
}

/** How many of each are remembered. */
const kept = { doctors: 20, departments: 200, region: 1000 } as const;

/** What is thought of a service before any was seen, in minutes. */
export const usualMinutes: Readonly<Record<ServiceKind, number>> = {
  first: 8,
  return: 5,
  emergency: 12,
};

/** Nothing seen yet. */
export function noServiceTimes(): ServiceTimes {
  return { doctors: new Map(), departments: new Map(), region: new Map() };
}

/** Remembers a service; one of no length, or of more than four hours, was a key pressed late. */
export function learnService(times: ServiceTimes, service: Service): void {
  const { doctor, department, kind, minutes } = service;
  if (!(minutes > 0.1 && minutes < 240)) return;
  push(times.doctors, `${doctor} ${kind}`, { minutes, most: kept.doctors });
  push(times.departments, `${department} ${kind}`, { minutes, most: kept.departments });
  push(times.region, kind, { minutes, most: kept.region });
}

function push(
  map: Map<string, number[]>,
  key: string,
  { minutes, most }: { minutes: number; most: number },
): void {
  const list = map.get(key) ?? [];
  list.push(minutes);
  if (list.length > most) list.shift();
  map.set(key, list);
}

/** With so many of one's own, the own weigh as much as what one leans on. */
const weight = { own: 4, department: 10, region: 10 } as const;
/** The share of the newest in the moving average. */
const newest = 0.12;

/** How long a service takes in the mean, in minutes. */
export function expectedMinutes(
  times: ServiceTimes,
  { doctor, department, kind }: ServiceAsked,
): number {
  const all = times.region.get(kind) ?? [];
  const near = times.departments.get(`${department} ${kind}`) ?? [];
  const own = times.doctors.get(`${doctor} ${kind}`) ?? [];
  const region = lean(meanOf(all), all.length, [usualMinutes[kind], weight.region]);
  const of = lean(meanOf(near), near.length, [region, weight.department]);
  const bounds = near.length >= 20 ? [quantile(near, 0.05), quantile(near, 0.95)] : [0, Infinity];
  return lean(moving(own, bounds as [number, number]), own.length, [of, weight.own]);
}

const lean = (own: number, count: number, [other, strength]: [number, number]) =>
  (own * count + other * strength) / (count + strength);

const meanOf = (list: readonly number[]) =>
  list.length === 0 ? 0 : list.reduce((sum, one) => sum + one, 0) / list.length;

/** The moving average of what lies within bounds (winsorised), the latest weighing most. */
function moving(list: readonly number[], [low, high]: readonly [number, number]): number {
  let sum = 0;
  let weights = 0;
  for (const [at, minutes] of list.entries()) {
    const share = (1 - newest) ** (list.length - 1 - at);
    sum += share * Math.min(Math.max(minutes, low), high);
    weights += share;
  }
  return weights === 0 ? 0 : sum / weights;
}

/** The value below which a share of a list lies. */
export function quantile(list: readonly number[], share: number): number {
  const sorted = list.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

/** How services vary: their standard deviation by their mean. */
const variation = 0.7;
const sigma = Math.sqrt(Math.log(1 + variation ** 2));

/**
 * How much longer a service goes on that has gone on for some time, if services are log-normal: one
 * that is long already is likely to go on.
 * @param mean of such services, in minutes.
 */
export function remainingMinutes(mean: number, elapsed: number): number {
  if (elapsed <= 0) return mean;
  const mu = Math.log(mean) - sigma ** 2 / 2;
  const from = (mu - Math.log(elapsed)) / sigma;
  const left = normalBelow(from);
  // Beyond what the table can tell, as long again as it was long at the start.
  if (left < 1e-4) return mean;
  return Math.max(0.5, (mean * normalBelow(from + sigma)) / left - elapsed);
}

/** The share of a normal distribution below a value; Abramowitz and Stegun 26.2.17. */
function normalBelow(value: number): number {
  const t = 1 / (1 + 0.231_641_9 * Math.abs(value));
  const series =
    t *
    (0.319_381_53 +
      t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  const above = (Math.exp(-(value ** 2) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return value >= 0 ? 1 - above : above;
}
