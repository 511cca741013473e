/**
 * The worker of the residents' app: keeps its pages on the phone, never data. Built to
 * /resident-worker.js. https://w3c.github.io/ServiceWorker/
 */
import {
  alwaysKept,
  answeringOf,
  outdated,
  partsOfPage,
  readPush,
  shellPath,
} from './resident/pwa/worker-rules.ts';

/** What is used of the scope that a worker runs in. */
interface WorkerScope {
  addEventListener(
    type: 'install' | 'activate',
    listen: (event: { waitUntil: (done: Promise<unknown>) => void }) => void,
  ): void;
  addEventListener(
    type: 'fetch',
    listen: (event: { request: Request; respondWith: (answer: Promise<Response>) => void }) => void,
  ): void;
  addEventListener(
    type: 'push',
    listen: (event: {
      data: { json: () => unknown } | null;
      waitUntil: (done: Promise<unknown>) => void;
    }) => void,
  ): void;
  addEventListener(
    type: 'notificationclick',
    listen: (event: {
      notification: Notification;
      waitUntil: (done: Promise<unknown>) => void;
    }) => void,
  ): void;
  skipWaiting(): Promise<void>;
  registration: ServiceWorkerRegistration;
  clients: { claim(): Promise<void>; openWindow(url: string): Promise<unknown> };
}

const scope = globalThis as unknown as WorkerScope;
const cacheName = 'yishu-resident';

/** Keeps a page and what it names; when it names something new, what was kept before goes. */
async function keepPage(page: Response): Promise<void> {
  if (!page.ok) return;
  const cache = await caches.open(cacheName);
  const parts = partsOfPage(await page.clone().text());
  await cache.put(shellPath, page);
  const kept = (await cache.keys()).map(({ url }) => url);
  const paths = new Set(kept.map((url) => new URL(url).pathname));
  const wanted = new Set([...parts, ...alwaysKept]);
  const missing = [...wanted].filter((path) => !paths.has(path));
  if (missing.length === 0) return;
  await cache.addAll(missing);
  await Promise.all(outdated(kept, parts).map((url) => cache.delete(url)));
}

/** What is kept, or else from the server and kept from then on. */
async function fromKept(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

/** From the server; where it cannot be reached, what is kept, which says that it is offline. */
async function pageOrKept(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    void keepPage(response.clone()).catch(() => undefined);
    return response;
  } catch (unreachable) {
    const cache = await caches.open(cacheName);
    const kept = await cache.match(shellPath);
    if (kept === undefined) throw unreachable;
    return kept;
  }
}

scope.addEventListener('install', (event) => {
  const asking = fetch(shellPath, { headers: { accept: 'text/html' } });
  event.waitUntil(asking.then(keepPage).then(() => scope.skipWaiting()));
});
scope.addEventListener('activate', (event) => {
  event.waitUntil(scope.clients.claim());
});
scope.addEventListener('fetch', (event) => {
  const answering = answeringOf(event.request);
  if (answering === 'kept') event.respondWith(fromKept(event.request));
  if (answering === 'page') event.respondWith(pageOrKept(event.request));
});
scope.addEventListener('push', (event) => {
  const message = readPush(event.data?.json());
  if (message === undefined) return;
  const { title, body, tag } = message;
  // What comes twice is shown once, by its tag.
  event.waitUntil(
    scope.registration.showNotification(title, { body, tag, icon: '/app/icon-192.png' }),
  );
});
scope.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(scope.clients.openWindow(`${shellPath}#/notices`));
});
