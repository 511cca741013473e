/**
 * Tells subscribers what changed: in order, at least once, again and again until they take it, and
 * with an end where nobody answers.
 * https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/errors.html
 */
import type { Resource } from '#model/fhir.ts';
import { typeNumber } from '#model/resource-types.ts';
import { bundleId } from '#fhir/handling/bundle-text.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { prepareVersion } from '#fhir/handling/prepare.ts';
import { parseJson } from '#fhir/json.ts';
import { type CurrentRow, currentRow } from '#fhir/store/read.ts';
import { methods } from '#fhir/store/write.ts';
import { readChanges } from './changes.ts';
import { type Cursor, keepCursor, takeCursor } from './cursors.ts';
import { type Told, notificationOf } from './notification.ts';
import { type Subscription, readSubscription } from './subscription.ts';

/** What telling works with. */
export interface DispatchParts {
  /** The store without a caller. */
  house: Store;
  /** Where notices may go, as `https://his.example`. */
  origins: ReadonlySet<string>;
  /** The address of the FHIR interface, as subscribers know it. */
  base: string;
  /** Posts a notice; the HTTP status. Rejects where nobody answers. */
  post: (url: string, headers: [string, string][], body: string) => Promise<number>;
}

/** So many changes are looked at in one notice. */
const changesMost = 100;
/** After so many failures in a row the Subscription is an error: about a day. */
const failuresMost = 30;
const secondMs = 1000;
const longestMs = 3_600_000;

/** How long to wait after so many failures, in milliseconds: doubling, up to an hour. */
export function waitAfter(failures: number): number {
  return Math.min(secondMs * 2 ** Math.min(failures, 20), longestMs);
}

/** Tells every subscriber what is new. @returns how many notices were taken. */
export async function dispatch(parts: DispatchParts): Promise<number> {
  let taken = 0;
  for (const row of await readSubscriptions(parts.house)) {
    const resource = JSON.parse(row.body) as Resource;
    const { status } = resource as { status?: string };
    if (status !== 'requested' && status !== 'active') continue;
    const cursor = await takeCursor(parts.house.sql, row, parts.house.now());
    if (cursor !== undefined) taken += await tell(parts, { row, resource, cursor });
  }
  return taken;
}

/** Posts notices until nothing is new or one is not taken. */
async function tell(
  parts: DispatchParts,
  given: { row: CurrentRow; resource: Resource; cursor: Cursor },
): Promise<number> {
  const { house } = parts;
  const { row } = given;
  let { cursor } = given;
  let taken = 0;
  try {
    const subscription = readSubscription(given.resource, parts.origins);
    if (subscription.status === 'requested') {
      await post(parts, subscription, { type: 'handshake', events: cursor.events, changes: [] });
      await writeStatus(house, row, { status: 'active' });
      taken += 1;
    }
    for (;;) {
      const { position, events } = cursor;
      const after = { after: position, owner: row.owner, limit: changesMost };
      const found = await readChanges(house.sql, after);
      if (found === undefined) break;
      const { changes, last } = found;
      const told = events + BigInt(changes.length);
      if (changes.length > 0) {
        await post(parts, subscription, { type: 'event-notification', events: told, changes });
        taken += 1;
      }
      cursor = { position: last, events: told, failures: 0 };
      // Kept after each: what was taken is not told again when the next fails.
      await keepCursor(house.sql, row, { ...cursor, due: 0 });
    }
    await keepCursor(house.sql, row, { ...cursor, failures: 0, due: 0 });
  } catch (error) {
    const failures = cursor.failures + 1;
    const due = house.now() + waitAfter(failures);
    if (failures < failuresMost) {
      await keepCursor(house.sql, row, { ...cursor, failures, due });
    } else {
      await writeStatus(house, row, { status: 'error', error: textOf(error) });
      // Asked for anew, it goes on where it stopped.
      await keepCursor(house.sql, row, { ...cursor, failures: 0, due: 0 });
    }
  }
  return taken;
}

class NotTaken extends Error {
  constructor(status: number) {
    super(`HTTP ${status}`);
  }
}

/** What went wrong, without anything of what was sent. */
const textOf = (error: unknown) => (error instanceof NotTaken ? error.message : 'unreachable');

async function post(
  { house, base, post: send }: DispatchParts,
  { id, endpoint, headers }: Subscription,
  told: Omit<Told, 'id' | 'status'>,
): Promise<void> {
  const bundle = notificationOf(
    { ...told, id, status: told.type === 'handshake' ? 'requested' : 'active' },
    { id: bundleId(house.randomBytes(16)), at: house.now(), base },
  );
  const status = await send(endpoint, headers, JSON.stringify(bundle));
  if (status < 200 || status > 299) throw new NotTaken(status);
}

async function readSubscriptions(house: Store): Promise<CurrentRow[]> {
  const rows = await house.sql.run(
    `select bucket, key, type, id, version, seq, method, updated, patient, owner, level, body
      from resource where type = $1 order by seq`,
    [typeNumber('Subscription')!],
  );
  return rows.map(currentRow);
}

/** Writes how a Subscription stands, unless its owner wrote to it meanwhile. */
async function writeStatus(
  house: Store,
  row: CurrentRow,
  said: { status: string; error?: string },
): Promise<void> {
  const { value, faithful } = parseJson(row.body);
  const changed = (one: unknown) => {
    const { error: _error, ...rest } = one as Resource;
    return { ...rest, ...said } as Resource;
  };
  const content = { resource: changed(value), faithful: changed(faithful) };
  const given = { id: row.id, method: methods.PUT, predecessor: row };
  await house.commit(prepareVersion(house, content, given));
}
