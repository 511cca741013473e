/** Asks whether the holder of a post may practise. https://tanstack.com/query/latest */
import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { callApi } from '../../../session/json-api.ts';
import { useSend } from '../../../session/session-context.ts';

/** The answer: what forbids it, each with its rule. */
export interface Ruling {
  allowed: boolean;
  denials: { refused: string; rule: string; zh: string; en: string }[];
}

/** What is asked about. */
export interface Service {
  mode: string;
  act: string;
  department: string;
}

/** The ruling; does not ask without a post or a department. */
export function useRights(
  roleId: string | undefined,
  { mode, act, department }: Service,
): UseQueryResult<Ruling> {
  const send = useSend();
  const query = new URLSearchParams({ mode, act, department }).toString();
  return useQuery({
    queryKey: ['directory', 'rights', roleId, query],
    queryFn: async ({ signal }) =>
      (await callApi(send, `/api/registry/rights/${roleId ?? ''}?${query}`, { signal })) as Ruling,
    enabled: roleId !== undefined && department !== '',
  });
}
