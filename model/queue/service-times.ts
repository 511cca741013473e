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

/** Services of one sort: minutes, the latest last. */
interface Known {
  list: number[];
  mean: number;
}

/** Below these lie 5 % and 95 %, once there are enough to tell. */
interface Bounds {
  low: number;
  high: number;
}

/** The last services by doctor (minutes, the latest last), by department, of all. */
export interface ServiceTimes {
  doctors: Map<string, number[]>;
  departments: Map<string, Known & Bounds>;
  region: Map<string, Known>;
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
  const own = `${doctor} ${kind}`;
  times.doctors.set(own, [...(times.doctors.get(own) ?? []), minutes].slice(-kept.doctors));
  const near = `${department} ${kind}`;
  const known = withOne(times.departments.get(near), minutes, kept.departments);
  times.departments.set(near, { ...known, ...boundsOf(known.list) });
  times.region.set(kind, withOne(times.region.get(kind), minutes, kept.region));
}

/** From so many on it is known what is unusually short or long. */
const enough = 20;

// Summed and sorted as services end: that is seldom, and forecasts are made at every step.
function withOne(known: Known | undefined, minutes: number, most: number): Known {
  const list = [...(known?.list ?? []), minutes].slice(-most);
  return { list, mean: list.reduce((sum, one) => sum + one, 0) / list.length };
}

function boundsOf(list: readonly number[]): Bounds {
  if (list.length < enough) return { low: 0, high: Infinity };
  const sorted = list.toSorted((a, b) => a - b);
  return { low: quantileOfSorted(sorted, 0.05), high: quantileOfSorted(sorted, 0.95) };
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
  const near = times.departments.get(`${department} ${kind}`);
  const own = times.doctors.get(`${doctor} ${kind}`) ?? [];
  const region = lean(times.region.get(kind), usualMinutes[kind], weight.region);
  const of = lean(near, region, weight.department);
  const count = own.length;
  return (moving(own, near) * count + of * weight.own) / (count + weight.own);
}

/** A mean that leans on another, as strongly as if that had been seen so many times. */
function lean(known: Known | undefined, other: number, strength: number): number {
  if (known === undefined) return other;
  const count = known.list.length;
  return (known.mean * count + other * strength) / (count + strength);
}

/** The moving average of what lies within bounds (winsorised), the latest weighing most. */
function moving(list: readonly number[], bounds: Bounds | undefined): number {
  const { low, high } = bounds ?? { low: 0, high: Infinity };
  let sum = 0;
  let weights = 0;
  for (const [at, minutes] of list.entries()) {
    const share = (1 - newest) ** (list.length - 1 - at);
    sum += share * Math.min(Math.max(minutes, low), high);
    weights += share;
  }
  return weights === 0 ? 0 : sum / weights;
}

/** The value below which a share of a list lies that is in the order of size. */
export function quantileOfSorted(sorted: readonly number[], share: number): number {
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
