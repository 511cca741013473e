/**
 * Ways to pay, and the way to the page of whoever takes the money.
 * https://developer.mozilla.org/en-US/docs/Web/API/Location/assign
 */
import { ask } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import { parametersOf, partsOf } from '../../fhir/parameters.ts';
import { rememberPaying } from './paying.ts';

/** Ways to pay. */
export const channels = ['wechat', 'alipay'] as const;
export type Channel = (typeof channels)[number];

const channelKey = 'yishu.channel';

/** The way that was used last on this phone. */
export function lastChannel(): Channel {
  return localStorage.getItem(channelKey) === 'alipay' ? 'alipay' : 'wechat';
}

/** The other way. */
export const otherChannel = (channel: Channel): Channel =>
  channel === 'wechat' ? 'alipay' : 'wechat';

/** Leaves for the page where an Appointment is paid. Throws a FhirFailure. */
export async function leaveToPay(send: Send, id: string, channel: Channel): Promise<void> {
  localStorage.setItem(channelKey, channel);
  rememberPaying(id);
  const body = parametersOf({ channel });
  const answer = await ask(send, `Appointment/${id}/$pay`, { method: 'POST', body });
  const url = partsOf(answer).text('url');
  if (url !== '') location.assign(url);
}
