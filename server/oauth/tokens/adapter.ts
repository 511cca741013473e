/**
 * The table `oauth_state` and the registry of clients as oidc-provider wants its storage.
 * https://github.com/panva/node-oidc-provider/blob/main/example/my_adapter.js
 */
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import { errors } from '../provider-library.ts';
import type { State, StateRow } from './state.ts';

/** Makes the storage of each kind of thing that the provider keeps. */
export function createAdapterFactory(
  state: State,
  findClient: (id: string) => Promise<object | undefined>,
): AdapterFactory {
  return (kind) => (kind === 'Client' ? clientAdapter(findClient) : stateAdapter(state, kind));
}

function stateAdapter(state: State, kind: string): Adapter {
  return {
    async upsert(id, payload, seconds) {
      const row = rowOf({ kind, id, payload, seconds });
      if (kind !== 'ReplayDetection') return state.put(row);
      // The provider looks before it writes: of two that came at once, only one may pass.
      if (await state.putOnce(row)) return;
      throw new errors.InvalidClientAuth('client assertion tokens must only be used once');
    },
    find: (id) => state.find(kind, id) as Promise<AdapterPayload | undefined>,
    findByUid: (uid) => state.findByUid(kind, uid) as Promise<AdapterPayload | undefined>,
    // There is no device flow.
    findByUserCode: async () => undefined,
    async consume(id) {
      if (await state.consume(kind, id)) return;
      // Somebody else was quicker with the same code or refresh token: one of the two is a thief.
      const payload = await state.find(kind, id);
      if (typeof payload?.['grantId'] === 'string') await state.removeGrant(payload['grantId']);
      throw new errors.InvalidGrant('already consumed');
    },
    destroy: (id) => (kind === 'Grant' ? state.removeGrant(id) : state.remove(kind, id)),
    revokeByGrantId: (grantId) => state.removeGrant(grantId, kind),
  };
}

function rowOf(given: {
  kind: string;
  id: string;
  payload: AdapterPayload;
  seconds: number | undefined;
}): StateRow {
  const { kind, id, payload, seconds } = given;
  return {
    kind,
    id,
    payload: payload as StateRow['payload'],
    grantId: payload.grantId,
    uid: kind === 'Session' ? payload.uid : undefined,
    client: payload.clientId,
    account: payload.accountId,
    seconds: seconds ?? 3600,
  };
}

/** Clients are read from their registry; the provider never writes one. */
function clientAdapter(findClient: (id: string) => Promise<object | undefined>): Adapter {
  const never = async () => {
    throw new Error('Clients are registered by administrators');
  };
  return {
    find: (id) => findClient(id) as Promise<AdapterPayload | undefined>,
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    upsert: never,
    consume: never,
    destroy: never,
    revokeByGrantId: never,
  };
}
