/**
 * What the store asks of the index of people: whose record a Patient is, while it is written. The
 * index itself is in server/identity.
 * https://hl7.org/fhir/R4/patient.html
 */
import type { Hash } from '#fhir/store/hash.ts';
import type { Sql } from '#fhir/store/sql.ts';
import type { Write } from '#fhir/store/write.ts';

/** The index of people, as the store meets it. */
export interface Identity {
  /** Whether a write of this type concerns it. */
  concerns(type: string): boolean;
  /**
   * Finds out whose records Patients are, in the transaction that writes them, after everything
   * else of it: registrations follow one another from here to the commit. Sets their links.
   * @param writes those that concern the index; Linkages are in the database already.
   */
  place(tx: Sql, writes: readonly Write[]): Promise<Placed>;
}

/** What is to be written of Patients. */
export interface Placed {
  /** The writes of Patients that may be made: nobody came before them. */
  writes: Write[];
  /** New versions of other Patients, whose links change with them. */
  followers: Write[];
  /** Keys of Patients whose person has other records now. */
  moved: Hash[];
}
