/**
 * How often a resident may ask for numbers. What one person asks beyond an ordinary measure counts
 * against the address, too; so a village behind one address is served, and a hall of programs is
 * not. Who goes on is shut out for twice as long each time, at no cost to the house.
 * https://cheatsheetseries.owasp.org/cheatsheets/Bot_Management_and_Anti-Automation_Cheat_Sheet.html
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Refusal, refuse } from '#fhir/refusals.ts';

/** How much is too much, a minute. */
export interface QuotaRules {
  /** Of one person: more is a program. */
  person: number;
  /** Of one person, whatever others behind the address do. */
  own: number;
  /** What all behind an address may ask beyond their own. */
  address: number;
}

/** What is usual; the address is a setting. */
export const usualQuotas: QuotaRules = { person: 30, own: 6, address: 120 };

/** Which quota was used up, or that somebody asked who was shut out. */
export type QuotaEvent = 'person' | 'address' | 'shut-out';

/** Counts what residents ask for. */
export interface Quotas {
  /**
   * Counts one. Throws `rate-limited`; quietly where that was recorded when somebody was shut out.
   * @param who reference of the caller.
   */
  take(who: string, address: string): void;
  /** The same, but who is shut out waits for the answer, too: a program asks less often so. */
  takeSlowly(who: string, address: string): Promise<void>;
}

const minuteMs = 60_000;
const firstMs = 5_000;
const longestMs = 600_000;
/** So many requests for each `firstMs` that somebody is shut out double the time. */
const patience = 10;
/** Who asks so often in spite of being told not to does not read the answers. */
const mostUnheard = 8;
/** So many answers wait at most, each a timer and a few hundred bytes; others are not held. */
const mostHeld = 4000;
/** Beyond so many, those of whom nothing is to be remembered any more are forgotten. */
const mostKept = 20_000;

interface Person {
  from: number;
  count: number;
  /** Shut out until then. */
  until: number;
  /** For how long the last time; 0: never. */
  lastMs: number;
  ignored: number;
  /** Requests in spite of being shut out, since the last quiet time. */
  unheard: number;
}

/** What quotas are made of. */
export interface QuotaParts {
  now: () => number;
  rules: QuotaRules;
  /** For how long the answer to somebody who is shut out waits; 0: not at all. */
  holdMs: number;
  /** For figures. */
  counted: (what: QuotaEvent) => void;
  /** Is told of who asked as no person does. @param who reference. */
  hasty?: (who: string) => void;
}

/** Quotas in the memory of a server. */
export function createQuotas(parts: QuotaParts): Quotas {
  const take = createCounting(parts);
  let held = 0;
  return {
    take,
    async takeSlowly(who, address) {
      try {
        take(who, address);
      } catch (error) {
        if (error instanceof Refusal && !error.isLogged && held < mostHeld && parts.holdMs > 0) {
          held += 1;
          await pause(parts.holdMs);
          held -= 1;
        }
        throw error;
      }
    },
  };
}

function createCounting({ now, rules, counted, hasty }: QuotaParts): Quotas['take'] {
  const people = new Map<string, Person>();
  const addresses = new Map<string, { from: number; count: number }>();
  let swept = now();
  const sweep = (at: number) => {
    if (people.size < mostKept || at - swept < minuteMs) return;
    swept = at;
    for (const [key, { from, until }] of people) {
      if (at - Math.max(from, until) >= longestMs) people.delete(key);
    }
  };
  const newcomer = (who: string, at: number): Person => {
    sweep(at);
    const person = { from: at, count: 0, until: 0, lastMs: 0, ignored: 0, unheard: 0 };
    people.set(who, person);
    return person;
  };
  const shutOut = (person: Person, at: number, what: QuotaEvent) => {
    person.lastMs = Math.min(Math.max(firstMs, person.lastMs * 2), longestMs);
    person.until = at + person.lastMs;
    person.ignored = 0;
    counted(what);
    return refuse('rate-limited', { seconds: Math.ceil(person.lastMs / 1000) });
  };
  return (who, address) => {
    const at = now();
    const person = people.get(who) ?? newcomer(who, at);
    if (at < person.until) {
      person.ignored += 1;
      person.unheard += 1;
      if (person.unheard % mostUnheard === 0) hasty?.(who);
      if (person.ignored >= (patience * person.lastMs) / firstMs)
        throw shutOut(person, at, 'person');
      counted('shut-out');
      const seconds = Math.ceil((person.until - at) / 1000);
      throw refuse('rate-limited', { seconds }).quietly();
    }
    if (at - person.from >= minuteMs) {
      // Who kept quiet for as long as the longest time is as good as new.
      if (at - person.until >= longestMs) Object.assign(person, { lastMs: 0, unheard: 0 });
      Object.assign(person, { from: at, count: 0 });
    }
    person.count += 1;
    if (person.count > rules.person) {
      hasty?.(who);
      throw shutOut(person, at, 'person');
    }
    if (person.count <= rules.own) return;
    if (countAddress(addresses, address, at) > rules.address) {
      throw shutOut(person, at, 'address');
    }
  };
}

function countAddress(
  addresses: Map<string, { from: number; count: number }>,
  address: string,
  at: number,
): number {
  let window = addresses.get(address);
  if (window === undefined || at - window.from >= minuteMs) {
    if (addresses.size >= mostKept) addresses.clear();
    window = { from: at, count: 0 };
    addresses.set(address, window);
  }
  window.count += 1;
  return window.count;
}
