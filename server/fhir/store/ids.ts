/**
 * Ids that carry their bucket: UUIDv8, so that a read by id touches one shard.
 * https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8
 */
import { bucketOfHash, resourceKey } from './hash.ts';

const uuidV8 = /^([0-9a-f]{4})[0-9a-f]{4}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * A new id in a bucket.
 * @param random at least 16 random bytes.
 */
export function newId(bucket: number, random: Uint8Array): string {
  const bytes = Uint8Array.from(random.subarray(0, 16));
  bytes[0] = bucket >>> 8;
  bytes[1] = bucket & 0xff;
  bytes[6] = 0x80 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = Buffer.from(bytes).toString('hex');
  const parts = [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ] as const;
  return parts.map(([from, to]) => hex.slice(from, to)).join('-');
}

/** The bucket that an id carries; undefined where it is not one of ours. */
export function bucketInId(id: string): number | undefined {
  const found = uuidV8.exec(id);
  return found === null ? undefined : Number.parseInt(found[1]!, 16);
}

/** The bucket of a patient and of everything in that patient's compartment. */
export function patientBucket(patientId: string): number {
  return bucketInId(patientId) ?? bucketOfHash(resourceKey('Patient', patientId));
}

/**
 * The bucket in which a resource must be, as far as its id tells.
 * @param inCompartment whether resources of this type can be in a patient's compartment (Patient
 * itself: false).
 * @returns undefined where only the locator knows: a client chose the id, and it lives with its
 * patient.
 */
export function homeBucket(type: string, id: string, inCompartment: boolean): number | undefined {
  const carried = bucketInId(id);
  if (carried !== undefined) return carried;
  return inCompartment ? undefined : bucketOfHash(resourceKey(type, id));
}

const fhirId = /^[A-Za-z0-9\-.]{1,64}$/;

/** Whether a text is a FHIR id. https://hl7.org/fhir/R4/datatypes.html#id */
export function isFhirId(text: string): boolean {
  return fhirId.test(text);
}
