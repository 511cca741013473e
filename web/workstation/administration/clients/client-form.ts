/**
 * A new application or system as a form asks for it (RFC 7591), and what is sent.
 * https://datatracker.ietf.org/doc/html/rfc7591
 */

/** The fields; lists stand one a line. */
export interface ClientDraft {
  kind: 'app' | 'system';
  id: string;
  name: string;
  method: 'none' | 'private_key_jwt' | 'client_secret_basic';
  redirects: string;
  launchUri: string;
  scopes: string;
  /** Reference of the institution that a system acts for. */
  organization: string;
  /** A JSON Web Key Set, or the address of one. */
  keys: string;
}

export const emptyClient: ClientDraft = {
  kind: 'app',
  id: '',
  name: '',
  method: 'none',
  redirects: '',
  launchUri: '',
  scopes: '',
  organization: '',
  keys: '',
};

const lines = (text: string) => text.split(/\s+/).filter((line) => line !== '');

/** What is wrong with the keys: neither an address nor JSON. */
export function areKeysReadable(keys: string): boolean {
  const text = keys.trim();
  return text === '' || text.startsWith('https://') || readKeys(text) !== undefined;
}

function readKeys(text: string): object | undefined {
  try {
    const read: unknown = JSON.parse(text);
    const isSet = typeof read === 'object' && read !== null && 'keys' in read;
    return isSet && Array.isArray(read.keys) ? read : undefined;
  } catch {
    // Not JSON: the field says so.
    return undefined;
  }
}

/** The registration; undefined while something is missing. */
export function newClient(draft: ClientDraft): object | undefined {
  const { kind, launchUri, organization } = draft;
  const method = kind === 'system' ? 'private_key_jwt' : draft.method;
  const [id, name] = [draft.id.trim(), draft.name.trim()];
  const scopes = lines(draft.scopes).join(' ');
  const redirectUris = lines(draft.redirects);
  const keys = draft.keys.trim();
  const needsKeys = method === 'private_key_jwt';
  const placed = kind === 'system' ? organization !== '' : redirectUris.length > 0;
  const keyed = !needsKeys || (keys !== '' && areKeysReadable(keys));
  if (!/^[a-z0-9][a-z0-9-]{2,63}$/.test(id) || name === '' || scopes === '' || !placed || !keyed) {
    return undefined;
  }
  return {
    kind,
    id,
    name,
    method,
    scopes,
    ...(needsKeys ? keysOf(keys) : {}),
    ...(kind === 'system'
      ? { organization: organization.replace('Organization/', '') }
      : { redirectUris, ...(launchUri.trim() === '' ? {} : { launchUri: launchUri.trim() }) }),
  };
}

function keysOf(keys: string): object {
  if (!keys.startsWith('https://')) return { jwks: readKeys(keys) };
  const host = URL.parse(keys)?.host;
  return { jwksUri: keys, hosts: host === undefined ? [] : [host] };
}
