/**
 * A SIMULATOR of a licensed certification service, for tests only: it speaks the protocol of
 * server/crypto/remote-signer.ts, says of itself that it certifies nothing, and can fail in every
 * way that a real one can.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SignAnswer, SignQuestion } from '#server/crypto/remote-signer.ts';
import {
  type Sm2KeyPair,
  createSm2KeyPair,
  signSm2,
  sm2SignatureToDer,
} from '#server/crypto/sm2.ts';

/** How the simulator behaves. */
export type SignerMood =
  | 'well'
  | 'silent'
  | 'unknown-person'
  | 'broken'
  | 'not-json'
  | 'wrong-signature'
  | 'wrong-certificate'
  | 'expired-certificate'
  | 'hangs-up'
  | 'redirects';

/** A running simulator. */
export interface SignerSimulator {
  url: string;
  token: string;
  mood: SignerMood;
  /** Whom it was asked to sign for. */
  asked: string[];
  stop(): Promise<void>;
}

/** Starts a simulator on a free port of this machine. */
export async function startSignerSimulator(): Promise<SignerSimulator> {
  const pairs = new Map<string, Sm2KeyPair>();
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const simulator: SignerSimulator = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ca`,
    token: 'token-of-the-simulator',
    mood: 'well',
    asked: [],
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { mood } = simulator;
    if (mood === 'silent') return;
    if (mood === 'hangs-up') {
      request.socket.destroy();
      return;
    }
    const send = (status: number, body: string, headers = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    if (mood === 'redirects') send(307, '{}', { location: `${simulator.url}/elsewhere` });
    else if (mood === 'broken') send(500, '{"error":"broken"}');
    else if (mood === 'not-json') send(200, '<html>');
    else if (request.headers.authorization !== `Bearer ${simulator.token}`) send(401, '{}');
    else if (mood === 'unknown-person') send(403, '{"error":"no certificate"}');
    else if (request.method !== 'POST' || request.url !== '/ca/sign') send(404, '{}');
    else send(200, JSON.stringify(sign(Buffer.concat(chunks).toString('utf8'), mood)));
  }

  function sign(text: string, mood: SignerMood): SignAnswer {
    const { who, algorithm, data } = JSON.parse(text) as SignQuestion;
    simulator.asked.push(who);
    const pair = pairs.get(who) ?? createSm2KeyPair(randomBytes);
    pairs.set(who, pair);
    const bytes = Buffer.from(mood === 'wrong-signature' ? 'other' : data, 'base64');
    return {
      algorithm,
      signature: Buffer.from(sm2SignatureToDer(signSm2(bytes, pair, randomBytes))).toString(
        'base64',
      ),
      publicKey: pair.publicKey,
      certificate: certificateOf(
        mood === 'wrong-certificate' ? createSm2KeyPair(randomBytes) : pair,
        {
          name: `SIMULATOR, certifies nothing: ${who}`,
          until: mood === 'expired-certificate' ? '010101000000Z' : '491231235959Z',
        },
      ),
    };
  }
  return simulator;
}

/** A certificate of a key, signed by itself. https://www.rfc-editor.org/rfc/rfc5280 */
function certificateOf(pair: Sm2KeyPair, given: { name: string; until: string }): string {
  const hex = (digits: string) => Buffer.from(digits, 'hex');
  const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
  const bits = (bytes: Buffer) => der(0x03, Buffer.from([0]), bytes);
  const time = (text: string) => der(0x17, Buffer.from(text));
  // SM2 with SM3; a public key of an elliptic curve, the curve SM2; the attribute commonName.
  const algorithm = sequence(der(0x06, hex('2a811ccf55018375')));
  const curve = sequence(der(0x06, hex('2a8648ce3d0201')), der(0x06, hex('2a811ccf5501822d')));
  const common = sequence(der(0x06, hex('550403')), der(0x0c, Buffer.from(given.name)));
  const name = sequence(der(0x31, common));
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(time('000101000000Z'), time(given.until)),
    name,
    sequence(curve, bits(hex(pair.publicKey))),
  );
  const signature = Buffer.from(sm2SignatureToDer(signSm2(content, pair, randomBytes)));
  const text = sequence(content, algorithm, bits(signature)).toString('base64');
  const lines = text.replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

/** An element of DER: tag, length, content. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
