/**
 * By which channels somebody is told of news: this browser's push messages, text messages.
 * https://www.w3.org/TR/push-api/
 */
import { useCallback } from 'react';
import { callApi } from '../../session/json-api.ts';
import { useSession } from '../../session/session-context.ts';
import type { Send } from '../../fhir/client.ts';
import { useLoaded } from '../../light/use-loaded.ts';

/** What is wanted, and whether this browser can be pushed to at all. */
export interface Channels {
  sms: boolean;
  push: boolean;
  pushable: boolean;
}

const subscriptionKey = 'yishu.push';
const pushable = () => 'PushManager' in globalThis && 'serviceWorker' in navigator;

async function currentSubscription(): Promise<PushSubscription | null> {
  if (!pushable()) return null;
  const registration = await navigator.serviceWorker.getRegistration('/record');
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** The channels, once they are known, and how to change them. Each rejects with an ApiFailure. */
export function useChannels() {
  const { send } = useSession();
  const load = useCallback(
    async (signal: AbortSignal): Promise<Channels> => {
      const told = await callApi(send, '/api/notices/preferences', { signal });
      const { push, sms } = told as { push: boolean; sms: boolean };
      const isHere = (await currentSubscription()) !== null;
      return { sms, push: push && isHere, pushable: pushable() };
    },
    [send],
  );
  const { value, error, reload } = useLoaded(load);
  const change = async (wanted: Partial<Pick<Channels, 'push' | 'sms'>>) => {
    const { push = value?.push ?? false, sms = value?.sms ?? true } = wanted;
    if (wanted.push === true) await subscribe(send);
    if (wanted.push === false) await unsubscribe(send);
    await callApi(send, '/api/notices/preferences', { body: { push, sms } });
    reload();
  };
  return { value, error, change };
}

async function subscribe(send: Send): Promise<void> {
  const { publicKey } = (await callApi(send, '/api/notices/push')) as { publicKey: string };
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  const body = subscription.toJSON();
  const { id } = (await callApi(send, '/api/notices/push', { body })) as { id: string };
  localStorage.setItem(subscriptionKey, id);
}

async function unsubscribe(send: Send): Promise<void> {
  await (await currentSubscription())?.unsubscribe();
  const id = localStorage.getItem(subscriptionKey);
  localStorage.removeItem(subscriptionKey);
  if (id !== null) await callApi(send, `/api/notices/push/${id}`, { method: 'DELETE' });
}
