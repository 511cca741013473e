/**
 * WeChat Pay, API v3: payment in the browser of a phone (H5), query, close, refund, trade bill.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791832
 */
import { type KeyObject, createHash } from 'node:crypto';
import { refuse } from '#fhir/refusals.ts';
import { fenOfNumber } from '../../fen.ts';
import { type Answer, type AskParts, ask, isObject, objectIn } from '../ask.ts';
import {
  type BillLine,
  type CallbackRequest,
  type Notice,
  type Paid,
  type PaymentProvider,
  type ProviderOrder,
  type ProviderRefund,
  ProviderAway,
  ProviderRefusal,
  neutralText,
} from '../provider.ts';
import { signText } from '../rsa.ts';
import { readWechatBill } from './bill.ts';
import { isFromWechat, openResource, requestLines } from './signature.ts';

/** What WeChat Pay gives a merchant. */
export interface WechatSettings {
  /** `https://api.mch.weixin.qq.com` */
  base: string;
  appId: string;
  /** Number of the merchant. */
  merchant: string;
  /** Serial number of the merchant's certificate. */
  serial: string;
  /** The merchant's private key. */
  key: KeyObject;
  /** The APIv3 key: 32 bytes. */
  sealKey: string;
  /** WeChat Pay's public keys by serial number: two while one replaces the other. */
  platformKeys: ReadonlyMap<string, KeyObject>;
  /** Where notices are sent to. */
  notifyUrl: string;
}

type Wechat = WechatSettings & AskParts;

/** WeChat Pay as a provider. */
export function createWechatProvider(wechat: Wechat): PaymentProvider {
  const { merchant } = wechat;
  const trade = (number: string) => `/v3/pay/transactions/out-trade-no/${number}`;
  return {
    channel: 'wechat',
    merchant,
    thanks: { body: { code: 'SUCCESS' }, contentType: 'application/json; charset=utf-8' },
    async prepay({ number, amount, expires }, { payer, returnTo }) {
      const { h5_url: url } = await call(wechat, '/v3/pay/transactions/h5', {
        appid: wechat.appId,
        mchid: merchant,
        description: neutralText,
        out_trade_no: number,
        time_expire: rfc3339(expires),
        notify_url: wechat.notifyUrl,
        amount: { total: Number(amount), currency: 'CNY' },
        scene_info: { payer_client_ip: payer, h5_info: { type: 'Wap' } },
      });
      if (typeof url !== 'string' || !URL.canParse(url)) {
        throw new ProviderAway('No address to pay at');
      }
      const there = new URL(url);
      there.searchParams.set('redirect_url', returnTo);
      return { url: there.href };
    },
    async query(number) {
      try {
        return orderOf(await call(wechat, `${trade(number)}?mchid=${merchant}`));
      } catch (error) {
        if (!isUnknown(error)) throw error;
        return { state: 'unknown' };
      }
    },
    async close(number) {
      try {
        await call(wechat, `${trade(number)}/close`, { mchid: merchant });
      } catch (error) {
        // The patient never went to pay: there is nothing to close.
        if (!isUnknown(error)) throw error;
      }
    },
    async refund({ order, number, amount, text }) {
      const answered = await call(wechat, '/v3/refund/domestic/refunds', {
        out_trade_no: order.number,
        out_refund_no: number,
        reason: text,
        notify_url: wechat.notifyUrl,
        amount: { refund: Number(amount), total: Number(order.amount), currency: 'CNY' },
      });
      return refundOf(answered);
    },
    bill: (day) => readBill(wechat, day),
    verifyCallback: (request) => readNotice(wechat, request),
  };
}

const unknownCodes = ['ORDER_NOT_EXIST', 'ORDERNOTEXIST', 'RESOURCE_NOT_EXISTS'];

const isUnknown = (error: unknown) =>
  error instanceof ProviderRefusal && unknownCodes.includes(error.code);

/** Asks, signed, and believes only what is signed. With a content it is a POST. */
async function call(
  wechat: Wechat,
  path: string,
  content?: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const method = content === undefined ? 'GET' : 'POST';
  const body = content === undefined ? '' : JSON.stringify(content);
  const answer = await ask(wechat, wechat.base + path, {
    method,
    headers: {
      accept: 'application/json',
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
      authorization: authorizationOf(wechat, { method, path, body }),
    },
    ...(content === undefined ? {} : { body }),
  });
  believe(wechat, answer);
  if (answer.status === 204) return {};
  const read = objectIn(answer.text);
  if (answer.status >= 200 && answer.status < 300) return read;
  throw new ProviderRefusal(String(read['code']));
}

function authorizationOf(
  { merchant, serial, key, now, randomBytes }: Wechat,
  asked: { method: string; path: string; body: string },
): string {
  const seconds = Math.floor(now() / 1000);
  const nonce = Buffer.from(randomBytes(16)).toString('hex');
  const signature = signText(requestLines({ ...asked, seconds, nonce }), key);
  const parts = { mchid: merchant, nonce_str: nonce, signature, timestamp: seconds };
  const list = Object.entries({ ...parts, serial_no: serial });
  return `WECHATPAY2-SHA256-RSA2048 ${list.map(([name, one]) => `${name}="${one}"`).join(',')}`;
}

function believe({ platformKeys, now }: Wechat, { text, header }: Answer): void {
  if (isFromWechat(text, header, { keys: platformKeys, now: now() })) return;
  throw new ProviderAway('The answer is not signed by WeChat Pay');
}

/** `2026-11-26T08:00:00+08:00` */
function rfc3339(at: number): string {
  return `${new Date(at + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}

function orderOf(read: Record<string, unknown>): ProviderOrder {
  const { trade_state: state } = read;
  // REFUND: paid, and something of it was given back.
  if (state === 'SUCCESS' || state === 'REFUND') {
    const paid = paidOf(read);
    if (paid === undefined) throw new ProviderAway('The payment cannot be read');
    return { state: 'paid', ...paid };
  }
  return { state: state === 'CLOSED' || state === 'REVOKED' ? 'closed' : 'open' };
}

function paidOf(read: Record<string, unknown>): Paid | undefined {
  const { out_trade_no: number, mchid: merchant, transaction_id: transaction } = read;
  const fen = isObject(read['amount']) ? read['amount'] : {};
  const amount = fenOfNumber(fen['total']);
  const at = Date.parse(String(read['success_time']));
  if (typeof number !== 'string' || typeof merchant !== 'string') return undefined;
  if (typeof transaction !== 'string' || amount === undefined || Number.isNaN(at)) return undefined;
  if (fen['currency'] !== undefined && fen['currency'] !== 'CNY') return undefined;
  return { number, merchant, amount, transaction, at };
}

function refundOf(read: Record<string, unknown>): ProviderRefund {
  const { status } = read;
  if (status === 'PROCESSING') return { state: 'pending' };
  if (status === 'CLOSED' || status === 'ABNORMAL') return { state: 'failed', code: status };
  const amount = isObject(read['amount']) ? fenOfNumber(read['amount']['refund']) : undefined;
  const at = Date.parse(String(read['success_time']));
  if (status !== 'SUCCESS' || amount === undefined || Number.isNaN(at)) {
    throw new ProviderAway('The refund cannot be read');
  }
  return { state: 'done', amount, at };
}

async function readBill(wechat: Wechat, day: string): Promise<BillLine[] | undefined> {
  let where: Record<string, unknown>;
  try {
    where = await call(wechat, `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL`);
  } catch (error) {
    if (error instanceof ProviderRefusal && error.code === 'NO_STATEMENT_EXIST') return undefined;
    throw error;
  }
  const { download_url: url, hash_value: sum } = where;
  if (typeof url !== 'string' || new URL(url).origin !== new URL(wechat.base).origin) {
    throw new ProviderAway('The bill is elsewhere');
  }
  const path = url.slice(new URL(url).origin.length);
  const authorization = authorizationOf(wechat, { method: 'GET', path, body: '' });
  const { status, bytes, text } = await ask(wechat, url, {
    method: 'GET',
    headers: { authorization },
  });
  // The file is not signed: its sum is, in the answer that named it.
  if (status !== 200 || createHash('sha1').update(bytes).digest('hex') !== sum) {
    throw new ProviderAway('The bill is not the one that was signed');
  }
  return readWechatBill(text);
}

function readNotice(wechat: Wechat, { headers, text }: CallbackRequest): Notice {
  const known = { keys: wechat.platformKeys, now: wechat.now() };
  if (!isFromWechat(text, (name) => headers[name] ?? '', known)) {
    throw refuse('payment-callback-forged');
  }
  const notice = noticeOf(text, wechat.sealKey);
  if (notice === undefined) throw refuse('payment-callback-forged');
  return notice;
}

/** What a notice says; undefined where it cannot be opened or read. */
function noticeOf(text: string, sealKey: string): Notice | undefined {
  const read = objectIn(text);
  const sealed = read['resource'];
  const opened = isObject(sealed) ? openResource(sealed, sealKey) : undefined;
  if (opened === undefined) return undefined;
  const content = objectIn(opened);
  const event = String(read['event_type']);
  if (event.startsWith('REFUND.')) {
    const { out_trade_no: number, out_refund_no: refund } = content;
    const known = typeof number === 'string' && typeof refund === 'string';
    return known ? { kind: 'refund', number, refund } : undefined;
  }
  if (event !== 'TRANSACTION.SUCCESS') return { kind: 'other' };
  const paid = content['trade_state'] === 'SUCCESS' ? paidOf(content) : undefined;
  return paid === undefined ? undefined : { kind: 'payment', paid };
}
