/**
 * Lays our books of a day beside a provider's bill of it, and says every difference: pure.
 * https://pay.weixin.qq.com/doc/v3/merchant/4013071232
 */
import type { BillLine } from '../providers/provider.ts';
import type { Found } from './difference.ts';

/** A movement that we have booked. */
export interface OwnMovement {
  kind: 'payment' | 'refund';
  number: string;
  /** Number of the refund; empty for a payment. */
  refund: string;
  /** Fen, above 0 for refunds as well. */
  amount: bigint;
  /** The provider's, of a payment. */
  transaction: string;
}

/** What we know of. */
export interface OwnBooks {
  /** Booked on the day. */
  booked: readonly OwnMovement[];
  /** Booked on whatever day, of the orders that the bill names; those of the day among them. */
  ever: readonly OwnMovement[];
  /** How the orders and refunds stand that the bill names: status and amount by number. */
  standing: ReadonlyMap<string, { status: string; amount: bigint }>;
}

/** A difference before it is known of which day and channel. */
export type Unlike = Omit<Found, 'day' | 'channel' | 'source'>;

const nameOf = ({ kind, number, refund }: Pick<OwnMovement, 'kind' | 'number' | 'refund'>) =>
  `${kind} ${number} ${refund}`;

/** Every difference, those of the bill first, in its order. */
export function compareBill(own: OwnBooks, bill: readonly BillLine[]): Unlike[] {
  const booked = new Map(own.ever.map((movement) => [nameOf(movement), movement]));
  const seen = new Set<string>();
  const differences = bill.flatMap((line) => {
    const name = nameOf(line);
    const again = seen.has(name);
    seen.add(name);
    const unlike = again ? twice(line) : compareLine(own, line, booked.get(name));
    return unlike === undefined ? [] : [unlike];
  });
  const missing = own.booked
    .filter((movement) => !seen.has(nameOf(movement)))
    .map((movement): Unlike => ({
      kind: 'missing-there',
      number: movement.number,
      refund: movement.refund,
      ours: movement.amount,
      theirs: undefined,
      oursSays: 'booked',
      theirsSays: undefined,
    }));
  return [...differences, ...missing];
}

/** One thing stands on the bill twice: the second we do not have. */
function twice(line: BillLine): Unlike {
  const { number, refund, amount: theirs, transaction: theirsSays } = line;
  const rest = { ours: undefined, oursSays: undefined };
  return { kind: 'transaction', number, refund, theirs, theirsSays, ...rest };
}

function compareLine(
  own: OwnBooks,
  line: BillLine,
  movement: OwnMovement | undefined,
): Unlike | undefined {
  const { number, refund, amount: theirs, state } = line;
  const known = own.standing.get(refund === '' ? number : refund);
  const ours = movement?.amount ?? known?.amount;
  const said = { number, refund, ours, theirs };
  if (movement === undefined) {
    const says = { oursSays: known?.status, theirsSays: state };
    if (known === undefined) return { kind: 'missing-here', ...said, ...says };
    const agreed = state === 'pending' ? 'asked' : state === 'failed' ? 'failed' : undefined;
    return agreed === known.status ? undefined : { kind: 'status', ...said, ...says };
  }
  if (state !== 'done') return { kind: 'status', ...said, oursSays: 'booked', theirsSays: state };
  if (movement.amount !== theirs) {
    return { kind: 'amount', ...said, oursSays: 'booked', theirsSays: state };
  }
  const { transaction: oursSays } = movement;
  const { transaction: theirsSays } = line;
  if (line.kind === 'refund' || oursSays === theirsSays) return undefined;
  return { kind: 'transaction', ...said, oursSays, theirsSays };
}
