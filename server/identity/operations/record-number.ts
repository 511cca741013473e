/**
 * `Patient/:id/$record-number`: the platform gives a person a health record number of 17 digits,
 * which stays when people move. China's rules EHR-01, EHR-02.
 * docs/guides/identifiers.md
 */
import type { Resource } from '#model/fhir.ts';
import {
  type GivenIdentifier,
  identifierKinds,
  isVillageSegment,
  kindOf,
  parseRecordNumber,
} from '#model/identifiers.ts';
import type { Content } from '#fhir/handling/content.ts';
import {
  type FhirResponse,
  type Interaction,
  type Store,
  lookedAt,
} from '#fhir/handling/interaction.ts';
import { prepareVersion } from '#fhir/handling/prepare.ts';
import { transact } from '#fhir/handling/transact.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { parseJson } from '#fhir/json.ts';
import {
  type Parameter,
  answerParameters,
  readParameters,
  textOf,
} from '#fhir/operations/parameters.ts';
import { Refusal, refuse } from '#fhir/refusals.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import { bucketInId } from '#fhir/store/ids.ts';
import { type CurrentRow, readMany } from '#fhir/store/read.ts';
import type { Sql } from '#fhir/store/sql.ts';
import { methods } from '#fhir/store/write.ts';
import { issueNumber, lockIssuing } from '../record-numbers/issue.ts';
import type { IsTownship } from '../record-numbers/townships.ts';

/** What issuing works with. */
export interface RecordNumberParts {
  /** The store without a caller. */
  house: Store;
  isTownship: IsTownship;
}

/**
 * Answers 200 with Parameters: the number, and whether it is new. Who has one keeps it, on
 * whichever record of the person it stands. Throws `division-unknown`, `village-segment`,
 * `record-numbers-used-up`, and what an update throws.
 */
export function createRecordNumber({ house, isTownship }: RecordNumberParts): Interaction {
  return async (request, store) => {
    if (store.caller === undefined) throw refuse('unauthenticated');
    const village = villageOf(readParameters(request), isTownship);
    const id = request.id!;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await transact(store, (bound) =>
          give(bound, { ...house, sql: bound.sql }, { id, village }),
        );
      } catch (error) {
        // Somebody wrote to the record meanwhile.
        const isLost = error instanceof Refusal && error.code === 'busy-retry';
        if (!isLost || attempt >= store.limits.transactionRetries) throw error;
      }
    }
  };
}

/**
 * Gives the person of a record a number, in a transaction. It is written to the record that asks
 * first and to no other: where records prove to be two people, each has what was given to it.
 */
async function give(
  bound: Store,
  house: Store,
  { id, village }: { id: string; village: string },
): Promise<FhirResponse> {
  await lockIssuing(bound.sql);
  const row = await readExisting(bound, 'Patient', id);
  const records = [row, ...(await otherRecords(house, id))];
  const standing = records.flatMap((one) => numberIn(one) ?? [])[0];
  if (standing !== undefined) return answer(row, standing, false);
  const [own, ...others] = await Promise.all(records.map((one) => givenBefore(house.sql, one)));
  const ofAnother = others.find((number) => number !== undefined);
  if (own === undefined && ofAnother !== undefined) return answer(row, ofAnother, false);
  const number = own ?? (await issueNumber(house, village));
  const write = prepareVersion(bound, withNumber(row, number), {
    id,
    method: methods.PATCH,
    predecessor: row,
  });
  if (!(await bound.commit(write))) throw refuse('busy-retry');
  return answer(row, number, own === undefined);
}

/** The 12 digits of the village: told whole, or as township and village. */
function villageOf(parameters: ReadonlyMap<string, Parameter>, isTownship: IsTownship): string {
  const division = textOf(parameters, 'division');
  const code = division.length === 9 ? division + textOf(parameters, 'village') : division;
  if (!isTownship(code.slice(0, 9))) throw refuse('division-unknown');
  if (code.length !== 12 || !isVillageSegment(code.slice(9))) throw refuse('village-segment');
  return code;
}

/** The health record number of a record; undefined where it has none that can be. */
function numberIn({ body }: Pick<CurrentRow, 'body'>): string | undefined {
  return numbersIn(body)[0]?.value;
}

function numbersIn(body: string): PlatformIdentifier[] {
  const { identifier = [] } = JSON.parse(body) as { identifier?: PlatformIdentifier[] };
  return identifier.filter(
    ({ use, value = '', ...one }) =>
      use !== 'old' && kindOf(one) === 'record-number' && parseRecordNumber(value) !== undefined,
  );
}

interface PlatformIdentifier extends GivenIdentifier {
  assigner?: { reference?: string; display?: string };
}

/**
 * The number that the platform gave to a record, though a later version lacks it: systems send
 * whole Patients, and know of no number that came from elsewhere.
 */
async function givenBefore(sql: Sql, { bucket, key }: CurrentRow): Promise<string | undefined> {
  const rows = await sql.run(
    `select body from history where bucket = $1 and key = $2 and body is not null
      order by version desc`,
    [bucket, key],
  );
  for (const { body } of rows) {
    const given = numbersIn(String(body)).find(({ assigner }) => assigner?.display === platform);
    if (given !== undefined) return given.value;
  }
  return undefined;
}

/** The other records of the person, in the order in which they came to be. */
async function otherRecords(house: Store, id: string): Promise<CurrentRow[]> {
  const kin = await house.kin.on(house.sql)([id]);
  const places = (kin.get(id) ?? []).map((other) => ({
    key: resourceKey('Patient', other),
    bucket: bucketInId(other),
  }));
  const rows = [...(await readMany(house.sql, places)).values()];
  return rows.toSorted((a, b) => (BigInt(a.seq) < BigInt(b.seq) ? -1 : 1));
}

/** Who gives the numbers. */
const platform = '区域全民健康信息平台';

function identifierOf(value: string): object {
  const { system, zh } = identifierKinds['record-number'];
  return {
    use: 'official',
    type: { text: zh },
    system,
    value,
    assigner: { display: platform },
  };
}

function withNumber({ body }: CurrentRow, number: string): Content {
  const { value, faithful } = parseJson(body);
  const added = (one: unknown) => {
    const patient = one as Resource;
    const list = (patient['identifier'] ?? []) as object[];
    return { ...patient, identifier: [...list, identifierOf(number)] };
  };
  return { resource: added(value), faithful: added(faithful) };
}

function answer(row: CurrentRow, number: string, isNew: boolean): FhirResponse {
  const parameters: Parameter[] = [
    { name: 'number', valueIdentifier: identifierOf(number) },
    { name: 'issued', valueBoolean: isNew },
    { name: 'patient', valueReference: { reference: `Patient/${row.id}` } },
  ];
  return { ...answerParameters(parameters), looked: { ...lookedAt([row]), action: 'E' } };
}
