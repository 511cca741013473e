/**
 * Alipay, the open platform: payment in the browser of a phone (wap), query, close, refund, bill.
 * https://opendocs.alipay.com/open/203/105288
 */
import type { KeyObject } from 'node:crypto';
import { refuse } from '#fhir/refusals.ts';
import { fenOfYuan, yuanOf } from '../../fen.ts';
import { type AskParts, ask, objectIn } from '../ask.ts';
import {
  type BillLine,
  type CallbackRequest,
  type Notice,
  type PaymentProvider,
  type ProviderOrder,
  type ProviderRefund,
  type RefundAsked,
  ProviderAway,
  ProviderRefusal,
  beijingInstant,
  beijingText,
  neutralText,
} from '../provider.ts';
import { isSigned } from '../rsa.ts';
import { readAlipayBill } from './bill.ts';
import { areSigned, contentIn, signRequest } from './signature.ts';

/** What Alipay gives a merchant. */
export interface AlipaySettings {
  /** `https://openapi.alipay.com/gateway.do` */
  gateway: string;
  appId: string;
  /** Number of the seller (`seller_id`, 2088…). */
  merchant: string;
  /** The merchant's private key. */
  key: KeyObject;
  /** Alipay's public key. */
  platformKey: KeyObject;
  /** Where notices are sent to. */
  notifyUrl: string;
  /** Origins from which bills are fetched, as `https://dwbillcenter.alipay.com`. */
  billOrigins: ReadonlySet<string>;
}

type Alipay = AlipaySettings & AskParts;

/** Alipay as a provider. */
export function createAlipayProvider(alipay: Alipay): PaymentProvider {
  return {
    channel: 'alipay',
    merchant: alipay.merchant,
    thanks: { body: 'success', contentType: 'text/plain; charset=utf-8' },
    // Nothing is asked: the browser goes there with what we signed, and the order begins then.
    async prepay({ number, amount, expires }, { returnTo }) {
      const content = {
        out_trade_no: number,
        total_amount: yuanOf(amount),
        subject: neutralText,
        product_code: 'QUICK_WAP_WAY',
        time_expire: beijingText(expires),
      };
      const method = 'alipay.trade.wap.pay';
      const parameters = parametersOf(alipay, method, { content, returnTo });
      return { url: `${alipay.gateway}?${new URLSearchParams(parameters).toString()}` };
    },
    async query(number) {
      try {
        return orderOf(alipay, await call(alipay, 'trade.query', { out_trade_no: number }));
      } catch (error) {
        if (!refusedWith(error, 'ACQ.TRADE_NOT_EXIST')) throw error;
        return { state: 'unknown' };
      }
    },
    async close(number) {
      try {
        await call(alipay, 'trade.close', { out_trade_no: number });
      } catch (error) {
        // Nobody opened the page, and after time_expire nobody can.
        if (!refusedWith(error, 'ACQ.TRADE_NOT_EXIST')) throw error;
      }
    },
    refund: (asked) => makeRefund(alipay, asked),
    bill: (day) => readBill(alipay, day),
    verifyCallback: (request) => readNotice(alipay, request),
  };
}

const refusedWith = (error: unknown, code: string) =>
  error instanceof ProviderRefusal && error.code === code;

function parametersOf(
  { appId, key, notifyUrl, now }: Alipay,
  method: string,
  { content, returnTo }: { content: Record<string, unknown>; returnTo?: string },
): Record<string, string> {
  const parameters = {
    app_id: appId,
    method,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: beijingText(now()),
    version: '1.0',
    notify_url: notifyUrl,
    ...(returnTo === undefined ? {} : { return_url: returnTo }),
    biz_content: JSON.stringify(content),
  };
  return signRequest(parameters, key);
}

/** Asks, signed, and believes only what is signed. @param method without `alipay.`. */
async function call(
  alipay: Alipay,
  method: string,
  content: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const name = `alipay.${method}`;
  const { status, text } = await ask(alipay, `${alipay.gateway}?charset=utf-8`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    body: new URLSearchParams(parametersOf(alipay, name, { content })).toString(),
  });
  if (status !== 200) throw new ProviderAway(`The provider answers ${status}`);
  const signed = contentIn(text, `${name.replaceAll('.', '_')}_response`);
  const { sign } = objectIn(text);
  if (signed === undefined || !isSigned(signed, String(sign), alipay.platformKey)) {
    throw new ProviderAway('The answer is not signed by Alipay');
  }
  const read = objectIn(signed);
  if (read['code'] === '10000') return read;
  const code = String(read['sub_code'] ?? read['code']);
  // What these did nobody knows: asked again, they tell.
  if (read['code'] === '20000' || /SYSTEM_ERROR|aop\./.test(code)) throw new ProviderAway(code);
  throw new ProviderRefusal(code);
}

function orderOf({ merchant }: Alipay, read: Record<string, unknown>): ProviderOrder {
  const { trade_status: status, send_pay_date: paidAt } = read;
  if (status === 'WAIT_BUYER_PAY') return { state: 'open' };
  // Closed without a payment, or because all of it was given back: only then was it paid.
  if (status === 'TRADE_CLOSED' && typeof paidAt !== 'string') return { state: 'closed' };
  const { out_trade_no: number, trade_no: transaction } = read;
  const amount = fenOfYuan(String(read['total_amount']));
  const at = beijingInstant(String(paidAt));
  if (typeof number !== 'string' || typeof transaction !== 'string') throw notRead();
  if (amount === undefined || at === undefined) throw notRead();
  return { state: 'paid', number, merchant, amount, transaction, at };
}

const notRead = () => new ProviderAway('The answer cannot be read');

/**
 * Gives back, and asks whether it did: `refund_fee` of the first answer is the sum of all refunds,
 * and `fund_change: N` says only that this request moved nothing.
 */
async function makeRefund(alipay: Alipay, asked: RefundAsked): Promise<ProviderRefund> {
  const { order, number, amount, text } = asked;
  const trade = { out_trade_no: order.number, out_request_no: number };
  let refused: string | undefined;
  try {
    const content = { ...trade, refund_amount: yuanOf(amount), refund_reason: text };
    await call(alipay, 'trade.refund', content);
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    refused = error.code;
  }
  const answered = await askRefund(alipay, trade);
  if (answered.state === 'pending' && refused !== undefined) {
    return { state: 'failed', code: refused };
  }
  return answered;
}

async function askRefund(
  alipay: Alipay,
  trade: { out_trade_no: string; out_request_no: string },
): Promise<ProviderRefund> {
  const options = { query_options: ['gmt_refund_pay'] };
  let read: Record<string, unknown>;
  try {
    read = await call(alipay, 'trade.fastpay.refund.query', { ...trade, ...options });
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    return { state: 'pending' };
  }
  if (read['refund_status'] !== 'REFUND_SUCCESS') return { state: 'pending' };
  const amount = fenOfYuan(String(read['refund_amount']));
  const at = beijingInstant(String(read['gmt_refund_pay']));
  if (amount === undefined || at === undefined) throw notRead();
  return { state: 'done', amount, at };
}

async function readBill(alipay: Alipay, day: string): Promise<BillLine[] | undefined> {
  let where: Record<string, unknown>;
  try {
    const content = { bill_type: 'trade', bill_date: day };
    where = await call(alipay, 'data.dataservice.bill.downloadurl.query', content);
  } catch (error) {
    // As long as it is not made, and on days without a trade.
    if (refusedWith(error, 'isp.bill_not_exist')) return undefined;
    throw error;
  }
  const url = billAddress(alipay, String(where['bill_download_url']));
  const { status, bytes } = await ask(alipay, url, { method: 'GET', headers: {} });
  if (status !== 200) throw new ProviderAway(`The bill answers ${status}`);
  return readAlipayBill(bytes);
}

/** Alipay names bills by http, and serves them by https: nobody signs them but the connection. */
function billAddress({ billOrigins }: Alipay, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && !billOrigins.has(url.origin)) url.protocol = 'https:';
  if (url === undefined || !billOrigins.has(url.origin)) {
    throw new ProviderAway('The bill is elsewhere');
  }
  return url.href;
}

function readNotice(alipay: Alipay, { text }: CallbackRequest): Notice {
  const form = new URLSearchParams(text);
  const parameters = Object.fromEntries(form);
  // A name that stands twice would be signed as one and read as the other.
  const isDouble = [...form.keys()].length !== Object.keys(parameters).length;
  const isOurs = parameters['app_id'] === alipay.appId;
  if (isDouble || !isOurs || !areSigned(parameters, alipay.platformKey, 'notice')) {
    throw refuse('payment-callback-forged');
  }
  const { out_trade_no: number, out_biz_no: refund, trade_status: status } = parameters;
  if (number === undefined) return { kind: 'other' };
  if (parameters['refund_fee'] !== undefined && refund !== undefined) {
    return { kind: 'refund', number, refund };
  }
  if (status !== 'TRADE_SUCCESS' && status !== 'TRADE_FINISHED') return { kind: 'other' };
  const { trade_no: transaction, seller_id: merchant = '' } = parameters;
  const amount = fenOfYuan(parameters['total_amount'] ?? '');
  const at = beijingInstant(parameters['gmt_payment'] ?? '');
  if (transaction === undefined || amount === undefined || at === undefined) {
    throw refuse('payment-callback-forged');
  }
  return { kind: 'payment', paid: { number, merchant, amount, transaction, at } };
}
