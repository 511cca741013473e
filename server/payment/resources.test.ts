/** What was paid, as FHIR R4 that holds, with amounts that are exact. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { compileValidator } from '#fhir/validation/compile.ts';
import { fenMost, fenOfYuan, yuanOf } from './fen.ts';
import type { PaymentOrder } from './orders/order.ts';
import type { OrderStatus } from './orders/status.ts';
import { buildInvoice, buildPaymentNotice } from './resources.ts';

const validator = compileValidator(loadDefinitions());
const at = Date.parse('2026-11-26T23:59:59+08:00');
const order: PaymentOrder = {
  bucket: 1,
  id: '00011111-2222-8333-8444-555555555555',
  number: '00011111222283338444555555555555',
  request: 'key',
  subject: 'Appointment/1',
  patient: '4711',
  organization: 'county',
  amount: 1250n,
  channel: 'wechat',
  status: 'paid',
  created: at - 60_000,
  expires: at,
  paid: at,
  closed: undefined,
  transaction: '4200',
};

test('An Invoice is valid in every state of an order, and says which', () => {
  const rows: [OrderStatus, string][] = [
    ['created', 'issued'],
    ['paid', 'balanced'],
    ['refunding', 'balanced'],
    ['partly-refunded', 'balanced'],
    ['closed', 'cancelled'],
    ['refunded', 'cancelled'],
  ];
  for (const [status, expected] of rows) {
    const invoice = buildInvoice({ ...order, status }, { patient: 'Patient/1', text: '挂号费' });
    assert.deepEqual(validator.validate(invoice), [], status);
    assert.equal(invoice['status'], expected);
    assert.deepEqual(invoice['totalGross'], { value: 12.5, currency: 'CNY' });
    assert.match(JSON.stringify(invoice), /挂号费/);
  }
});

test('A payment and a refund are PaymentNotices of the day of Beijing on which they were', () => {
  const payment = buildPaymentNotice(order, {
    kind: 'payment',
    amount: 1250n,
    reference: '4200',
    source: 'callback',
    at,
  });
  const refund = buildPaymentNotice(order, {
    kind: 'refund',
    amount: -29n,
    reference: `${order.number}R1`,
    source: 'answer',
    at,
  });
  for (const notice of [payment, refund]) {
    assert.deepEqual(validator.validate(notice), []);
    assert.equal(notice['paymentDate'], '2026-11-26');
    assert.deepEqual(notice['request'], { reference: 'Appointment/1' });
  }
  assert.deepEqual(payment['amount'], { value: 12.5, currency: 'CNY' });
  assert.deepEqual(refund['amount'], { value: -0.29, currency: 'CNY' });
});

test('Every amount up to the largest is written to the last fen', () => {
  for (let fen = 1n; fen <= fenMost; fen = fen * 7n + 3n) {
    const invoice = buildInvoice({ ...order, amount: fen }, { patient: 'Patient/1' });
    const { value } = invoice['totalGross'] as { value: number };
    assert.equal(fenOfYuan(JSON.stringify(value)), fen, yuanOf(fen));
  }
});
