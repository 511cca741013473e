/**
 * How servers of others are called, for their keys and to tell them that somebody signed out: https
 * only, never to an address inside, without following anybody elsewhere, little and soon.
 * https://owasp.org/Top10/A10_2021-Server-Side_Request_Forgery_%28SSRF%29/
 */
import { lookup as systemLookup } from 'node:dns/promises';
import { request as httpsRequest } from 'node:https';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { BlockList, type LookupFunction, isIP } from 'node:net';
import type { OutsideRequest } from './parts.ts';

/** What stands between a call and the network; a test puts its own in place. */
export interface Outward {
  /** The addresses of a host. */
  resolve(host: string): Promise<{ address: string; family: number }[]>;
  /** Whether an address may be called. */
  allowed(address: string): boolean;
  request: typeof httpsRequest;
}

/** The network as it is. */
export const outward: Outward = {
  resolve: (host) => systemLookup(host, { all: true }),
  allowed: isPublicAddress,
  request: httpsRequest,
};

/** Bytes of an answer; a set of keys has some thousand. */
const sizeLimit = 65_536;
const timeLimitMs = 3000;

/** So long keys are taken as read, whatever their server says. */
const freshSeconds = 60;

/**
 * Calls an https address. Throws an `Error` for one that may not be called, that does not answer in
 * time, or that answers too much; redirections are not followed.
 */
export function createFetchOutside(network: Outward) {
  return async (address: string, options: OutsideRequest): Promise<Response> => {
    const url = new URL(address);
    if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') {
      throw new Error('only https addresses are called');
    }
    // The address that was checked is the one that is called: a name may mean another one in a
    // moment.
    const target = await pickAddress(network, url.hostname.replace(/^\[|\]$/g, ''));
    const response = await send(network, { url, target, options });
    const { status, body } = response;
    const headers = { 'cache-control': `max-age=${freshSeconds}` };
    return new Response(status === 204 ? null : body, { status, headers });
  };
}

interface Answer {
  status: number;
  body: ArrayBuffer;
}

interface Target {
  address: string;
  family: number;
}

async function pickAddress(network: Outward, host: string): Promise<Target> {
  const family = isIP(host);
  const found = family === 0 ? await network.resolve(host) : [{ address: host, family }];
  const [first] = found;
  if (first === undefined || !found.every(({ address }) => network.allowed(address))) {
    throw new Error('the host is not one that may be called');
  }
  return first;
}

function send(
  network: Outward,
  call: { url: URL; target: Target; options: OutsideRequest },
): Promise<Answer> {
  const { url, target, options } = call;
  const body = options.body === undefined || options.body === null ? undefined : textOf(options);
  return new Promise((done, fail) => {
    const request = network.request({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? 443 : Number(url.port),
      path: url.pathname + url.search,
      method: options.method ?? 'GET',
      headers: {
        ...Object.fromEntries(new Headers(options.headers)),
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      },
      agent: false,
      signal: AbortSignal.timeout(timeLimitMs),
      lookup: lookupOf(target),
    });
    request.once('error', fail);
    request.once('response', (response) => done(read(request, response)));
    request.end(body);
  });
}

/** Finds for every name the address that was checked. */
function lookupOf(target: Target): LookupFunction {
  return (_host, wanted, answer) =>
    wanted.all === true ? answer(null, [target]) : answer(null, target.address, target.family);
}

function textOf({ body }: OutsideRequest): string {
  return body instanceof URLSearchParams ? body.toString() : String(body);
}

async function read(request: ClientRequest, response: IncomingMessage): Promise<Answer> {
  const status = response.statusCode ?? 502;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > sizeLimit) {
      request.destroy();
      throw new Error('the answer is too long');
    }
    chunks.push(chunk);
  }
  if (status >= 300 && status < 400) throw new Error('redirections are not followed');
  return { status, body: new Uint8Array(Buffer.concat(chunks)).buffer };
}

/**
 * Addresses that are not of the public Internet.
 * https://www.iana.org/assignments/iana-ipv4-special-registry/
 */
const inside: readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
];

/** Of IPv6 only what is routed, and of that not what leads back to IPv4 or is documentation. */
const outside6: readonly [network: string, prefix: number][] = [['2000::', 3]];
const inside6: readonly [network: string, prefix: number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

/** Whether an address is one of the public Internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !blocks(inside).check(address, 'ipv4');
  if (family !== 6) return false;
  const six = (list: typeof inside6) =>
    blocks(list.map(([network, prefix]) => [network, prefix, 'ipv6'])).check(address, 'ipv6');
  return six(outside6) && !six(inside6);
}

function blocks(list: typeof inside): BlockList {
  const blockList = new BlockList();
  for (const [network, prefix, family] of list) blockList.addSubnet(network, prefix, family);
  return blockList;
}
