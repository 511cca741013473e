/**
 * Whether elder mode (长辈版) is chosen in this browser: for the residents' app and for their way in.
 * https://html.spec.whatwg.org/multipage/webstorage.html#the-localstorage-attribute
 */

const key = 'yishu.elder';

/** What was chosen last. */
export function keptElder(): boolean {
  return localStorage.getItem(key) === '1';
}

/** Keeps the choice for the next visit. */
export function keepElder(on: boolean): void {
  localStorage.setItem(key, on ? '1' : '0');
}

/** Tells the style sheets. */
export function showElder(on: boolean): void {
  document.documentElement.toggleAttribute('data-elder', on);
}
