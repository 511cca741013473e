/**
 * Why a session ended, told by the page that it ended on to the sign-in page of the same tab.
 * https://html.spec.whatwg.org/multipage/webstorage.html#the-sessionstorage-attribute
 */

/** Which app asks for the sign-in, and why: none was there yet, or how the last one ended. */
export interface Ending {
  why: 'new' | 'idle' | 'expired' | 'out';
  application: string;
}

const key = 'yishu.ending';
const reasons: readonly string[] = ['new', 'idle', 'expired', 'out'] satisfies Ending['why'][];

/** Leaves word for the sign-in page. Holds nothing of anybody. */
export function leaveEnding(storage: Storage, ending: Ending): void {
  storage.setItem(key, `${ending.why} ${ending.application}`);
}

/** What was left, once. */
export function takeEnding(storage: Storage): Ending | undefined {
  const [why = '', application = ''] = (storage.getItem(key) ?? '').split(' ');
  storage.removeItem(key);
  return reasons.includes(why) ? { why: why as Ending['why'], application } : undefined;
}
