/**
 * Text messages: to a gateway over HTTPS, or to a simulator that keeps them and says that it is
 * one.
 * https://developer.mozilla.org/en-US/docs/Web/API/Fetch_API
 */

/** Sends text messages. */
export interface SmsSender {
  /** Resolves when the gateway has taken the message. */
  send(to: string, text: string): Promise<void>;
}

/** A message that was not sent. */
export interface SimulatedSms {
  to: string;
  text: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** What the inbox of the simulator is headed with. */
export const simulatorNotice = {
  zh: '模拟短信，并未真实发送',
  en: 'Simulated messages: none was really sent',
};

const gatewayTimeoutMs = 10_000;

/**
 * A sender over HTTPS: `POST url` with `{"to": "13800000000", "text": "…"}` as JSON and the token
 * as bearer; any status of 2xx means that it was taken. Rejects otherwise, without the message.
 */
export function createHttpsSms(given: {
  url: string;
  token: string | undefined;
  fetch: typeof fetch;
}): SmsSender {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (given.token !== undefined) headers['authorization'] = `Bearer ${given.token}`;
  return {
    async send(to, text) {
      const response = await given.fetch(given.url, {
        method: 'POST',
        headers,
        body: JSON.stringify({ to, text }),
        redirect: 'error',
        signal: AbortSignal.timeout(gatewayTimeoutMs),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`The SMS gateway answered ${response.status}`);
    },
  };
}

/** A simulator that keeps the last messages. */
export function createSmsSimulator(given: { now: () => number; keep: number }): SmsSender & {
  /** The newest first. */
  messages(): SimulatedSms[];
} {
  const kept: SimulatedSms[] = [];
  return {
    async send(to, text) {
      kept.unshift({ to, text, at: given.now() });
      kept.splice(given.keep);
    },
    messages: () => [...kept],
  };
}
