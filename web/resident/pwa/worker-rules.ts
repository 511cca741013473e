/**
 * What the worker keeps and what it leaves alone: pages and their parts are kept, everything else,
 * every record above all, goes to the server each time.
 * https://w3c.github.io/ServiceWorker/
 */
import type { PushMessage } from '#model/notices/notice-codes.ts';

/** How a request is answered. */
export type Answering =
  /** From what is kept; its name changes when it changes. */
  | 'kept'
  /** From the server; where that cannot be reached, the page that is kept. */
  | 'page'
  /** The worker has nothing to do with it. */
  | 'left';

/** The page that stands for every address of the app. */
export const shellPath = '/record';

/** Files beside the page that an installed app shows. */
export const alwaysKept: readonly string[] = [
  '/app/resident.webmanifest',
  '/app/icon-192.png',
  '/app/icon-512.png',
];

/** How a request of this origin is answered. */
export function answeringOf(request: { method: string; mode: string; url: string }): Answering {
  if (request.method !== 'GET') return 'left';
  const { pathname } = new URL(request.url);
  if (request.mode === 'navigate') {
    // Coming back from the sign-in carries a code: nothing to be kept or answered for.
    return pathname === shellPath ? 'page' : 'left';
  }
  if (/^\/(?:assets|app)\/[\w.-]+$/.test(pathname)) return 'kept';
  return 'left';
}

/** The parts that a page of ours names: scripts and style sheets of this origin. */
export function partsOfPage(html: string): string[] {
  const found = html.matchAll(/(?:src|href)="(\/(?:assets|app)\/[\w.-]+)"/g);
  return [...new Set(Array.from(found, ([, path = '']) => path))];
}

/** What is kept and no longer named: parts of an earlier release. */
export function outdated(kept: readonly string[], named: readonly string[]): string[] {
  const wanted = new Set([...named, ...alwaysKept, shellPath]);
  return kept.filter((url) => !wanted.has(new URL(url).pathname));
}

/** A push message as it is shown; undefined for what is none of ours. */
export function readPush(
  message: unknown,
): { title: string; body: string; tag: string } | undefined {
  const { text, id } = (message ?? {}) as Partial<PushMessage>;
  if (typeof text?.zh !== 'string' || typeof id !== 'string') return undefined;
  return { title: '医枢 Yishu', body: `${text.zh}\n${text.en}`, tag: id };
}
