/**
 * When the doctors of the region see patients, and how their numbers are booked.
 * https://hl7.org/fhir/R4/schedule.html
 */
import { type BookingRules, type Clinic, templateExtensions } from '#model/scheduling/clinic.ts';
import { putEntry } from '../bundle.ts';
import type { BundleEntry, Identified } from '../bundle.ts';
import { fullName } from '../people/names.ts';
import { departmentOf } from './departments.ts';
import { slug } from './directory.ts';
import { sourceOf } from './institutions.ts';
import type { Practitioner, Staff } from './practitioners.ts';
import { ownRoleIds } from './staff.ts';

const mornings = { start: 8 * 60, end: 11 * 60 + 30, minutes: 30 };
const afternoons = { start: 14 * 60, end: 17 * 60, minutes: 30 };

/** Departments whose people see no patients by appointment. */
const withoutClinic = new Set([
  'laboratory',
  'imaging',
  'emergency',
  'immunisation',
  'dispensing',
  'publicHealth',
]);

/** A Schedule for each doctor of the hospitals and township centres. */
export function clinicEntries(staff: Staff): BundleEntry[] {
  return [...staff.values()]
    .flat()
    .filter(({ role, institution, department }) => {
      const isDoctor = role === 'doctor' || role === 'assistant-doctor';
      const isHospital = ['tertiary', 'county', 'township'].includes(institution.kind);
      return isDoctor && isHospital && !withoutClinic.has(department);
    })
    .map((doctor) => putEntry(scheduleOf(doctor)));
}

function scheduleOf(doctor: Practitioner): Identified {
  const { institution, department, id } = doctor;
  const [role = ''] = ownRoleIds(doctor);
  const { name } = departmentOf(department);
  return {
    resourceType: 'Schedule',
    id: id.replace('practitioner', 'schedule'),
    meta: { source: sourceOf(institution.id) },
    extension: templateExtensions(weekOf(doctor), rulesOf(doctor)),
    active: true,
    actor: [
      {
        reference: `PractitionerRole/${role}`,
        display: `${fullName(doctor.name)} ${doctor.title}`,
      },
      { reference: `HealthcareService/${institution.id}-${slug(department)}`, display: name },
    ],
  };
}

/** Heads of departments have three mornings, the others every working day. */
function weekOf({ rank, institution }: Practitioner): Clinic[] {
  if (institution.kind === 'township') {
    return [1, 2, 3, 4, 5].flatMap((weekday) => [
      { weekday, ...mornings, seats: 4 },
      { weekday, ...afternoons, seats: 4 },
    ]);
  }
  if (rank === 0) return [1, 3, 5].map((weekday) => ({ weekday, ...mornings, seats: 2 }));
  return [1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, ...mornings, seats: 3 }));
}

function rulesOf({ rank, institution }: Practitioner): Partial<BookingRules> {
  if (institution.kind === 'township') return {};
  const percents = { alliance: 30, elder: 10 };
  return { percents, fee: rank === 0 ? 3000 : 1500, payMinutes: 15, cancelMinutes: 60 };
}
