/**
 * What both simulated providers are made of: trades in memory, moods in which they answer, and
 * notices that come late, twice, in another order or never. No money moves here, and whoever looks
 * is told so.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791861
 */
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What every page and answer of a simulator says. */
export const simulatorNotice = {
  zh: '模拟支付平台，不会发生真实扣款',
  en: 'Simulated payment provider: no money moves',
};

/** A refund as the simulated provider knows it. Amounts are fen. */
export interface SimulatedRefund {
  number: string;
  id: string;
  amount: bigint;
  state: 'done' | 'pending' | 'failed';
  at: number;
}

/** An order as the simulated provider knows it. */
export interface SimulatedTrade {
  number: string;
  amount: bigint;
  text: string;
  /** Where notices are sent to. */
  notifyUrl: string;
  expires: number;
  created: number;
  state: 'open' | 'paid' | 'closed';
  /** Empty until it is paid. */
  transaction: string;
  paidAt: number;
  refunds: SimulatedRefund[];
}

/** How a simulator behaves. */
export interface Mood {
  /** `loses-answers` does what it is asked, and hangs up before it says so. */
  answers: 'well' | 'silent' | 'broken' | 'unsigned' | 'loses-answers';
  /** `held` ones are kept until they are released. */
  notices: 'prompt' | 'lost' | 'twice' | 'held';
  refunds: 'prompt' | 'pending' | 'failing';
}

/** A notice as it went over the wire. */
export interface Sent {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** What was answered; 0 where nobody did. */
  status: number;
  /** Whether the answer was thanks: otherwise it is sent again. */
  taken: boolean;
}

/** A request as a simulated provider reads it. */
export interface SimulatorRequest {
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string | undefined>;
  body: string;
}

/** An answer. */
export interface SimulatorAnswer {
  status: number;
  headers?: Record<string, string>;
  body: string | Buffer;
}

/** What the two providers do each in their own way. */
export interface Dialect {
  answer: (request: SimulatorRequest, simulator: Simulator) => SimulatorAnswer;
  /** A notice, signed now. @param refund what it is about; the payment without. */
  notice: (
    trade: SimulatedTrade,
    refund: SimulatedRefund | undefined,
  ) => Pick<Sent, 'headers' | 'body'>;
  /** Whether an answer to a notice is thanks. */
  isThanks: (status: number, body: string) => boolean;
}

type Held = { trade: SimulatedTrade; refund: SimulatedRefund | undefined };

/** A running simulator. */
export interface Simulator {
  /** `http://127.0.0.1:PORT` */
  url: string;
  mood: Mood;
  trades: Map<string, SimulatedTrade>;
  /** Every notice that went out, the oldest first. */
  sent: Sent[];
  /** Those that are held, or were not taken. */
  held: Held[];
  now: () => number;
  /** Alters the bill of a day as it is asked for: a fault that is to be found. */
  alterBill: (trades: SimulatedTrade[]) => SimulatedTrade[];
  /** What a person does who pays. Resolves when the notice is sent. False: it takes no payment. */
  pay: (number: string) => Promise<boolean>;
  /** Ends refunds that are pending, and tells of them. */
  finishRefunds: () => Promise<void>;
  /** Sends what is held or was not taken. @param order as a permutation of what is held. */
  release: (order?: (held: Held[]) => Held[]) => Promise<void>;
  /** Sends a notice about a trade whether or not it is so: a provider gone mad. */
  notify: (trade: SimulatedTrade, refund?: SimulatedRefund) => Promise<void>;
  /** Resolves when every notice that is on its way has come or failed. */
  quiet: () => Promise<void>;
  /** A number that the simulator never gave before. */
  nextId: () => string;
  stop: () => Promise<void>;
}

const patienceMs = 5000;
/** So many notices are remembered. */
const sentMost = 10_000;

/** Starts a simulator on a free port of this machine. */
export async function startSimulator(
  dialect: Dialect,
  given: { now: () => number; fetch: typeof fetch },
): Promise<Simulator> {
  let last = 0;
  const underWay = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    void serve(request, response, { dialect, simulator }).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const post = (held: Held): Promise<void> => {
    const sending = send(dialect, held, given.fetch).then((sent) => {
      underWay.delete(sending);
      simulator.sent.push(sent);
      if (simulator.sent.length > sentMost) simulator.sent.shift();
      if (!sent.taken) simulator.held.push(held);
    });
    underWay.add(sending);
    return sending;
  };
  const simulator: Simulator = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mood: { answers: 'well', notices: 'prompt', refunds: 'prompt' },
    trades: new Map(),
    sent: [],
    held: [],
    now: given.now,
    alterBill: (trades) => trades,
    async pay(number) {
      const trade = simulator.trades.get(number);
      if (trade?.state !== 'open' || trade.expires <= given.now()) return false;
      trade.state = 'paid';
      trade.transaction = simulator.nextId();
      trade.paidAt = toSecond(given.now());
      await simulator.notify(trade);
      return true;
    },
    finishRefunds: () => finishRefunds(simulator),
    async release(order = (held) => held) {
      for (const held of order(simulator.held.splice(0))) await post(held);
    },
    async notify(trade, refund) {
      const { notices } = simulator.mood;
      if (notices === 'lost') return;
      if (notices === 'held') simulator.held.push({ trade, refund });
      else
        await Promise.all(
          Array.from({ length: notices === 'twice' ? 2 : 1 }, () => post({ trade, refund })),
        );
    },
    async quiet() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    nextId: () => `${given.now()}${String(++last).padStart(8, '0')}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return simulator;
}

async function finishRefunds({ trades, now, notify }: Simulator): Promise<void> {
  for (const trade of trades.values()) {
    for (const refund of trade.refunds.filter(({ state }) => state === 'pending')) {
      refund.state = 'done';
      refund.at = toSecond(now());
      await notify(trade, refund);
    }
  }
}

/** An instant without its milliseconds, as providers keep them. */
export function toSecond(at: number): number {
  return Math.floor(at / 1000) * 1000;
}

async function send(dialect: Dialect, { trade, refund }: Held, post: typeof fetch): Promise<Sent> {
  const { headers, body } = dialect.notice(trade, refund);
  const sent = { url: trade.notifyUrl, headers, body };
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const response = await post(trade.notifyUrl, { method: 'POST', headers, body, signal });
    const taken = dialect.isThanks(response.status, await response.text());
    return { ...sent, status: response.status, taken };
  } catch {
    return { ...sent, status: 0, taken: false };
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { dialect, simulator }: { dialect: Dialect; simulator: Simulator },
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { answers } = simulator.mood;
  if (answers === 'silent') return;
  const asked = {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers as Record<string, string | undefined>,
    body: Buffer.concat(chunks).toString('utf8'),
  };
  const answer =
    answers === 'broken'
      ? { status: 500, body: '{"code":"SYSTEM_ERROR"}' }
      : ((await payPage(asked, simulator)) ?? dialect.answer(asked, simulator));
  if (answers === 'loses-answers') {
    request.socket.destroy();
    return;
  }
  response.writeHead(answer.status, {
    ...answer.headers,
    'x-simulator': simulatorNotice.en,
  });
  response.end(answer.body);
}

/** The page on which a person pays; undefined for every other request. */
async function payPage(
  { method, path }: SimulatorRequest,
  simulator: Simulator,
): Promise<SimulatorAnswer | undefined> {
  const url = new URL(path, simulator.url);
  const number = /^\/pay\/([0-9a-f]{32})$/.exec(url.pathname)?.[1];
  if (number === undefined) return undefined;
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  const trade = simulator.trades.get(number);
  if (trade === undefined)
    return { status: 404, headers, body: pageOf('没有这笔订单 · No such order') };
  if (method === 'POST') {
    await simulator.pay(number);
    const location = url.searchParams.get('redirect_url') ?? '';
    if (/^https?:\/\//.test(location)) return { status: 303, headers: { location }, body: '' };
  }
  const body =
    trade.state === 'open'
      ? `<form method="post"><button>模拟支付 ${trade.amount} 分 · Pay in the simulation</button></form>`
      : `状态 · State: ${trade.state}`;
  return { status: 200, headers, body: pageOf(body) };
}

function pageOf(content: string): string {
  const { zh, en } = simulatorNotice;
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${zh}</title>
<h1>${zh}</h1><p>${en}</p><main>${content}</main></html>`;
}
