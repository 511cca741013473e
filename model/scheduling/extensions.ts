/**
 * Extensions of Slots and Appointments that server and pages both know.
 * https://hl7.org/fhir/R4/extensibility.html
 */

const base = 'https://yishu.example/StructureDefinition/';

/** The number in its session, the pool, who booked: Appointments that have this are the desk's. */
export const bookingUrl = `${base}booking`;
/** In an Appointment: the earlier one in whose place it is, as R5 says it in `replaces`. */
export const replacesUrl =
  'http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.replaces';
/** How many numbers a Slot has in all (号源总数). */
export const capacityUrl = `${base}slot-capacity`;
/** How many numbers of a Slot, or of a department, the caller can book now. */
export const freeUrl = `${base}slot-free`;
/** In the refusal of a hot release: the ticket, what was committed to, when to come again. */
export const waitingRoomUrl = `${base}waiting-room`;
/** Who sees patients in a Slot, in which department of which hospital, for how much. */
export const clinicOfSlotUrl = `${base}slot-clinic`;
/** In a Schedule: true where the hospital's own system keeps its Slots, and the numbers follow. */
export const keptUrl = `${base}kept-by-hospital`;
