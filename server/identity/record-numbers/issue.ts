/**
 * Gives health record numbers: each once, whatever becomes of it. China's rule EHR-01.
 * sql/0008-record-numbers.sql
 */
import { identifierKinds } from '#model/identifiers.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { refuse } from '#fhir/refusals.ts';
import { matchIds } from '#fhir/search/match.ts';
import type { Sql } from '#fhir/store/sql.ts';

const lastSerial = 99_999;

/**
 * Issuing follows one another from here to the commit: of two who ask for one person at once the
 * second finds what the first was given.
 */
export async function lockIssuing(tx: Sql): Promise<void> {
  await tx.run(`select pg_advisory_xact_lock(hashtext('yishu record numbers'))`, []);
}

/**
 * The next number of a village. Numbers that came with somebody's record are passed over. Throws
 * `record-numbers-used-up`.
 * @param house the store without a caller, on this transaction.
 * @param village 12 digits.
 */
export async function issueNumber(house: Store, village: string): Promise<string> {
  for (;;) {
    const number = village + String(await nextSerial(house.sql, village)).padStart(5, '0');
    const parameters: [string, string][] = [
      ['identifier', `${identifierKinds['record-number'].system}|${number}`],
    ];
    const taken = await matchIds(house, house.search, { type: 'Patient', parameters, limit: 1 });
    if (taken.length === 0) return number;
  }
}

async function nextSerial(tx: Sql, village: string): Promise<number> {
  const [row] = await tx.run(
    `insert into record_number as n (village, last) values ($1, 1)
      on conflict (village) do update set last = n.last + 1 where n.last < $2
      returning last`,
    [village, lastSerial],
  );
  if (row === undefined) throw refuse('record-numbers-used-up');
  return Number(row['last']);
}
