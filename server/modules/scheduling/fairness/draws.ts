/**
 * The draws that are under way: opened by whichever server first sees that a session is hot, known
 * to all. While one is, the desk gives nobody a public number of that session (`take_seats`).
 * https://www.postgresql.org/docs/18/explicit-locking.html
 */
import type { Store } from '#fhir/handling/interaction.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { Sql, SqlRow } from '#fhir/store/sql.ts';
import type { SessionPlace } from '../bookings/ledger.ts';
import { commitmentOf, seedOf } from './draw-order.ts';

/** A draw. */
export interface Draw extends SessionPlace {
  round: number;
  /** Milliseconds since 1970. */
  opened: number;
  /** Who enters until then has the same chance. */
  closes: number;
  commitment: string;
}

/** States of a draw in the database. */
export const drawStates = { gathering: 1, drawn: 2, dealt: 3 } as const;

/** The draws under way, as this server knows them. */
export interface Draws {
  of(session: Hash): Draw | undefined;
  /** Opens a draw, or finds the one that another server opened. */
  open(place: SessionPlace): Promise<Draw | undefined>;
  /** When the last draw of a session ended, while that is of interest. */
  ended(session: Hash): number | undefined;
  /** Reads which are under way. */
  refresh(): Promise<void>;
}

/** What draws are made with. */
export interface DrawParts {
  house: Store;
  key: Buffer;
  /** For how long people may enter. */
  windowMs: number;
  /** Called for each draw that is opened here. */
  opened: () => void;
}

const columns = 'bucket, session, round, opened, closes, commitment';

/** The draws of a house. */
export function createDraws({ house, key, windowMs, opened }: DrawParts): Draws {
  const known = new Map<Hash, Draw>();
  const ended = new Map<Hash, number>();
  const opening = new Map<Hash, Promise<Draw | undefined>>();
  const openOne = async (place: SessionPlace) => {
    const draw = await house.database.transaction((tx) => openIn(tx, place));
    if (draw !== undefined) known.set(draw.session, draw);
    return draw;
  };
  const openIn = async (tx: Sql, { bucket, session }: SessionPlace) => {
    const [row] = await tx.run(
      'select drawing, state from booking_session where bucket = $1 and session = $2 for update',
      [bucket, session],
    );
    if (row === undefined || Number(row['state']) !== 1) return undefined;
    if (Number(row['drawing']) !== 0) {
      return drawOf((await tx.run(underWay('bucket = $1 and session = $2'), [bucket, session]))[0]);
    }
    const salt = Buffer.from(house.randomBytes(16)).toString('base64url');
    const [last] = await tx.run(
      'select coalesce(max(round), 0) as round from draw where bucket = $1 and session = $2',
      [bucket, session],
    );
    const round = Number(last?.['round']) + 1;
    const commitment = commitmentOf(seedOf(key, { session, round }, salt));
    const now = house.now();
    const [made] = await tx.run(
      `insert into draw (bucket, session, round, opened, closes, salt, commitment, state)
       values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${columns}`,
      [bucket, session, round, now, now + windowMs, salt, commitment, drawStates.gathering],
    );
    await tx.run('update booking_session set drawing = $3 where bucket = $1 and session = $2', [
      bucket,
      session,
      round,
    ]);
    opened();
    return drawOf(made);
  };
  return {
    of: (session) => known.get(session),
    ended: (session) => ended.get(session),
    open(place) {
      const { session } = place;
      // Everybody of this moment waits for the same.
      let found = opening.get(session);
      if (found === undefined) {
        found = openOne(place).finally(() => opening.delete(session));
        opening.set(session, found);
      }
      return found;
    },
    async refresh() {
      const now = house.now();
      for (const [session, at] of ended) if (now - at > keptMs) ended.delete(session);
      const before = new Set(known.keys());
      const rows = await house.sql.run(underWay('true'), []);
      for (const row of rows) {
        const draw = drawOf(row)!;
        known.set(draw.session, draw);
        before.delete(draw.session);
      }
      for (const session of before) {
        known.delete(session);
        ended.set(session, now);
      }
    },
  };
}

/** For how long it is remembered that a draw ended. */
const keptMs = 60_000;

const underWay = (where: string) =>
  `select ${columns} from draw where ${where} and state < ${drawStates.dealt}`;

/** A row of a draw. */
function drawOf(row: SqlRow | undefined): Draw | undefined {
  if (row === undefined) return undefined;
  return {
    bucket: Number(row['bucket']),
    session: String(row['session']),
    round: Number(row['round']),
    opened: Number(row['opened']),
    closes: Number(row['closes']),
    commitment: String(row['commitment']),
  };
}
