/**
 * The trade bill of WeChat Pay: CSV with a backtick before every value, and two lines of sums.
 * https://pay.weixin.qq.com/doc/v3/merchant/4013071232
 */
import { fenOfYuan } from '../../fen.ts';
import { type BillLine, ProviderAway } from '../provider.ts';

/** The columns of the bill of all trades, in order. */
export const wechatBillColumns = [
  '交易时间',
  '公众账号ID',
  '商户号',
  '特约商户号',
  '设备号',
  '微信订单号',
  '商户订单号',
  '用户标识',
  '交易类型',
  '交易状态',
  '付款银行',
  '货币种类',
  '应结订单金额',
  '代金券金额',
  '微信退款单号',
  '商户退款单号',
  '退款金额',
  '充值券退款金额',
  '退款类型',
  '退款状态',
  '商品名称',
  '商户数据包',
  '手续费',
  '费率',
  '订单金额',
  '申请退款金额',
  '费率备注',
] as const;

type Column = (typeof wechatBillColumns)[number];

/** The lines of a bill. Throws `ProviderAway` where it is no bill, or its sums are other ones. */
export function readWechatBill(text: string): BillLine[] {
  const rows = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const heads = (rows[0] ?? '').split(',');
  const place = (column: Column) => heads.indexOf(column);
  if (wechatBillColumns.some((column) => place(column) < 0)) throw notRead();
  const end = rows.findIndex((row, index) => index > 0 && !row.startsWith('`'));
  if (end < 0) throw notRead();
  const values = (row: string) => row.slice(1).split(',`');
  const lines = rows.slice(1, end).map((row) => {
    const cells = values(row);
    return lineOf((column) => cells[place(column)] ?? '');
  });
  const [count] = values(rows[end + 1] ?? '');
  if (Number(count) !== lines.length) throw notRead();
  return lines;
}

const notRead = () => new ProviderAway('The bill cannot be read');

const refundStates = { SUCCESS: 'done', PROCESSING: 'pending' } as const;

function lineOf(cell: (column: Column) => string): BillLine {
  const isRefund = cell('交易状态') === 'REFUND';
  const amount = fenOfYuan(cell(isRefund ? '申请退款金额' : '订单金额'));
  if (amount === undefined) throw notRead();
  const state = cell('退款状态') as keyof typeof refundStates;
  return {
    kind: isRefund ? 'refund' : 'payment',
    number: cell('商户订单号'),
    refund: isRefund ? cell('商户退款单号') : '',
    amount,
    transaction: cell('微信订单号'),
    state: isRefund ? (refundStates[state] ?? 'failed') : 'done',
  };
}
