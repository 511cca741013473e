/**
 * The directory as the sections read and write it: pages of a search, one resource, names, saving.
 * https://hl7.org/fhir/R4/http.html
 */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Resource } from '#model/fhir.ts';
import { useAppearance } from '../../../design/appearance-context.ts';
import { ask, batch, pageOf, resourceOf } from '../../../fhir/client.ts';
import type { Page } from '../../../fhir/client.ts';
import type { Fact } from '../../../fhir/shapes.ts';
import { displayName } from '../../../fhir/wording.ts';
import { useSend } from '../../../session/session-context.ts';

/**
 * What a search finds, page by page; does not ask without a request. `keep` shows what was found
 * before until the new is there: for lists that are typed into, never where it would be another's.
 */
export function useFound(
  request: string | undefined,
  { keep = false }: { keep?: boolean } = {},
): UseInfiniteQueryResult<InfiniteData<Page>> {
  const send = useSend();
  return useInfiniteQuery({
    queryKey: ['directory', request],
    queryFn: async ({ pageParam, signal }) => {
      const page = pageOf((await batch(send, [pageParam], signal))[0]);
      if (page.failure !== undefined) throw page.failure;
      return page;
    },
    initialPageParam: request ?? '',
    getNextPageParam: ({ next }) => next,
    enabled: request !== undefined,
    // Another administrator may have changed it a moment ago.
    staleTime: 0,
    placeholderData: (before) => (keep ? before : undefined),
  });
}

/** What the pages of a search hold. */
export function allFound(data: InfiniteData<Page> | undefined): Resource[] {
  return (data?.pages ?? []).flatMap(({ found }) => found as unknown as Resource[]);
}

/** What came with the pages of a search, by reference. */
export function allIncluded(data: InfiniteData<Page> | undefined): Map<string, Resource> {
  const included = (data?.pages ?? []).flatMap((page) => page.included as unknown as Resource[]);
  return new Map(included.map((one) => [`${one.resourceType}/${one.id ?? ''}`, one]));
}

/** One resource, the newest version; does not ask without a reference. */
export function useOne(reference: string | undefined): UseQueryResult<Resource> {
  const send = useSend();
  return useQuery({
    queryKey: ['directory', 'one', reference],
    queryFn: async ({ signal }) =>
      resourceOf((await batch(send, [reference ?? ''], signal))[0]) as unknown as Resource,
    enabled: reference !== undefined,
    // A form starts from what is there now.
    staleTime: 0,
  });
}

/** What references of the directory are called, once it is known. */
export function useNames(
  references: readonly (string | undefined)[],
): (reference: string | undefined) => string | undefined {
  const send = useSend();
  const { language } = useAppearance();
  const wanted = [
    ...new Set(references.filter((one) => one !== undefined && one !== '')),
  ] as string[];
  const { data } = useQuery({
    queryKey: ['names', wanted.toSorted()],
    queryFn: async ({ signal }) => {
      const answers = await batch(send, wanted, signal);
      return new Map(
        wanted.flatMap((reference, index) => {
          const answer = answers[index];
          const isThere = answer !== undefined && 'resource' in answer;
          return isThere ? [[reference, answer.resource as Fact] as const] : [];
        }),
      );
    },
    enabled: wanted.length > 0,
    staleTime: 300_000,
    placeholderData: (before) => before,
  });
  return (reference) => {
    const found = data?.get(reference ?? '');
    return found && displayName(found, language);
  };
}

/** Writes resources: a new one, or a version over the one that the form started from. */
export function useSaving(): {
  save: (resource: Resource, before: Resource | undefined) => Promise<Resource>;
  /** Makes new resources in one transaction; they may refer to each other by `fullUrl`. */
  saveTogether: (made: readonly { fullUrl: string; resource: Resource }[]) => Promise<void>;
  remove: (reference: string) => Promise<void>;
} {
  const send = useSend();
  const client = useQueryClient();
  const renew = useCallback(
    () =>
      Promise.all(
        [['directory'], ['names']].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
    [client],
  );
  return {
    async save(resource, before) {
      const { resourceType, id } = resource;
      const version = before?.meta?.versionId;
      const chosen = id !== undefined;
      const written = await ask(send, chosen ? `${resourceType}/${id}` : resourceType, {
        method: chosen ? 'PUT' : 'POST',
        body: resource,
        ...(version === undefined ? {} : { headers: { 'if-match': `W/"${version}"` } }),
      });
      void renew();
      return written as unknown as Resource;
    },
    async saveTogether(made) {
      const entry = made.map(({ fullUrl, resource }) => ({
        fullUrl,
        resource,
        request: { method: 'POST', url: resource.resourceType },
      }));
      await ask(send, '', {
        method: 'POST',
        body: { resourceType: 'Bundle', type: 'transaction', entry },
      });
      void renew();
    },
    async remove(reference) {
      await ask(send, reference, { method: 'DELETE' });
      void renew();
    },
  };
}
