/**
 * Lets the browser keep the pages of the app, so that it opens without a network. Never data.
 * https://developer.mozilla.org/en-US/docs/Web/API/Service_Worker_API
 */

/** Registers the worker once the page stands; a browser without workers does without. */
export function keepShell(window: Window): void {
  const { serviceWorker } = window.navigator;
  if (serviceWorker === undefined) return;
  const register = () => {
    serviceWorker.register('/resident-worker.js', { scope: '/record' }).catch(() => undefined);
  };
  if (window.document.readyState === 'complete') register();
  else window.addEventListener('load', register, { once: true });
}
