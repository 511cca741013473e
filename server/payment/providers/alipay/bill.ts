/**
 * The trade bill of Alipay: a ZIP archive of two CSV files in GB18030, the trades and their sums.
 * https://opendocs.alipay.com/open/204/106262
 */
import { fenOfYuan } from '../../fen.ts';
import { type BillLine, ProviderAway } from '../provider.ts';
import { readZip } from './zip.ts';

/** The columns of the file of trades, in order. */
export const alipayBillColumns = [
  '支付宝交易号',
  '商户订单号',
  '业务类型',
  '商品名称',
  '创建时间',
  '完成时间',
  '门店编号',
  '门店名称',
  '操作员',
  '终端号',
  '对方账户',
  '订单金额（元）',
  '商家实收（元）',
  '支付宝红包（元）',
  '集分宝（元）',
  '支付宝优惠（元）',
  '商家优惠（元）',
  '券核销金额（元）',
  '券名称',
  '商家红包消费金额（元）',
  '卡消费金额（元）',
  '退款批次号/请求号',
  '服务费（元）',
  '分润（元）',
  '备注',
] as const;

type Column = (typeof alipayBillColumns)[number];

/** What the lines of trades end with. */
export const alipayBillEnd = '#-----------------------------------------业务明细列表结束';

const decoder = new TextDecoder('gb18030');

/** The lines of a bill. Throws `ProviderAway` where it is no bill, or is cut off. */
export function readAlipayBill(archive: Buffer): BillLine[] {
  const file = readZip(archive).find(({ name }) => !decoder.decode(name).includes('汇总'));
  if (file === undefined) throw notRead();
  const rows = decoder.decode(file.content).split(/\r?\n/);
  const start = rows.findIndex((row) => row.startsWith(alipayBillColumns[0]));
  const heads = (rows[start] ?? '').split(',').map((head) => head.trim());
  const place = (column: Column) => heads.indexOf(column);
  if (alipayBillColumns.some((column) => place(column) < 0)) throw notRead();
  const end = rows.findIndex((row, index) => index > start && row.startsWith('#'));
  if (end < 0 || rows[end]?.startsWith(alipayBillEnd) !== true) throw notRead();
  return rows.slice(start + 1, end).map((row) => {
    const cells = row.split(',');
    return lineOf((column) => (cells[place(column)] ?? '').trim());
  });
}

const notRead = () => new ProviderAway('The bill cannot be read');

function lineOf(cell: (column: Column) => string): BillLine {
  const isRefund = cell('业务类型') === '退款';
  const amount = fenOfYuan(cell('订单金额（元）'));
  if (amount === undefined) throw notRead();
  return {
    kind: isRefund ? 'refund' : 'payment',
    number: cell('商户订单号'),
    refund: isRefund ? cell('退款批次号/请求号') : '',
    amount: isRefund ? -amount : amount,
    transaction: cell('支付宝交易号'),
    // Only what is done is on the bill.
    state: 'done',
  };
}
