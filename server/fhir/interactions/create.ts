/** The create interaction, also conditional. https://hl7.org/fhir/R4/http.html#create */
import type { Match } from '#fhir/search/match.ts';
import type { Write } from '#fhir/store/write.ts';
import { matchOne, parseCondition, withClaims } from '#fhir/handling/conditional.ts';
import { readContent } from '#fhir/handling/content.ts';
import {
  type FhirRequest,
  type FhirResponse,
  type Store,
  lookedAt,
} from '#fhir/handling/interaction.ts';
import { prepareCreate } from '#fhir/handling/prepare.ts';
import { readExisting } from './read.ts';

/**
 * Creates a resource: 201; with If-None-Exist 200 where one exists already. Throws `invalid`,
 * `multiple-matches`.
 */
export async function create(request: FhirRequest, store: Store): Promise<FhirResponse> {
  const content = readContent(request, store);
  const type = content.resource.resourceType;
  const criteria = request.headers['if-none-exist'];
  if (criteria === undefined) {
    const write = prepareCreate(store, content);
    await store.commit(write);
    return answerWritten(write, 201);
  }
  const condition = parseCondition(type, criteria);
  return withClaims(store, [condition], async (bound) => {
    const match = await matchOne(bound, condition);
    if (match !== undefined) return answerExisting(bound, match);
    const write = prepareCreate(bound, content);
    await bound.commit(write);
    return answerWritten(write, 201);
  });
}

/** The answer where the resource to create exists already. */
async function answerExisting(store: Store, match: Match): Promise<FhirResponse> {
  const row = await readExisting(store, match.type, match.id);
  const { version, updated, body } = row;
  const location = `${match.type}/${match.id}/_history/${version}`;
  const looked = lookedAt([row]);
  return { status: 200, version, updated, body, location, written: true, looked };
}

/** The answer to a write that won. */
export function answerWritten(write: Write, status: number): FhirResponse {
  const { type, id, version, updated } = write;
  return {
    status,
    version,
    updated,
    location: `${type}/${id}/_history/${version}`,
    body: write.content!.body,
    written: true,
  };
}
