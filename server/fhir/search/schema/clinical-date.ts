/** The one date of a type that stands in the columns at and until: what its timeline is ordered by. */

/** Where it is not the first date parameter of the type. */
const chosen: Record<string, string> = {
  Communication: 'sent',
  CommunicationRequest: 'authored',
  Condition: 'recorded-date',
  MedicationRequest: 'authoredon',
  Provenance: 'recorded',
  ChargeItem: 'occurrence',
};

const never = new Set(['Medication', 'Substance']);

/** Which of a type's date parameters it is. */
export function clinicalDate(type: string, dateCodes: readonly string[]): string | undefined {
  if (never.has(type)) return undefined;
  return chosen[type] ?? dateCodes.find((code) => !code.startsWith('_'));
}
