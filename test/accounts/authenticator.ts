/**
 * A passkey authenticator in software, for tests: makes a key and signs as a device would.
 * https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data
 */
import { type KeyObject, createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

/** A device with one passkey. */
export interface Authenticator {
  /** What navigator.credentials.create would answer. */
  create(options: Creation): Record<string, unknown>;
  /** What navigator.credentials.get would answer. */
  get(options: { challenge: string }): Record<string, unknown>;
  /** How often it says that it was used. */
  counter: number;
}

interface Creation {
  challenge: string;
  rp: { id?: string };
  user: { id: string };
}

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();

/**
 * A device on the page of an origin.
 * @param given.verified whether it asks its owner for a finger or a number.
 * @param given.counts whether it counts its use; those that a cloud copies do not.
 */
export function createAuthenticator(given: {
  origin: string;
  verified?: boolean;
  counts?: boolean;
}): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(32);
  const { hostname } = new URL(given.origin);
  const flags = 0x01 | (given.verified === false ? 0 : 0x04);
  let user = '';
  const clientData = (type: string, challenge: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: given.origin, crossOrigin: false }));
  const device: Authenticator = {
    counter: 0,
    create(options) {
      user = options.user.id;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const credential = Buffer.concat([Buffer.alloc(16), length, id, coseKey(publicKey)]);
      const data = authenticatorData(hostname, { flags: flags | 0x40, counter: device.counter });
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(Buffer.concat([data, credential]))],
      ]);
      return {
        id: base64url(id),
        rawId: base64url(id),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: base64url(clientData('webauthn.create', options.challenge)),
          attestationObject: base64url(isoCBOR.encode(attestation as never)),
          transports: ['internal'],
        },
      };
    },
    get({ challenge }) {
      if (given.counts !== false) device.counter += 1;
      const data = authenticatorData(hostname, { flags, counter: device.counter });
      const client = clientData('webauthn.get', challenge);
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey);
      return {
        id: base64url(id),
        rawId: base64url(id),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: base64url(client),
          authenticatorData: base64url(data),
          signature: base64url(signature),
          userHandle: user,
        },
      };
    },
  };
  return device;
}

function authenticatorData(host: string, given: { flags: number; counter: number }): Buffer {
  const tail = Buffer.alloc(5);
  tail.writeUInt8(given.flags, 0);
  tail.writeUInt32BE(given.counter, 1);
  return Buffer.concat([sha256(host), tail]);
}

/** ES256 as COSE: https://www.rfc-editor.org/rfc/rfc9053#section-7.1.1 */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const map = new Map<number, unknown>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
    [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
  ]);
  return Buffer.from(isoCBOR.encode(map as never));
}
