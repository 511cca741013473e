/**
 * What was paid, as FHIR: an Invoice that says how an order stands, and a PaymentNotice for each
 * movement of money. Pure.
 * https://hl7.org/fhir/R4/invoice.html
 * https://hl7.org/fhir/R4/paymentnotice.html
 */
import type { Resource } from '#model/fhir.ts';
import { yuanOf } from './fen.ts';
import type { Entry } from './orders/entries.ts';
import type { PaymentOrder } from './orders/order.ts';
import type { OrderStatus } from './orders/status.ts';
import { neutralText } from './providers/provider.ts';
import { dayOf } from './reconciliation/difference.ts';

/** The system of the numbers of orders. */
export const orderNumberSystem = 'https://yishu.example/payment-order';
/** The system of the numbers of movements: those of refunds, and the providers' of payments. */
export const movementSystem = 'https://yishu.example/payment-movement';
/** The system of the daily reconciliations, as `wechat 2026-11-26`. */
export const reconciliationSystem = 'https://yishu.example/payment-day';

const statusSystem = 'http://terminology.hl7.org/CodeSystem/paymentstatus';

/** https://hl7.org/fhir/R4/valueset-invoice-status.html */
const invoiceStatuses: Record<OrderStatus, 'issued' | 'balanced' | 'cancelled'> = {
  created: 'issued',
  paid: 'balanced',
  refunding: 'balanced',
  'partly-refunded': 'balanced',
  closed: 'cancelled',
  refunded: 'cancelled',
};

/**
 * Yuan as FHIR writes money. The text is exact; the nearest double to it is written with the same
 * digits again, up to the largest amount there is.
 */
const money = (fen: bigint) => ({ value: Number(yuanOf(fen)), currency: 'CNY' });

/**
 * An Invoice of an order.
 * @param given.patient `Patient/ID`: an order knows the key alone.
 * @param given.text what it is for, as the patient reads it; 医疗服务费 by default.
 */
export function buildInvoice(
  order: PaymentOrder,
  given: { patient: string; text?: string },
): Resource {
  const { number, status, created, organization, amount } = order;
  const { patient, text = neutralText } = given;
  return {
    resourceType: 'Invoice',
    identifier: [{ system: orderNumberSystem, value: number }],
    status: invoiceStatuses[status],
    ...(status === 'closed' ? { cancelledReason: '未支付，已关闭' } : {}),
    ...(status === 'refunded' ? { cancelledReason: '已全额退款' } : {}),
    subject: { reference: patient },
    date: new Date(created).toISOString(),
    issuer: { reference: `Organization/${organization}` },
    lineItem: [
      {
        sequence: 1,
        chargeItemCodeableConcept: { text },
        priceComponent: [{ type: 'base', amount: money(amount) }],
      },
    ],
    totalNet: money(amount),
    totalGross: money(amount),
  };
}

/**
 * A PaymentNotice of a movement: a payment has come (`cleared`), a refund was sent (`paid`, and
 * below nothing). It names the reconciliation of its day, in which both books are compared.
 */
export function buildPaymentNotice(order: PaymentOrder, entry: Entry): Resource {
  const { channel, subject, organization } = order;
  const { kind, amount, reference, at } = entry;
  const day = dayOf(at);
  const recipient = { reference: `Organization/${organization}` };
  return {
    resourceType: 'PaymentNotice',
    identifier: [{ system: movementSystem, value: reference }],
    status: 'active',
    request: { reference: subject },
    created: new Date(at).toISOString(),
    payment: {
      type: 'PaymentReconciliation',
      identifier: { system: reconciliationSystem, value: `${channel} ${day}` },
    },
    paymentDate: day,
    payee: recipient,
    recipient,
    amount: money(amount),
    paymentStatus: {
      coding: [{ system: statusSystem, code: kind === 'payment' ? 'cleared' : 'paid' }],
    },
  };
}
