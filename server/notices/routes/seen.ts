/**
 * `Communication/:id/$seen`: the resident to whom a notice is addressed, or who acts for them, has
 * read it.
 * https://hl7.org/fhir/R4/communication-definitions.html#Communication.received
 */
import type { Resource } from '#model/fhir.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import type { FhirResponse, Interaction, Store } from '#fhir/handling/interaction.ts';
import { placeOf, prepareVersion } from '#fhir/handling/prepare.ts';
import { transact } from '#fhir/handling/transact.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { parseJson } from '#fhir/json.ts';
import { refuse } from '#fhir/refusals.ts';
import { type CurrentRow, locate } from '#fhir/store/read.ts';
import { methods } from '#fhir/store/write.ts';
import { addresseeOf } from '../making/recipients.ts';
import { categoryOf, recipientsOf } from '../making/notice.ts';
import type { NoticeParts } from '../parts.ts';

/**
 * 200 with the Communication, `received` set; seen again nothing changes. Throws `not-found` for
 * who may not see it, `notice-none`, `not-permitted` for who is not addressed.
 */
export function createSeen(
  parts: Pick<NoticeParts, 'house' | 'requireScope' | 'mayActFor'>,
): Interaction {
  return async (request, store) => {
    const { caller } = store;
    if (caller === undefined) throw refuse('unauthenticated');
    parts.requireScope(caller, 'Communication', 'u');
    const notice = JSON.parse(
      (await readExisting(store, 'Communication', request.id!)).body,
    ) as Resource;
    if (categoryOf(notice) === undefined) throw refuse('notice-none');
    if (!(await isAddressed(parts, caller, notice))) {
      throw refuse('not-permitted', { type: 'Communication' });
    }
    return transact({ ...parts.house, trace: store.trace }, async (bound) => {
      const row = await readExisting(bound, 'Communication', request.id!);
      return markSeen(bound, row);
    });
  };
}

/** Whether one of the recipients is the caller, or somebody for whom the caller acts. */
async function isAddressed(
  { house, mayActFor }: Pick<NoticeParts, 'house' | 'mayActFor'>,
  caller: Caller,
  notice: Resource,
): Promise<boolean> {
  const [, self = ''] = /^Patient\/(.+)$/.exec(caller.who) ?? [];
  for (const recipient of recipientsOf(notice)) {
    const [type, id = ''] = recipient.split('/');
    if (type === 'Patient') {
      if (await mayActFor(caller, id)) return true;
      continue;
    }
    // Whoever the RelatedPerson lets see the record; the notice itself was seen already.
    const { own } = await addresseeOf(house.sql, recipient, {
      level: 0,
      now: house.now(),
      async bucketOf(related) {
        const place = placeOf(house, 'RelatedPerson', related);
        return (await locate(house.sql, [place])).get(place.key)!;
      },
    });
    if (own.includes(self)) return true;
  }
  return false;
}

async function markSeen(bound: Store, row: CurrentRow): Promise<FhirResponse> {
  const { value, faithful } = parseJson(row.body);
  const notice = value as Resource;
  if (notice['received'] !== undefined) return answerOf(row);
  const received = new Date(bound.now()).toISOString();
  const write = prepareVersion(
    bound,
    {
      resource: { ...notice, received },
      faithful: { ...(faithful as Resource), received },
    },
    { id: row.id, method: methods.PUT, predecessor: row },
  );
  if (!(await bound.commit(write))) throw refuse('busy-retry');
  return answerOf({ ...write, body: write.content!.body });
}

function answerOf(given: {
  id: string;
  version: number;
  updated: number;
  body: string;
}): FhirResponse {
  const { id, version, updated, body } = given;
  const location = `Communication/${id}/_history/${version}`;
  return { status: 200, body, version, updated, location, written: true };
}
