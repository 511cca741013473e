/**
 * 号源池: for whom the numbers of a session are kept, until they are everybody's. China's rules
 * APT-02, FD-06.
 * https://hl7.org/fhir/R4/slot.html
 */

/** A pool: its number in the database, its name, and whether what is left goes to the public. */
export interface Pool {
  number: number;
  zh: string;
  en: string;
  /** Whether what is left of it is released to the public at T−x. */
  released: boolean;
}

/** Every pool. */
export const pools = {
  public: { number: 1, zh: '公众号源', en: 'Public', released: false },
  alliance: { number: 2, zh: '医联体基层预留', en: 'Alliance primary care', released: true },
  'family-doctor': { number: 3, zh: '签约居民预留', en: 'Family-doctor contracts', released: true },
  elder: { number: 4, zh: '老年人窗口预留', en: 'Elders at the window', released: true },
  'on-site': { number: 5, zh: '现场号', en: 'On site', released: false },
  referral: { number: 6, zh: '转诊绿色通道', en: 'Referral green channel', released: true },
} as const satisfies Record<string, Pool>;

/** The name of a pool. */
export type PoolCode = keyof typeof pools;

/** Every pool by name. */
export const poolCodes = Object.keys(pools) as PoolCode[];

/** The pool of a number. Throws a RangeError for one that stands for none. */
export function poolOf(number: number): PoolCode {
  const found = poolCodes.find((code) => pools[code].number === number);
  if (found === undefined) throw new RangeError(`no pool ${number}`);
  return found;
}

/**
 * How many numbers of a slot each pool gets: by percent, the public has the rest. What does not
 * come out even goes from slot to slot, so that over a session every pool has its share.
 * @param percents of each pool but the public; together at most 100.
 * @param slots how many slots; `seats` numbers in each.
 * @returns for each slot its seats' pools, the public last.
 */
export function dealPools(
  percents: Partial<Record<PoolCode, number>>,
  { slots, seats }: { slots: number; seats: number },
): PoolCode[][] {
  const owed = new Map<PoolCode, number>();
  return Array.from({ length: slots }, () => {
    const dealt: PoolCode[] = [];
    for (const code of poolCodes) {
      if (code === 'public') continue;
      const due = (owed.get(code) ?? 0) + ((percents[code] ?? 0) * seats) / 100;
      const count = Math.min(Math.floor(due + 1e-9), seats - dealt.length);
      owed.set(code, due - count);
      for (let n = 0; n < count; n += 1) dealt.push(code);
    }
    while (dealt.length < seats) dealt.push('public');
    return dealt;
  });
}
