/** Whose check with the national register is due. https://tanstack.com/query/latest */
import { useQuery } from '@tanstack/react-query';
import { callApi } from '../../../session/json-api.ts';
import { useSend } from '../../../session/session-context.ts';
import type { DueCheck } from './register-check.ts';

/** The state of each whose check is due, by the id of the Practitioner. */
export function useDueChecks(): ReadonlyMap<string, DueCheck> {
  const send = useSend();
  const { data } = useQuery({
    queryKey: ['directory', 'checks'],
    queryFn: async ({ signal }) => {
      const { due } = (await callApi(send, '/api/registry/checks', { signal })) as {
        due: DueCheck[];
      };
      return new Map(due.map((check) => [check.id, check]));
    },
  });
  return data ?? none;
}

const none: ReadonlyMap<string, DueCheck> = new Map();
