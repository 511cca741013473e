/**
 * Conditional interactions: who matches, and one winner among those who ask at once.
 * https://hl7.org/fhir/R4/http.html#cond-update
 */
import { type Match, matchIds } from '#fhir/search/match.ts';
import { refuse } from '#fhir/refusals.ts';
import { bucketOfHash, hash64 } from '#fhir/store/hash.ts';
import { type Sql, runValues } from '#fhir/store/sql.ts';
import type { Store } from './interaction.ts';
import { transact } from './transact.ts';

/** A condition: a type and search criteria. */
export interface Condition {
  type: string;
  parameters: [string, string][];
}

/** Reads the criteria of a condition, as `identifier=a|b&active=true`. Throws `no-criteria`. */
export function parseCondition(type: string, criteria: string): Condition {
  const text = criteria.startsWith('?') ? criteria.slice(1) : criteria;
  const parameters = [...new URLSearchParams(text)];
  if (parameters.length === 0) throw refuse('no-criteria');
  return { type, parameters };
}

/** The resources that match a condition, at most two: none, one, or too many. */
export async function matchOne(store: Store, condition: Condition): Promise<Match | undefined> {
  const matches = await matchIds(store, store.search, { ...condition, limit: 2 });
  if (matches.length > 1) throw refuse('multiple-matches', { type: condition.type });
  return matches[0];
}

const claimText = {
  text: 'insert into claim (bucket, hash) values $ROWS on conflict do nothing returning hash',
  casts: ['integer', 'bigint'],
};

/**
 * Runs conditional work in one transaction, alone among all that name the same identity: whoever
 * comes second waits for
 * the first to commit, then sees what the first made. The claims are unique rows, taken in one
 * order, gone at the commit.
 */
export async function withClaims<T>(
  store: Store,
  conditions: readonly Condition[],
  work: (bound: Store) => Promise<T>,
): Promise<T> {
  return transact(store, async (bound) => {
    const release = await takeClaims(bound.sql, conditions);
    const result = await work(bound);
    await release();
    return result;
  });
}

/**
 * Takes the claims of these conditions inside a transaction; the caller releases them before the
 * commit.
 */
export async function takeClaims(
  tx: Sql,
  conditions: readonly Condition[],
): Promise<() => Promise<void>> {
  const hashes = [...new Set(conditions.flatMap(identities))].toSorted();
  for (const hash of hashes) {
    // One by one: each waits for whoever holds it. It is always won in the end, since claims never
    // outlive a transaction.
    await runValues(tx, claimText, [[bucketOfHash(hash), hash]]);
  }
  return async () => {
    await Promise.all(
      hashes.map((hash) =>
        tx.run('delete from claim where bucket = $1 and hash = $2', [bucketOfHash(hash), hash]),
      ),
    );
  };
}

/**
 * What two conditions must not share without waiting for one another: an identifier, else the whole
 * criteria.
 */
function identities({ type, parameters }: Condition): string[] {
  const identifiers = parameters.filter(([name]) => name === 'identifier' || name === '_id');
  const text = (pairs: [string, string][]) =>
    hash64(`claim|${type}|${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`);
  if (identifiers.length > 0) return identifiers.map((pair) => text([pair]));
  return [text(parameters.toSorted(([a], [b]) => (a < b ? -1 : 1)))];
}
