/**
 * What the store keeps of a row for access control: whose record it is, who wrote it, how protected
 * it is, and the reasons that a resource gives others to look.
 * https://hl7.org/fhir/R4/security.html#access
 */
import type { Hash } from './hash.ts';

/** A row as access control sees it. */
export interface Guarded {
  type: string;
  key: Hash;
  bucket: number;
  /** Key of the Patient whose record it is in. */
  patient: Hash | undefined;
  /** Key of the Organization that wrote it. */
  owner: Hash | undefined;
  /** Data level 1–5 of GB/T 39725. */
  level: number;
}

/** Kinds of reason, as the column `kind` of table `reason`. */
export const reasonKinds = {
  care: 1,
  treating: 2,
  grant: 3,
  denial: 4,
  proxy: 5,
  duty: 6,
  'break-glass': 7,
  identified: 8,
  addressed: 9,
} as const;

/** The name of a kind of reason. */
export type ReasonKind = keyof typeof reasonKinds;

/** One reason that a resource gives: a row of table `reason`. */
export interface ReasonEntry {
  /** Key of the Patient. */
  patient: Hash;
  /** Key of a Practitioner, PractitionerRole, Organization or Patient; `0` for everybody. */
  party: Hash;
  kind: ReasonKind;
  /** Number of the only type that it is about; 0 for all. */
  type: number;
  /** Key of the only resource that it is about; `0` for all. */
  target: Hash;
  /** The highest data level that it opens. */
  scope: number;
  /** Milliseconds since 1970. */
  since: number;
  until: number;
}

/** For good, in a column of bigint. */
export const forever = 253_402_300_799_999;
