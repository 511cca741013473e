/**
 * The bill of the simulated Alipay: two CSV files in GB18030, in a ZIP archive.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import { crc32, deflateRawSync } from 'node:zlib';
import { yuanOf } from '../fen.ts';
import { alipayBillColumns, alipayBillEnd } from '../providers/alipay/bill.ts';
import { beijingText } from '../providers/provider.ts';
import { dayOf } from '../reconciliation/difference.ts';
import type { SimulatedRefund, SimulatedTrade } from './simulator.ts';

type Cells = Partial<Record<(typeof alipayBillColumns)[number], string>>;

/** The archive of a day. */
export function alipayBillOf(trades: readonly SimulatedTrade[], day: string): Buffer {
  const paid = trades.filter(({ state, paidAt }) => state === 'paid' && dayOf(paidAt) === day);
  const back = trades.flatMap((trade) =>
    trade.refunds
      .filter(({ at, state }) => state === 'done' && dayOf(at) === day)
      .map((refund) => ({ trade, refund })),
  );
  const rows = [
    ...paid.map((trade) => cellsOf(trade, undefined)),
    ...back.map(({ trade, refund }) => cellsOf(trade, refund)),
  ];
  // Values are followed by a tab, so that a spreadsheet keeps long numbers as they are.
  const line = (cells: Cells) =>
    alipayBillColumns.map((column) => `${cells[column] ?? ''}\t`).join(',');
  const detail = [
    '#支付宝业务明细查询（模拟平台，无真实扣款 SIMULATOR）',
    `#起始日期：[${day} 00:00:00]   终止日期：[${day} 23:59:59]`,
    '#-----------------------------------------业务明细列表----------------------------------------',
    alipayBillColumns.join(','),
    ...rows.map(line),
    `${alipayBillEnd}------------------------------------`,
    `#交易合计：${paid.length}笔，退款合计：${back.length}笔`,
    '',
  ];
  const summary = ['#支付宝业务汇总查询', `#交易合计：${paid.length}笔`, ''];
  const name = day.replaceAll('-', '');
  return zip([
    { name: `${name}_业务明细.csv`, text: detail.join('\r\n') },
    { name: `${name}_业务明细(汇总).csv`, text: summary.join('\r\n') },
  ]);
}

function cellsOf(trade: SimulatedTrade, refund: SimulatedRefund | undefined): Cells {
  const amount = yuanOf(refund === undefined ? trade.amount : -refund.amount);
  return {
    支付宝交易号: trade.transaction,
    商户订单号: trade.number,
    业务类型: refund === undefined ? '交易' : '退款',
    商品名称: trade.text,
    创建时间: beijingText(trade.created),
    完成时间: beijingText(refund?.at ?? trade.paidAt),
    '订单金额（元）': amount,
    '商家实收（元）': amount,
    '退款批次号/请求号': refund?.number ?? '',
    '服务费（元）': '0.00',
  };
}

/** Made for the first bill: a house that has contracts never needs it. */
let pairs: ReturnType<typeof pairsByLetter> | undefined;

/** The two-byte part of GB18030, which Node decodes and does not encode: pairs by letter. */
function pairsByLetter(): ReadonlyMap<string, readonly [number, number]> {
  const all: [number, number][] = [];
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) if (trail !== 0x7f) all.push([lead, trail]);
  }
  // Every pair is one letter, so all are read at once: one by one takes as long as a time-out.
  const letters = new TextDecoder('gb18030').decode(Uint8Array.from(all.flat()));
  return new Map(Array.from(letters, (letter, place) => [letter, all[place] ?? [0x3f, 0x3f]]));
}

function gbOf(text: string): Buffer {
  const known = (pairs ??= pairsByLetter());
  return Buffer.from(
    Array.from(text).flatMap((letter) =>
      letter < '\u0080' ? [letter.charCodeAt(0)] : (known.get(letter) ?? [0x3f]),
    ),
  );
}

function zip(files: readonly { name: string; text: string }[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let place = 0;
  for (const file of files) {
    const [name, content] = [gbOf(file.name), gbOf(file.text)];
    const packed = deflateRawSync(content);
    // Version, flags, method, time and date, sum, both sizes, lengths of name and extra field.
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    facts.copy(entry, 6);
    entry.writeUInt32LE(place, 42);
    directory.push(Buffer.concat([entry, name]));
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, name, packed]);
    parts.push(local);
    place += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(place, 16);
  return Buffer.concat([...parts, list, end]);
}
