/**
 * A SIMULATOR of Alipay's open platform: checks our signatures, signs its answers and notices, and
 * packs a bill. No money moves.
 * https://opendocs.alipay.com/open/203/105288
 */
import type { KeyObject } from 'node:crypto';
import { fenOfYuan, yuanOf } from '../fen.ts';
import { isObject } from '../providers/ask.ts';
import { areSigned, signNotice } from '../providers/alipay/signature.ts';
import { beijingInstant, beijingText } from '../providers/provider.ts';
import { signText } from '../providers/rsa.ts';
import { dayOf } from '../reconciliation/difference.ts';
import { alipayBillOf } from './alipay-bill.ts';
import {
  type Dialect,
  type SimulatedRefund,
  type SimulatedTrade,
  type Simulator,
  type SimulatorAnswer,
  type SimulatorRequest,
  toSecond,
} from './simulator.ts';

/** What the simulator knows of its one merchant, and signs with. */
export interface AlipayBooth {
  appId: string;
  merchant: string;
  /** The merchant's public key. */
  merchantKey: KeyObject;
  /** The simulator's own private key. */
  platformKey: KeyObject;
  now: () => number;
  randomBytes: (count: number) => Uint8Array;
}

/** How the simulator speaks. */
export function alipayDialect(booth: AlipayBooth): Dialect {
  return {
    answer: (request, simulator) => answer(booth, request, simulator),
    notice: (trade, refund) => noticeOf(booth, trade, refund),
    isThanks: (status, body) => status === 200 && body === 'success',
  };
}

type Content = Record<string, unknown>;

function answer(
  booth: AlipayBooth,
  request: SimulatorRequest,
  simulator: Simulator,
): SimulatorAnswer {
  const url = new URL(request.path, simulator.url);
  if (url.pathname === '/bill') return download(url, simulator);
  const isPage = request.method === 'GET';
  const form = isPage ? url.searchParams : new URLSearchParams(request.body);
  const parameters = Object.fromEntries(form);
  const { method = '', biz_content: text = '{}' } = parameters;
  const refusal = (code: string): Content => ({ code: '40004', msg: 'SIMULATOR', sub_code: code });
  const isRight = areSigned(parameters, booth.merchantKey, 'request');
  const content: unknown = JSON.parse(text);
  const known = isRight && parameters['app_id'] === booth.appId && isObject(content);
  if (isPage && method === 'alipay.trade.wap.pay' && known) {
    return openPage(parameters, content, simulator);
  }
  const said = known ? respond(method, content, simulator) : refusal('isv.invalid-signature');
  const body = JSON.stringify(typeof said === 'string' ? refusal(said) : said);
  const sign = signText(body, booth.platformKey);
  const name = `${method.replaceAll('.', '_')}_response`;
  const isUnsigned = simulator.mood.answers === 'unsigned';
  return {
    status: 200,
    headers: { 'content-type': 'application/json;charset=utf-8' },
    body: `{"${name}":${body}${isUnsigned ? '' : `,"sign":"${sign}"`}}`,
  };
}

/** The patient's browser comes with what the merchant signed: the trade begins. */
function openPage(
  parameters: Record<string, string>,
  content: Content,
  simulator: Simulator,
): SimulatorAnswer {
  const number = String(content['out_trade_no']);
  const amount = fenOfYuan(String(content['total_amount']));
  const expires = beijingInstant(String(content['time_expire']));
  const back = new URLSearchParams({ redirect_url: parameters['return_url'] ?? '' });
  const page = { location: `${simulator.url}/pay/${number}?${back.toString()}` };
  if (simulator.trades.has(number)) return { status: 302, headers: page, body: '' };
  if (amount === undefined || amount < 1n || expires === undefined || expires <= simulator.now()) {
    return { status: 400, body: 'SIMULATOR: TRADE_EXPIRED' };
  }
  simulator.trades.set(number, {
    number,
    amount,
    text: String(content['subject']),
    notifyUrl: parameters['notify_url'] ?? '',
    expires,
    created: toSecond(simulator.now()),
    state: 'open',
    transaction: '',
    paidAt: 0,
    refunds: [],
  });
  return { status: 302, headers: page, body: '' };
}

/** What is said to a method: a content, or the code of a refusal. */
function respond(method: string, content: Content, simulator: Simulator): Content | string {
  const ok = { code: '10000', msg: 'Success' };
  if (method === 'alipay.data.dataservice.bill.downloadurl.query') {
    const day = String(content['bill_date']);
    if (day >= dayOf(simulator.now())) return 'isp.bill_not_exist';
    return { ...ok, bill_download_url: `${simulator.url}/bill?bill_date=${day}` };
  }
  const trade = simulator.trades.get(String(content['out_trade_no']));
  if (trade === undefined) return 'ACQ.TRADE_NOT_EXIST';
  const known = { ...ok, out_trade_no: trade.number, trade_no: trade.transaction };
  switch (method) {
    case 'alipay.trade.query':
      return { ...known, ...tradeOf(trade) };
    case 'alipay.trade.close':
      if (trade.state === 'paid') return 'ACQ.TRADE_STATUS_ERROR';
      trade.state = 'closed';
      return known;
    case 'alipay.trade.refund': {
      const said = giveBack(trade, content, simulator);
      return typeof said === 'string' ? said : { ...known, ...said };
    }
    case 'alipay.trade.fastpay.refund.query': {
      const found = trade.refunds.find(({ number }) => number === content['out_request_no']);
      // Of what it does not know or has not done it answers success, and nothing.
      if (found?.state !== 'done') return ok;
      return {
        ...known,
        out_request_no: found.number,
        refund_amount: yuanOf(found.amount),
        refund_status: 'REFUND_SUCCESS',
        gmt_refund_pay: beijingText(found.at),
      };
    }
    default:
      return 'isv.invalid-method';
  }
}

function tradeOf(trade: SimulatedTrade): Content {
  const { state, amount, paidAt, refunds } = trade;
  const back = refunds.reduce((sum, one) => sum + one.amount, 0n);
  const status =
    state === 'open'
      ? 'WAIT_BUYER_PAY'
      : state === 'closed' || back === amount
        ? 'TRADE_CLOSED'
        : 'TRADE_SUCCESS';
  return {
    trade_status: status,
    total_amount: yuanOf(amount),
    ...(state === 'paid' ? { send_pay_date: beijingText(paidAt) } : {}),
  };
}

function giveBack(trade: SimulatedTrade, content: Content, simulator: Simulator): Content | string {
  if (trade.state !== 'paid') return 'ACQ.TRADE_STATUS_ERROR';
  const amount = fenOfYuan(String(content['refund_amount'])) ?? 0n;
  const sum = () => yuanOf(trade.refunds.reduce((all, one) => all + one.amount, 0n));
  const before = trade.refunds.find(({ number }) => number === content['out_request_no']);
  if (before !== undefined) {
    if (before.amount !== amount) return 'ACQ.DISCORDANT_REPEAT_REQUEST';
    return { fund_change: 'N', refund_fee: sum() };
  }
  const given = trade.refunds.reduce((all, one) => all + one.amount, 0n);
  if (amount < 1n || given + amount > trade.amount) return 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL';
  if (simulator.mood.refunds === 'failing') return 'ACQ.SELLER_BALANCE_NOT_ENOUGH';
  const refund: SimulatedRefund = {
    number: String(content['out_request_no']),
    id: simulator.nextId(),
    amount,
    state: simulator.mood.refunds === 'pending' ? 'pending' : 'done',
    at: toSecond(simulator.now()),
  };
  trade.refunds.push(refund);
  if (refund.state === 'done') void simulator.notify(trade, refund);
  return { fund_change: refund.state === 'done' ? 'Y' : 'N', refund_fee: sum() };
}

function noticeOf(
  { appId, merchant, platformKey, now, randomBytes }: AlipayBooth,
  trade: SimulatedTrade,
  refund: SimulatedRefund | undefined,
): { headers: Record<string, string>; body: string } {
  const back = trade.refunds.reduce((sum, one) => sum + one.amount, 0n);
  const isClosed = refund !== undefined && back === trade.amount;
  const parameters = signNotice(
    {
      notify_time: beijingText(now()),
      notify_type: 'trade_status_sync',
      notify_id: Buffer.from(randomBytes(16)).toString('hex'),
      app_id: appId,
      charset: 'utf-8',
      version: '1.0',
      trade_no: trade.transaction,
      out_trade_no: trade.number,
      seller_id: merchant,
      trade_status: isClosed ? 'TRADE_CLOSED' : 'TRADE_SUCCESS',
      total_amount: yuanOf(trade.amount),
      subject: trade.text,
      gmt_payment: beijingText(trade.paidAt),
      ...(refund === undefined
        ? {}
        : {
            out_biz_no: refund.number,
            refund_fee: yuanOf(back),
            gmt_refund: `${beijingText(refund.at)}.000`,
          }),
    },
    platformKey,
  );
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  return { headers, body: new URLSearchParams(parameters).toString() };
}

function download(url: URL, simulator: Simulator): SimulatorAnswer {
  const day = url.searchParams.get('bill_date') ?? '';
  const trades = simulator.alterBill([...simulator.trades.values()]);
  return {
    status: 200,
    headers: { 'content-type': 'application/zip' },
    body: alipayBillOf(trades, day),
  };
}
