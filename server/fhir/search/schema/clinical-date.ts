/**
 * The one date of a type that stands in the columns at and until: what its timeline is ordered by.
 */

/** Where it is neither `date` nor the only date parameter of the type. */
const chosen: Record<string, string> = {
  Communication: 'sent',
  CommunicationRequest: 'authored',
  Condition: 'recorded-date',
  MedicationRequest: 'authoredon',
  Provenance: 'recorded',
  ChargeItem: 'occurrence',
  ClaimResponse: 'created',
  DeviceRequest: 'authored-on',
  Goal: 'start-date',
  MedicationDispense: 'whenhandedover',
  Patient: 'birthdate',
  ServiceRequest: 'authored',
  Task: 'authored-on',
};

const never = new Set(['Medication', 'Substance']);

/** Which of a type's date parameters it is; undefined where the type has no timeline. */
export function clinicalDate(type: string, dateCodes: readonly string[]): string | undefined {
  if (never.has(type)) return undefined;
  if (chosen[type] !== undefined) return chosen[type];
  const codes = dateCodes.filter((code) => !code.startsWith('_'));
  return codes.find((code) => code === 'date') ?? codes[0];
}
