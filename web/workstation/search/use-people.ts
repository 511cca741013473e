/**
 * Finds people: the one place of the search that asks the server.
 * https://hl7.org/fhir/R4/patient.html#search
 */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { batch, pageOf } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import type { Patient } from '../../fhir/shapes.ts';
import { useSend } from '../../session/session-context.ts';
import { personQuery } from './search-query.ts';

/** People found so far, each once, and the requests for more. */
export interface PeoplePage {
  people: Patient[];
  next: string[];
}

/** Sends the searches together; throws the first failure when none of them succeeded. */
export async function findPeople(
  send: Send,
  requests: readonly string[],
  signal?: AbortSignal,
): Promise<PeoplePage> {
  const pages = (await batch(send, requests, signal)).map(pageOf);
  const failed = pages.find(({ failure }) => failure !== undefined);
  if (failed?.failure !== undefined && pages.every(({ failure }) => failure)) throw failed.failure;
  return {
    people: eachOnce(pages.flatMap(({ found }) => found as Patient[])),
    next: pages.flatMap(({ next }) => next ?? []),
  };
}

/** The people in their order, without those already seen above. */
export function eachOnce(people: readonly Patient[]): Patient[] {
  return [...new Map(people.map((person) => [person.id, person])).values()];
}

/**
 * The people that a typed text finds, page by page; does not ask while there is too little to ask
 * for.
 */
export function usePeople(typed: string): UseInfiniteQueryResult<InfiniteData<PeoplePage>> {
  const { kind, requests } = personQuery(typed);
  const send = useSend();
  return useInfiniteQuery({
    queryKey: ['people', requests],
    queryFn: ({ pageParam, signal }) => findPeople(send, pageParam, signal),
    initialPageParam: requests,
    getNextPageParam: ({ next }) => (next.length > 0 ? next : undefined),
    enabled: kind !== 'nothing',
    // What was found is personal: it does not outlive the search by much.
    gcTime: 60_000,
  });
}
