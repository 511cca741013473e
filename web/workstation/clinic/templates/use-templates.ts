/**
 * The templates of an institution, its departments, and saving: what asks the server here.
 * https://hl7.org/fhir/R4/schedule.html
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Resource } from '#model/fhir.ts';
import { ask, batch, pageOf, resourceOf } from '../../../fhir/client.ts';
import { useSend, useSession } from '../../../session/session-context.ts';
import { textAt } from '../../administration/parts/resource-parts.ts';

const pageSize = 200;

/** The Schedules of the institution's departments. */
export function useTemplates(): UseQueryResult<Resource[]> {
  const { who, send } = useSession();
  const of = `actor:HealthcareService.organization=Organization/${who.organization}`;
  const request = `Schedule?${of}&_count=${pageSize}`;
  return useQuery({
    queryKey: ['clinic', 'templates'],
    queryFn: async ({ signal }) => {
      const found: Resource[] = [];
      let next: string | undefined = request;
      while (next !== undefined) {
        const page = pageOf((await batch(send, [next], signal))[0]);
        if (page.failure !== undefined) throw page.failure;
        found.push(...(page.found as unknown as Resource[]));
        next = page.next;
      }
      return found;
    },
    staleTime: 0,
  });
}

/** One Schedule, the newest version; does not ask without an id. */
export function useTemplate(id: string | undefined): UseQueryResult<Resource> {
  const send = useSend();
  return useQuery({
    queryKey: ['clinic-template', id],
    queryFn: async ({ signal }) =>
      resourceOf((await batch(send, [`Schedule/${id}`], signal))[0]) as unknown as Resource,
    enabled: id !== undefined,
    staleTime: 0,
    refetchOnMount: 'always',
  });
}

/** The departments of the institution: id and name. */
export function useDepartments(): [string, string][] {
  const { who, send } = useSession();
  const { data } = useQuery({
    queryKey: ['clinic-departments', who.organization],
    queryFn: async ({ signal }) => {
      const request = `HealthcareService?organization=Organization/${who.organization}&_count=200`;
      const { found, failure } = pageOf((await batch(send, [request], signal))[0]);
      if (failure !== undefined) throw failure;
      return found.map((one): [string, string] => [one.id ?? '', textAt(one, 'name')]);
    },
  });
  return data ?? [];
}

/** Writes a template, over the version that the form started from. */
export function useSaveTemplate(): (schedule: Resource) => Promise<Resource> {
  const send = useSend();
  const client = useQueryClient();
  return async (schedule) => {
    const { id, meta } = schedule;
    const version = meta?.versionId;
    const written = await ask(send, id === undefined ? 'Schedule' : `Schedule/${id}`, {
      method: id === undefined ? 'POST' : 'PUT',
      body: schedule,
      ...(version === undefined ? {} : { headers: { 'if-match': `W/"${version}"` } }),
    });
    client.setQueryData(['clinic-template', written.id], written);
    return written as unknown as Resource;
  };
}
