/** A clinic of a county hospital that goes on all day, with patients in its line. */
import assert from 'node:assert/strict';
import type { Appointment, Parameters, Slot } from '@medplum/fhirtypes';
import { checkDigit } from '#model/resident-id.ts';
import { templateExtensions } from '#model/scheduling/clinic.ts';
import { callerOf } from '#test/callers.ts';
import type { BrowserHouse } from '../house.ts';
import { people } from '../residents.ts';

/** The clinic. */
export interface ClinicToday {
  /** Ids of the Appointments, in the order of their numbers. */
  appointments: string[];
  /** Books the next number for a Patient. @returns the id of the Appointment. */
  book: (patient: string) => Promise<string>;
  /** Asks an operation as the platform. */
  ask: (path: string, parameter?: Parameters['parameter']) => Promise<Parameters>;
}

/** The Schedule and department, and the hospital, of the clinic. */
export const clinicIds = {
  schedule: 'clinic-today',
  department: 'clinic-department',
  hospital: 'yunhe-first',
  role: 'clinic-of-chen',
} as const;

/** Where the hospital is. */
export const atHospital = { latitude: 28.936, longitude: 118.871 };

const patients = ['欧阳小明', '赵一', '钱二', '孙三', '李四'].map((text, at) => {
  const body = `11010119700101${String(at + 201)}`;
  return {
    resourceType: 'Patient',
    id: `in-line-${at + 1}`,
    meta: { source: `Organization/${clinicIds.hospital}` },
    identifier: [{ system: 'urn:oid:2.16.156.10011.1.3', value: body + checkDigit(body) }],
    name: [{ text }],
    gender: 'male',
    birthDate: '1970-01-01',
  };
});

/** Opens the clinic of Dr Chen, gives five people numbers and lets the first `here` come. */
export async function openClinicToday(house: BrowserHouse, here: number): Promise<ClinicToday> {
  await house.load(clinicBundle());
  const { hub } = house.house;
  const answer = async (method: string, path: string, body?: object) => {
    const caller = callerOf('platform');
    const store = hub.control.bind(hub.house, { caller, address: '127.0.0.1', request: 'stage' });
    const [where = '', query = ''] = path.split('?');
    const response = await hub.router.answer(
      {
        method,
        path: where.split('/'),
        query: [...new URLSearchParams(query)],
        headers: {},
        base: '',
        ...(body === undefined ? {} : { body: { text: JSON.stringify(body) } }),
      },
      store,
    );
    assert.ok(response.status < 300, response.body ?? '');
    return JSON.parse(response.body ?? '{}') as unknown;
  };
  const ask: ClinicToday['ask'] = async (path, parameter = []) =>
    (await answer('POST', path, { resourceType: 'Parameters', parameter })) as Parameters;
  await hub.scheduling.keepOpen();
  const book = async (patient: string) => {
    const found = (await answer('GET', `Appointment/$find?schedule=${clinicIds.schedule}`)) as {
      entry?: { resource: Slot }[];
    };
    const [slot] = found.entry ?? [];
    const made = (await ask('Appointment/$book', [
      { name: 'slot', valueReference: { reference: `Slot/${slot?.resource.id}` } },
      { name: 'patient', valueReference: { reference: `Patient/${patient}` } },
    ])) as unknown as Appointment;
    return made.id ?? '';
  };
  const appointments: string[] = [];
  for (const { id } of patients) appointments.push(await book(id));
  for (const id of appointments.slice(0, here)) await ask(`Appointment/${id}/$check-in`);
  return { appointments, book, ask };
}

function clinicBundle() {
  const { schedule, department, hospital, role } = clinicIds;
  const organization = { reference: `Organization/${hospital}` };
  const put = (resource: { resourceType: string; id: string } & Record<string, unknown>) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  });
  // To five minutes before midnight: stories run at any hour, and a time of day ends at 23:59.
  const allDay = { start: 0, end: 23 * 60 + 55, minutes: 35, seats: 20 };
  const everyDay = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, ...allDay }));
  const entry = [
    ...patients.map(put),
    put({
      resourceType: 'Location',
      id: hospital,
      status: 'active',
      managingOrganization: organization,
      position: atHospital,
    }),
    put({
      resourceType: 'HealthcareService',
      id: department,
      name: '心血管内科',
      providedBy: organization,
    }),
    put({
      resourceType: 'PractitionerRole',
      id: role,
      active: true,
      organization,
      practitioner: { reference: people.chen.who, display: people.chen.name },
      healthcareService: [{ reference: `HealthcareService/${department}` }],
    }),
    put({
      resourceType: 'Schedule',
      id: schedule,
      active: true,
      extension: templateExtensions(everyDay, {}),
      actor: [
        { reference: `PractitionerRole/${role}`, display: `${people.chen.name} 主任医师` },
        { reference: `HealthcareService/${department}`, display: '心血管内科' },
      ],
    }),
  ];
  return { resourceType: 'Bundle' as const, type: 'transaction', entry };
}
