/**
 * Brings the payment room and appointments together: neither knows the other.
 * https://hl7.org/fhir/R4/financial-module.html
 */
import type { Store } from '../../fhir/handling/interaction.ts';
import { type Payments, paid } from '../../modules/scheduling/bookings/pay.ts';
import { type OpenPayment, type PaymentParts, openPayment } from '../../payment/open-payment.ts';
import { closeOrder } from '../../payment/orders/close-order.ts';
import { createOrder } from '../../payment/orders/create-order.ts';
import { type Channel, ordersOf, paidSubjects } from '../../payment/orders/order.ts';
import { prepay } from '../../payment/orders/prepay.ts';
import { type Payment, providerOf } from '../../payment/payment.ts';
import { requestRefund } from '../../payment/refunds/request-refund.ts';

/** The payment room of a house whose appointments are paid, and what these need of it. */
export function openAppointmentPayments(
  house: Store,
  {
    returnTo,
    ...parts
  }: Omit<PaymentParts, 'hooks' | 'database' | 'now' | 'randomBytes'> & {
    returnTo: string;
  },
): { open: OpenPayment; payments: Payments } {
  const { database, now, randomBytes } = house;
  const open = openPayment({
    ...parts,
    database,
    now,
    randomBytes,
    hooks: {
      Appointment: {
        onPaid: (tx, { subject }) => paid(house, tx, subject.split('/')[1] ?? ''),
        // The Appointment ended before its money went back.
        onRefunded: async () => undefined,
      },
    },
  });
  return { open, payments: paymentsOf(open.payment, returnTo) };
}

function paymentsOf(payment: Payment, returnTo: string): Payments {
  return {
    async order(tx, { appointment, patient, organization, fee, channel, openMs }) {
      const subject = `Appointment/${appointment}`;
      // Who turned to another channel and back pays by a new order: the first was given up.
      const before = await ordersOf(tx, { bucket: patient.bucket, subject });
      const closed = before.filter(({ status }) => status === 'closed').length;
      const { id } = await createOrder(payment, tx, {
        request: `${appointment} ${channel}${closed === 0 ? '' : ` ${closed}`}`,
        subject,
        patient,
        organization,
        amount: BigInt(fee),
        channel: channel as Channel,
        openMs,
      });
      return id;
    },
    async turnTo(channel, { id, bucket }) {
      providerOf(payment, channel);
      const orders = await ordersOf(payment.database, { bucket, subject: `Appointment/${id}` });
      for (const { id: order, status, channel: other } of orders) {
        if (status === 'created' && other !== channel) await closeOrder(payment, order);
      }
    },
    paid: async (sql, appointments) => {
      const places = appointments.map(({ id, bucket }) => ({
        bucket,
        subject: `Appointment/${id}`,
      }));
      const subjects = await paidSubjects(sql, places);
      return new Set([...subjects].map((subject) => subject.replace('Appointment/', '')));
    },
    page: async (order, payer) => (await prepay(payment, { id: order, payer, returnTo })).url,
    async giveBack(tx, reason, appointments) {
      for (const { id, bucket } of appointments) {
        const orders = await ordersOf(tx, { bucket, subject: `Appointment/${id}` });
        for (const { id: order, amount } of orders.filter(({ status }) => status === 'paid')) {
          await requestRefund(payment, tx, {
            id: order,
            amount,
            reason,
            request: `ended ${order}`,
          });
        }
      }
    },
  };
}
