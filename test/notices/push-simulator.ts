/**
 * A simulator of a push service and of the browsers behind it, and says so: it checks VAPID, opens
 * what is sealed for a browser, and answers as a story tells it to. It delivers to nobody.
 * https://www.rfc-editor.org/rfc/rfc8030
 */
import assert from 'node:assert/strict';
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  hkdfSync,
  randomBytes,
  verify,
} from 'node:crypto';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A push that a browser got. */
export interface Received {
  /** What the service worker reads. */
  text: string;
  /** Lower-case names. */
  headers: IncomingMessage['headers'];
}

/** A browser with a subscription. */
export interface SimulatedBrowser {
  /** What `PushSubscription.toJSON()` says. */
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } };
  /** What it got, in order. */
  received: Received[];
}

/** How the next push is answered: a status, with a header where there is more to say. */
export type Told = number | { status: number; headers: Record<string, string> } | 'silence';

/** A running simulator. */
export interface PushSimulator {
  origin: string;
  browser: () => SimulatedBrowser;
  /** How the next pushes are answered; 201 when it is empty. */
  answers: Told[];
  /** Paths of all pushes that came, whatever was answered. */
  asked: string[];
  /** What was wrong with a push; a story expects none. */
  faults: string[];
  stop: () => Promise<void>;
}

/** Starts a simulator on this machine. */
export async function startPushSimulator(): Promise<PushSimulator> {
  const browsers = new Map<string, (body: Buffer, headers: Received['headers']) => void>();
  const answers: Told[] = [];
  const asked: string[] = [];
  const faults: string[] = [];
  const found = { origin: '' };
  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const { method, url = '' } = request;
      if (method === 'GET') {
        response.end('模拟推送服务，不会真正送达。A simulated push service: nothing is delivered.');
        return;
      }
      asked.push(url);
      const receive = browsers.get(url);
      const told = answers.shift() ?? (receive === undefined ? 404 : 201);
      if (told === 'silence') {
        response.destroy();
        return;
      }
      const { status, headers } = typeof told === 'number' ? { status: told, headers: {} } : told;
      try {
        checkHeaders(request, found.origin);
        if (status === 201) receive?.(Buffer.concat(parts), request.headers);
      } catch (error) {
        faults.push(String(error));
      }
      const location =
        status === 201 ? { location: `${found.origin}/message/${asked.length}` } : {};
      response.writeHead(status, { ...location, ...headers }).end();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  found.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin: found.origin,
    answers,
    asked,
    faults,
    browser() {
      const path = `/push/${browsers.size + 1}`;
      const { keys, open } = createKeys();
      const received: Received[] = [];
      browsers.set(path, (body, headers) => received.push({ text: open(body), headers }));
      return { subscription: { endpoint: found.origin + path, keys }, received };
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** RFC 8030 §5 and RFC 8292: how long, in which form, and who sends. */
function checkHeaders({ headers }: IncomingMessage, origin: string): void {
  assert.match(String(headers['ttl']), /^\d+$/, 'TTL');
  assert.equal(headers['content-encoding'], 'aes128gcm');
  const [, token = '', key = ''] =
    /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(headers.authorization ?? '') ?? [];
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33, 65).toString('base64url'),
    },
  });
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  assert.ok(isSigned, 'the token is signed by the key');
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
    aud: string;
    exp: number;
    sub: string;
  };
  assert.equal(aud, origin);
  assert.match(sub, /^(?:mailto:|https:)/);
  const seconds = Date.now() / 1000;
  assert.ok(exp > seconds && exp <= seconds + 86_400, 'the token is good for a day at most');
}

/** The keys of a browser, and what opens a push that is sealed for it (RFC 8291, RFC 8188). */
function createKeys() {
  const pair = createECDH('prime256v1');
  const own = pair.generateKeys();
  const auth = randomBytes(16);
  const derive = (secret: Uint8Array, [salt, info]: [Uint8Array, Uint8Array], length: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, info, length));
  const open = (body: Buffer): string => {
    const salt = body.subarray(0, 16);
    const keyLength = body[20] ?? 0;
    const sender = body.subarray(21, 21 + keyLength);
    const sealed = body.subarray(21 + keyLength);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), own, sender]);
    const secret = derive(pair.computeSecret(sender), [auth, info], 32);
    const key = derive(secret, [salt, Buffer.from('Content-Encoding: aes128gcm\0')], 16);
    const nonce = derive(secret, [salt, Buffer.from('Content-Encoding: nonce\0')], 12);
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAuthTag(sealed.subarray(-16));
    const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    return padded.subarray(0, padded.lastIndexOf(2)).toString('utf8');
  };
  const keys = { p256dh: own.toString('base64url'), auth: auth.toString('base64url') };
  return { keys, open };
}
