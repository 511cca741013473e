/** The cookies of a request. https://datatracker.ietf.org/doc/html/rfc6265#section-5.4 */
import type { IncomingMessage } from 'node:http';

/** Reads the Cookie header; of two with one name the first, which browsers mean to be nearer. */
export function cookiesOf({ headers }: Pick<IncomingMessage, 'headers'>): Record<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [, name, value] = /^\s*([^=\s]+)=(.*?)\s*$/.exec(pair) ?? [];
    if (name === undefined || value === undefined || cookies.has(name)) continue;
    cookies.set(name, decode(value.replace(/^"(.*)"$/, '$1')));
  }
  return Object.fromEntries(cookies);
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
