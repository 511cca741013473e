/**
 * Asks a provider over HTTPS, once: no answer, or one too late, means that nobody knows.
 * https://developer.mozilla.org/en-US/docs/Web/API/Fetch_API
 */
import { ProviderAway } from './provider.ts';

/** How a provider is reached. */
export interface AskParts {
  fetch: typeof fetch;
  now: () => number;
  randomBytes: (count: number) => Uint8Array;
  timeoutMs: number;
}

/** An answer as it came. */
export interface Answer {
  status: number;
  bytes: Buffer;
  text: string;
  header: (name: string) => string;
}

/** So much a bill may be, in bytes. */
const bytesMost = 512 * 1024 * 1024;

/** Asks. Rejects with `ProviderAway` where there is no answer, or one of 5xx or 429. */
export async function ask(
  { fetch: send, timeoutMs }: AskParts,
  url: string,
  request: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string },
): Promise<Answer> {
  let response: Response;
  let bytes: Buffer;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    response = await send(url, { ...request, redirect: 'error', signal });
    if (Number(response.headers.get('content-length') ?? 0) > bytesMost) throw new Error('large');
    bytes = Buffer.from(await response.arrayBuffer());
  } catch {
    throw new ProviderAway('The provider does not answer');
  }
  const { status, headers } = response;
  if (status >= 500 || status === 429) throw new ProviderAway(`The provider answers ${status}`);
  const text = bytes.toString('utf8');
  return { status, bytes, text, header: (name) => headers.get(name) ?? '' };
}

/** The object that a JSON text is. Throws `ProviderAway` for anything else. */
export function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // As below: what cannot be read is no answer.
  }
  throw new ProviderAway('The provider answers what cannot be read');
}

/** Whether a value is an object with names. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
