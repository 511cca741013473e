/** The registered applications and systems. https://tanstack.com/query/latest */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { useCarefulCall } from '../../../session/step-up-context.ts';
import { callApi } from '../../../session/json-api.ts';
import { useSend } from '../../../session/session-context.ts';

/** A client as GET /api/clients tells it. */
export interface Client {
  id: string;
  name: string;
  kind: 'first-party' | 'app' | 'system';
  organization?: string;
  method: string;
  redirectUris: string[];
  scopes: string;
  status: 'pending' | 'active' | 'disabled';
  registeredBy?: string;
  approvedBy?: string;
  created: number;
}

/** All of them. */
export function useClients(): UseQueryResult<Client[]> {
  const send = useSend();
  return useQuery({
    queryKey: ['clients'],
    staleTime: 0,
    queryFn: async ({ signal }) =>
      ((await callApi(send, '/api/clients', { signal })) as { clients: Client[] }).clients,
  });
}

/** What can be done; the list is read anew. Throws an ApiFailure. */
export function useClientActs(): {
  /** Resolves to the secret, where there is one to hand over. */
  register: (given: object) => Promise<string | undefined>;
  approve: (id: string, scopes: readonly string[]) => Promise<void>;
  disable: (id: string) => Promise<void>;
} {
  const call = useCarefulCall();
  const client = useQueryClient();
  const renew = () => void client.invalidateQueries({ queryKey: ['clients'] });
  return {
    async register(given) {
      const { secret } = (await call('/api/clients', { body: given })) as { secret?: string };
      renew();
      return secret;
    },
    async approve(id, scopes) {
      const body = { scopes: scopes.join(' ') };
      await call(`/api/clients/${encodeURIComponent(id)}/approve`, { body });
      renew();
    },
    async disable(id) {
      await call(`/api/clients/${encodeURIComponent(id)}/disable`, { method: 'POST' });
      renew();
    },
  };
}
