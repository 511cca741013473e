/**
 * A hospital with clinics for browser stories: its departments, a doctor, a nurse, a registrar; and
 * what happens to bookings and money by itself.
 * https://hl7.org/fhir/R4/schedule.html
 */
import assert from 'node:assert/strict';
import type { DemonstrationAccount } from '#server/accounts/demonstration.ts';
import type { Resource } from '#model/fhir.ts';
import { transact } from '#fhir/handling/transact.ts';
import { lockBooking, moveBooking } from '#server/modules/scheduling/bookings/move.ts';
import { createOrder } from '#server/payment/orders/create-order.ts';
import { noteDifference } from '#server/payment/reconciliation/difference.ts';
import type { BrowserHouse } from './house.ts';
import { transactionOf } from './residents.ts';

const hospital = { reference: 'Organization/yunhe-first' };
const department = (id: string, name: string): Resource & { id: string } => ({
  resourceType: 'HealthcareService',
  id,
  active: true,
  name,
  providedBy: hospital,
});
const doctor = (id: string, name: string, service: string): (Resource & { id: string })[] => [
  { resourceType: 'Practitioner', id, name: [{ text: name }] },
  {
    resourceType: 'PractitionerRole',
    id: `${id}-role`,
    active: true,
    practitioner: { reference: `Practitioner/${id}`, display: name },
    organization: hospital,
    healthcareService: [{ reference: `HealthcareService/${service}` }],
  },
];

/** Who works there, by the login. */
export type ClinicStaff = Record<'gao' | 'he' | 'ning' | 'keeper', DemonstrationAccount>;

/** Loads the departments and gives everybody an account. */
export async function openClinics(house: BrowserHouse): Promise<ClinicStaff> {
  await house.load(
    transactionOf([
      department('eyes', '眼科'),
      department('skin', '皮肤科'),
      ...doctor('gao', '高明', 'eyes'),
      ...doctor('xu', '许静', 'eyes'),
    ]),
  );
  const organization = 'yunhe-first';
  const [gao, he, ning, keeper] = await house.invite([
    {
      role: 'doctor',
      login: 'gao',
      name: '高明',
      who: 'Practitioner/gao',
      organization,
      practitionerRoles: ['gao-role'],
    },
    { role: 'registrar', login: 'hefang', name: '何芳', who: 'Practitioner/he', organization },
    { role: 'nurse', login: 'ning', name: '宁欣', who: 'Practitioner/ning', organization },
    { role: 'system-administrator', login: 'keeper', name: '柯平' },
  ]);
  return { gao: gao!, he: he!, ning: ning!, keeper: keeper! };
}

/** The Appointments that are booked, the oldest first. */
export async function bookedIn({ house }: BrowserHouse): Promise<string[]> {
  const rows = await house.hub.house.sql.run(
    'select appointment from booking where state = 3 order by at, booking',
    [],
  );
  return rows.map((row) => String(row['appointment']));
}

/** The clinic is over, and who had this did not come. */
export async function miss({ house }: BrowserHouse, appointment: string): Promise<void> {
  await transact(house.hub.house, async (bound, apply) => {
    const booking = await lockBooking(bound.sql, appointment);
    const move = { event: 'miss', who: 'house', freeAt: bound.now() } as const;
    await apply([await moveBooking(bound, booking, move)]);
  });
}

/** A provider says that an order of ours was paid, and we have not booked it. */
export async function differ({ house }: BrowserHouse, given: { amount: bigint; day: string }) {
  const payment = house.hub.payment?.payment;
  assert.ok(payment !== undefined);
  const { amount, day } = given;
  await payment.database.transaction(async (tx) => {
    const { number } = await createOrder(payment, tx, {
      request: `story ${day} ${amount}`,
      subject: `Invoice/story-${amount}`,
      patient: { key: '4711', bucket: 12345 },
      organization: 'yunhe-first',
      amount,
      channel: 'wechat',
      openMs: 900_000,
    });
    await noteDifference(payment, tx, {
      day,
      channel: 'wechat',
      source: 'bill',
      kind: 'status',
      number,
      refund: '',
      ours: amount,
      theirs: amount,
      oursSays: 'created',
      theirsSays: 'done',
    });
  });
}
