/**
 * What a waiting room shows to prove where somebody is, and by what its screen is known: keyed
 * hashes, so that nothing has to be stored.
 * https://datatracker.ietf.org/doc/html/rfc4226
 */
import type { Hash } from '#fhir/store/hash.ts';

/** A hash that only who has the keys of the house can make. */
export type KeyedHash = (text: string) => Hash;

/** The codes on the screens of hospitals, a new one each minute. */
export interface PlaceCodes {
  /** Eight letters and digits. @param hospital reference; `now` milliseconds since 1970. */
  codeAt(hospital: string, now: number): string;
  /** Whether a code is, or was until just now, on the screens of a hospital. */
  isGood(hospital: string, code: string, now: number): boolean;
}

const minuteMs = 60_000;
/** So many minutes a code is good after it has gone from the screen: people are slow. */
const graceMinutes = 2;

const lettersOf = (hash: Hash, length: number) =>
  BigInt.asUintN(64, BigInt(hash)).toString(32).padStart(13, '0').slice(-length);

/** The codes. */
export function createPlaceCodes(keyedHash: KeyedHash): PlaceCodes {
  const codeOf = (hospital: string, minute: number) =>
    lettersOf(keyedHash(`place ${hospital} ${minute}`), 8);
  return {
    codeAt: (hospital, now) => codeOf(hospital, Math.floor(now / minuteMs)),
    isGood: (hospital, code, now) => {
      const minute = Math.floor(now / minuteMs);
      return Array.from({ length: graceMinutes + 1 }, (_, ago) => minute - ago).some(
        (one) => codeOf(hospital, one) === code,
      );
    },
  };
}

/** The keys of screens: which department they show, until when. */
export interface ScreenKeys {
  /** @param department id of the HealthcareService. */
  keyOf(department: string, until: number): string;
  /** The department of a key; undefined for one that is not good, or no longer. */
  departmentOf(key: string, now: number): string | undefined;
}

/** The keys. */
export function createScreenKeys(keyedHash: KeyedHash): ScreenKeys {
  const proof = (department: string, until: number) =>
    ['a', 'b']
      .map((part) => lettersOf(keyedHash(`screen ${part} ${department} ${until}`), 13))
      .join('');
  return {
    keyOf: (department, until) => `${department}.${until}.${proof(department, until)}`,
    departmentOf: (key, now) => {
      const [, department = '', until = '', told] =
        /^([A-Za-z0-9\-.]{1,64})\.(\d{13})\.([0-9a-v]{26})$/.exec(key) ?? [];
      if (told === undefined || Number(until) < now) return undefined;
      return proof(department, Number(until)) === told ? department : undefined;
    },
  };
}
