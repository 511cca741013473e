/**
 * The end of a health record: it is closed, never deleted. The dead are `deceased`; who moved away
 * is `active = false` with the reason. China's rule EHR-05.
 * https://hl7.org/fhir/R4/patient-definitions.html#Patient.active
 */
import type { Resource } from '#model/fhir.ts';

/** The extension of a Patient that says why the record ended: a valueCode. */
export const recordEndUrl = 'https://yishu.example/StructureDefinition/record-end';

/** Why records end. */
export const recordEnds = { died: '死亡', moved: '迁出', other: '其他原因' } as const;

/** A reason why records end. */
export type RecordEnd = keyof typeof recordEnds;

/** Whether a Patient is dead, by date or without. */
export function isDeceased(patient: Resource): boolean {
  return patient['deceasedBoolean'] === true || typeof patient['deceasedDateTime'] === 'string';
}

/** Whether a record has ended. */
export function isClosed(patient: Resource): boolean {
  return patient['active'] === false || isDeceased(patient);
}

/** Why a record that has ended did; undefined where it does not say. */
export function recordEndOf(patient: Resource): RecordEnd | undefined {
  if (isDeceased(patient)) return 'died';
  const extensions = (patient['extension'] ?? []) as { url?: string; valueCode?: string }[];
  const code = extensions.find(({ url }) => url === recordEndUrl)?.valueCode;
  return code !== undefined && Object.hasOwn(recordEnds, code) ? (code as RecordEnd) : undefined;
}
