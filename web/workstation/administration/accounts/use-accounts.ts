/**
 * Accounts as administrators reach them: found by a text, made, ended, reset.
 * https://tanstack.com/query/latest
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { callApi } from '../../../session/json-api.ts';
import { useCarefulCall } from '../../../session/step-up-context.ts';
import { useSend } from '../../../session/session-context.ts';
import type { NewAccount } from './account-form.ts';

/** An account as GET /api/accounts tells it; instants in milliseconds since 1970. */
export interface Account {
  id: string;
  kind: 'staff' | 'administrator' | 'resident';
  role: string;
  login: string | null;
  /** The last four digits. */
  phone: string | null;
  name: string;
  who: string;
  organization: string | null;
  status: 'active' | 'disabled' | 'locked';
  lockedUntil: number | null;
  lastSignIn: number | null;
}

/** The accounts that a text finds; all of them without one. */
export function useAccounts(text: string): UseQueryResult<Account[]> {
  const send = useSend();
  return useQuery({
    queryKey: ['accounts', text],
    staleTime: 0,
    queryFn: async ({ signal }) => {
      const url = `/api/accounts?text=${encodeURIComponent(text)}`;
      return ((await callApi(send, url, { signal })) as { accounts: Account[] }).accounts;
    },
    placeholderData: (before) => before,
  });
}

/** What can be done to an account. */
export type Act = 'disable' | 'enable' | 'unlock' | 'second-factor' | 'password';

/** Makes accounts and changes them; the lists are read anew. Throws an ApiFailure. */
export function useAccountActs(): {
  create: (given: NewAccount) => Promise<string | undefined>;
  act: (id: string, act: Act) => Promise<string | undefined>;
} {
  const call = useCarefulCall();
  const client = useQueryClient();
  const invitationOf = async (answer: Promise<unknown>) => {
    const body = (await answer) as { invitation?: string | null } | undefined;
    void client.invalidateQueries({ queryKey: ['accounts'] });
    return body?.invitation ?? undefined;
  };
  return {
    create: (given) => invitationOf(call('/api/accounts', { body: given })),
    act(id, act) {
      const url = `/api/accounts/${id}`;
      if (act === 'disable' || act === 'enable') {
        return invitationOf(call(`${url}/${act}`, { method: 'POST' }));
      }
      const what = act === 'unlock' ? 'lock' : act;
      return invitationOf(call(`${url}/reset`, { body: { what } }));
    },
  };
}
