/**
 * A SIMULATOR of WeChat Pay, API v3: checks our signatures, signs its answers and notices, seals
 * them, and writes a bill. No money moves.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791832
 */
import { type KeyObject, createHash } from 'node:crypto';
import { yuanOf } from '../fen.ts';
import { isObject } from '../providers/ask.ts';
import { beijingText } from '../providers/provider.ts';
import { isSigned } from '../providers/rsa.ts';
import { wechatBillColumns } from '../providers/wechat/bill.ts';
import { requestLines, sealResource, signedHeaders } from '../providers/wechat/signature.ts';
import { dayOf } from '../reconciliation/difference.ts';
import type {
  Dialect,
  SimulatedRefund,
  SimulatedTrade,
  Simulator,
  SimulatorAnswer,
  SimulatorRequest,
} from './simulator.ts';
import { toSecond } from './simulator.ts';

/** What the simulator knows of its one merchant, and signs with. */
export interface WechatBooth {
  appId: string;
  merchant: string;
  merchantSerial: string;
  /** The merchant's public key. */
  merchantKey: KeyObject;
  sealKey: string;
  platformSerial: string;
  /** The simulator's own private key. */
  platformKey: KeyObject;
  now: () => number;
  randomBytes: (count: number) => Uint8Array;
}

interface Said {
  status: number;
  content?: Record<string, unknown>;
  /** In place of a content. */
  text?: string;
}

/** How the simulator speaks. */
export function wechatDialect(booth: WechatBooth): Dialect {
  return {
    answer: (request, simulator) => signed(booth, simulator, respond(booth, request, simulator)),
    notice: (trade, refund) => noticeOf(booth, trade, refund),
    isThanks: (status) => status === 200 || status === 204,
  };
}

function signed(
  booth: WechatBooth,
  { mood }: Simulator,
  { status, content, text }: Said,
): SimulatorAnswer {
  const body = text ?? (content === undefined ? '' : JSON.stringify(content));
  const headers = { 'content-type': 'application/json' };
  if (mood.answers === 'unsigned') return { status, headers, body };
  return { status, headers: { ...headers, ...signatureOf(booth, body) }, body };
}

function signatureOf(booth: WechatBooth, body: string): Record<string, string> {
  return signedHeaders({
    body,
    seconds: Math.floor(booth.now() / 1000),
    nonce: nonceOf(booth),
    serial: booth.platformSerial,
    key: booth.platformKey,
  });
}

const nonceOf = ({ randomBytes }: WechatBooth) => Buffer.from(randomBytes(6)).toString('hex');

const refusal = (status: number, code: string): Said => ({
  status,
  content: { code, message: 'SIMULATOR' },
});

function respond(booth: WechatBooth, request: SimulatorRequest, simulator: Simulator): Said {
  if (!isFromMerchant(booth, request)) return refusal(401, 'SIGN_ERROR');
  const { method, path, body } = request;
  const content: unknown = body === '' ? {} : JSON.parse(body);
  if (!isObject(content)) return refusal(400, 'PARAM_ERROR');
  if (method === 'POST' && path === '/v3/pay/transactions/h5') {
    return prepay(booth, content, simulator);
  }
  if (method === 'POST' && path === '/v3/refund/domestic/refunds') {
    return giveBack(content, simulator);
  }
  if (path.startsWith('/v3/bill/')) return bill(booth, path, simulator);
  const found = /^\/v3\/pay\/transactions\/out-trade-no\/([^/?]+)(\/close|\?)/.exec(path);
  const trade = simulator.trades.get(found?.[1] ?? '');
  if (found === null || trade === undefined) return refusal(404, 'ORDER_NOT_EXIST');
  if (found[2] === '?') return { status: 200, content: tradeOf(booth, trade) };
  if (trade.state === 'paid') return refusal(400, 'ORDERPAID');
  trade.state = 'closed';
  return { status: 204 };
}

function isFromMerchant(booth: WechatBooth, request: SimulatorRequest): boolean {
  const { method, path, headers, body } = request;
  const text = headers['authorization'] ?? '';
  if (!text.startsWith('WECHATPAY2-SHA256-RSA2048 ')) return false;
  const parts = Object.fromEntries(
    [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value ?? '']),
  ) as Record<string, string>;
  if (parts['mchid'] !== booth.merchant || parts['serial_no'] !== booth.merchantSerial)
    return false;
  const [seconds, nonce] = [Number(parts['timestamp']), parts['nonce_str'] ?? ''];
  if (Math.abs(booth.now() / 1000 - seconds) > 300) return false;
  const lines = requestLines({ method, path, seconds, nonce, body });
  return isSigned(lines, parts['signature'] ?? '', booth.merchantKey);
}

function prepay(booth: WechatBooth, content: Record<string, unknown>, simulator: Simulator): Said {
  const {
    out_trade_no: number,
    description,
    notify_url: notifyUrl,
    time_expire: expires,
  } = content;
  const total = isObject(content['amount']) ? content['amount']['total'] : undefined;
  const scene = content['scene_info'];
  const known = typeof number === 'string' && /^[\w|*-]{6,32}$/.test(number);
  const right = content['appid'] === booth.appId && content['mchid'] === booth.merchant;
  if (!known || !right || !Number.isInteger(total) || Number(total) < 1 || !isObject(scene)) {
    return refusal(400, 'PARAM_ERROR');
  }
  const before = simulator.trades.get(number);
  if (before !== undefined && before.amount !== BigInt(Number(total))) {
    return refusal(400, 'INVALID_REQUEST');
  }
  if (before?.state === 'paid') return refusal(400, 'ORDERPAID');
  if (before?.state === 'closed') return refusal(400, 'ORDER_CLOSED');
  simulator.trades.set(number, {
    number,
    amount: BigInt(Number(total)),
    text: String(description),
    notifyUrl: String(notifyUrl),
    expires: Date.parse(String(expires)),
    created: toSecond(simulator.now()),
    state: 'open',
    transaction: '',
    paidAt: 0,
    refunds: [],
  });
  return { status: 200, content: { h5_url: `${simulator.url}/pay/${number}` } };
}

function giveBack(content: Record<string, unknown>, simulator: Simulator): Said {
  const { out_trade_no: number, out_refund_no: refundNumber } = content;
  const fen = isObject(content['amount']) ? content['amount'] : {};
  const trade = simulator.trades.get(String(number));
  if (trade?.state !== 'paid') return refusal(404, 'RESOURCE_NOT_EXISTS');
  const amount = BigInt(Number(fen['refund']));
  const before = trade.refunds.find((refund) => refund.number === refundNumber);
  // One number is one refund, however often it is asked for.
  if (before !== undefined) {
    if (before.amount !== amount) return refusal(400, 'INVALID_REQUEST');
    return { status: 200, content: refundOf(trade, before) };
  }
  if (BigInt(Number(fen['total'])) !== trade.amount) return refusal(400, 'INVALID_REQUEST');
  const given = trade.refunds.reduce((sum, one) => sum + one.amount, 0n);
  if (given + amount > trade.amount) return refusal(400, 'INVALID_REQUEST');
  if (simulator.mood.refunds === 'failing') return refusal(403, 'NOT_ENOUGH');
  const refund: SimulatedRefund = {
    number: String(refundNumber),
    id: simulator.nextId(),
    amount,
    state: simulator.mood.refunds === 'pending' ? 'pending' : 'done',
    at: toSecond(simulator.now()),
  };
  trade.refunds.push(refund);
  if (refund.state === 'done') void simulator.notify(trade, refund);
  return { status: 200, content: refundOf(trade, refund) };
}

const rfc3339 = (at: number) => `${beijingText(at).replace(' ', 'T')}+08:00`;

function tradeOf(
  { appId, merchant }: Pick<WechatBooth, 'appId' | 'merchant'>,
  trade: SimulatedTrade,
): Record<string, unknown> {
  const { number, amount, state, transaction, paidAt, refunds } = trade;
  const known = { appid: appId, mchid: merchant, out_trade_no: number };
  if (state !== 'paid') return { ...known, trade_state: state === 'open' ? 'NOTPAY' : 'CLOSED' };
  return {
    ...known,
    transaction_id: transaction,
    trade_type: 'MWEB',
    trade_state: refunds.length > 0 ? 'REFUND' : 'SUCCESS',
    success_time: rfc3339(paidAt),
    amount: { total: Number(amount), payer_total: Number(amount), currency: 'CNY' },
  };
}

const refundStates = { done: 'SUCCESS', pending: 'PROCESSING', failed: 'ABNORMAL' };

function refundOf(trade: SimulatedTrade, refund: SimulatedRefund): Record<string, unknown> {
  return {
    refund_id: refund.id,
    out_refund_no: refund.number,
    out_trade_no: trade.number,
    transaction_id: trade.transaction,
    status: refundStates[refund.state],
    ...(refund.state === 'done' ? { success_time: rfc3339(refund.at) } : {}),
    amount: { refund: Number(refund.amount), total: Number(trade.amount), currency: 'CNY' },
  };
}

function noticeOf(
  booth: WechatBooth,
  trade: SimulatedTrade,
  refund: SimulatedRefund | undefined,
): { headers: Record<string, string>; body: string } {
  const status = refund === undefined ? 'SUCCESS' : refundStates[refund.state];
  // A notice of a payment that was made says so, whatever was given back since.
  const content =
    refund === undefined
      ? { ...tradeOf(booth, trade), trade_state: 'SUCCESS' }
      : { mchid: booth.merchant, ...refundOf(trade, refund), refund_status: status };
  const nonce = nonceOf(booth);
  const body = JSON.stringify({
    id: Buffer.from(booth.randomBytes(16)).toString('hex'),
    create_time: rfc3339(booth.now()),
    resource_type: 'encrypt-resource',
    event_type: `${refund === undefined ? 'TRANSACTION' : 'REFUND'}.${status}`,
    summary: 'SIMULATOR',
    resource: {
      original_type: refund === undefined ? 'transaction' : 'refund',
      ...sealResource(JSON.stringify(content), nonce, booth.sealKey),
    },
  });
  const headers = { 'content-type': 'application/json', ...signatureOf(booth, body) };
  return { headers, body };
}

function bill(booth: WechatBooth, path: string, simulator: Simulator): Said {
  const url = new URL(path, simulator.url);
  const day = url.searchParams.get('bill_date') ?? '';
  if (day >= dayOf(simulator.now())) return refusal(400, 'NO_STATEMENT_EXIST');
  const text = billOf(booth, simulator.alterBill([...simulator.trades.values()]), day);
  if (url.pathname === '/v3/bill/download') return { status: 200, text };
  const sum = createHash('sha1').update(text).digest('hex');
  const where = `${simulator.url}/v3/bill/download?bill_date=${day}`;
  return {
    status: 200,
    content: { hash_type: 'SHA1', hash_value: sum, download_url: where },
  };
}

type Cells = Partial<Record<(typeof wechatBillColumns)[number], string>>;

/** The bill of all trades of a day. */
function billOf(booth: WechatBooth, trades: readonly SimulatedTrade[], day: string): string {
  const paid = trades.filter(({ state, paidAt }) => state === 'paid' && dayOf(paidAt) === day);
  const back = trades.flatMap((trade) =>
    trade.refunds.filter(({ at }) => dayOf(at) === day).map((refund) => ({ trade, refund })),
  );
  const rows = [
    ...paid.map((trade) => ({ at: trade.paidAt, cells: cellsOf(booth, trade) })),
    ...back.map(({ trade, refund }) => ({
      at: refund.at,
      cells: {
        ...cellsOf(booth, trade),
        交易时间: beijingText(refund.at),
        交易状态: 'REFUND',
        应结订单金额: '0.00',
        订单金额: '0.00',
        微信退款单号: refund.id,
        商户退款单号: refund.number,
        退款金额: yuanOf(refund.amount),
        退款类型: 'ORIGINAL',
        退款状态: refundStates[refund.state],
        申请退款金额: yuanOf(refund.amount),
      },
    })),
  ].toSorted((one, other) => one.at - other.at);
  const line = (cells: Cells) =>
    wechatBillColumns.map((column) => `\`${cells[column] ?? ''}`).join(',');
  const sum = (list: readonly { amount: bigint }[]) =>
    yuanOf(list.reduce((all, { amount }) => all + amount, 0n));
  const refunded = sum(back.map(({ refund }) => refund));
  const total = [rows.length, sum(paid), refunded, '0.00', '0.00', sum(paid), refunded];
  return [
    `\uFEFF${wechatBillColumns.join(',')}`,
    ...rows.map(({ cells }) => line(cells)),
    '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
    total.map((one) => `\`${one}`).join(','),
    '',
  ].join('\r\n');
}

function cellsOf({ appId, merchant }: WechatBooth, trade: SimulatedTrade): Cells {
  return {
    交易时间: beijingText(trade.paidAt),
    公众账号ID: appId,
    商户号: merchant,
    微信订单号: trade.transaction,
    商户订单号: trade.number,
    交易类型: 'MWEB',
    交易状态: 'SUCCESS',
    货币种类: 'CNY',
    应结订单金额: yuanOf(trade.amount),
    代金券金额: '0.00',
    微信退款单号: '0',
    商户退款单号: '0',
    退款金额: '0.00',
    充值券退款金额: '0.00',
    商品名称: trade.text,
    手续费: '0.00000',
    费率: '0.00%',
    订单金额: yuanOf(trade.amount),
    申请退款金额: '0.00',
  };
}
