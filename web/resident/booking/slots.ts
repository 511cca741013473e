/** What can be booked, as `$find` answers. https://hl7.org/fhir/R4/slot.html */
import { ask } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import type { Bundle, Fact } from '../../fhir/shapes.ts';
import { departmentOf, slotOf } from './visit.ts';
import type { Department, OpenSlot } from './visit.ts';

async function found(send: Send, query: string, signal: AbortSignal): Promise<Fact[]> {
  const bundle = await ask(send, `Appointment/$find?${query}`, { method: 'GET', signal });
  const { entry = [] } = bundle as unknown as Bundle;
  return entry.flatMap(({ resource }) => (resource === undefined ? [] : [resource as Fact]));
}

/** The departments that have clinics. Throws a FhirFailure. */
export async function findDepartments(send: Send, signal: AbortSignal): Promise<Department[]> {
  return (await found(send, 'by=department', signal)).map(departmentOf);
}

/**
 * Slots by `department=`, `practitioner-role=`, `slot=`: ids of the directory, nothing of a
 * patient. Throws a FhirFailure.
 */
export async function findSlots(
  send: Send,
  by: Record<string, string>,
  signal: AbortSignal,
): Promise<OpenSlot[]> {
  const facts = await found(send, new URLSearchParams(by).toString(), signal);
  return facts.filter(({ resourceType }) => resourceType === 'Slot').map(slotOf);
}

/** The first Slot that can be booked now. */
export function firstOpen(slots: readonly OpenSlot[], now: number): OpenSlot | undefined {
  return slots.find(({ free, opens, end }) => {
    return free > 0 && Date.parse(opens) <= now && Date.parse(end) > now;
  });
}
