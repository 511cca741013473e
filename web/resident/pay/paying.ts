/**
 * The visit that this page was left to pay for, as this tab remembers it until it is closed.
 * https://html.spec.whatwg.org/multipage/webstorage.html#the-sessionstorage-attribute
 */
const key = 'yishu.paying';

/** Keeps the id of an Appointment before the page of whoever takes the money is opened. */
export function rememberPaying(id: string): void {
  sessionStorage.setItem(key, id);
}

/** The id of the Appointment; null where nobody left from here. */
export function paying(): string | null {
  return sessionStorage.getItem(key);
}
