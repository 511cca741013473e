/** The gateway of text messages, and the simulator. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHttpsSms, createSmsSimulator } from './sms.ts';

/** A gateway that answers with this status and remembers what it was asked. */
function gateway(status: number): { fetch: typeof fetch; asked: [unknown, RequestInit][] } {
  const asked: [unknown, RequestInit][] = [];
  return {
    asked,
    fetch: async (url, init) => {
      asked.push([url, init ?? {}]);
      return new Response('ok', { status });
    },
  };
}

test('A message goes to the gateway as the setting documents it', async () => {
  const { fetch, asked } = gateway(200);
  const sms = createHttpsSms({ url: 'https://sms.example/send', token: 'abc', fetch });
  await sms.send('13800001234', '验证码 123456');
  const [url, init] = asked[0] ?? [];
  assert.equal(url, 'https://sms.example/send');
  assert.equal(init?.body, '{"to":"13800001234","text":"验证码 123456"}');
  const headers = { 'content-type': 'application/json', authorization: 'Bearer abc' };
  assert.deepEqual([init?.method, init?.headers, init?.redirect], ['POST', headers, 'error']);
});

test('A gateway that does not take a message is told of without the message', async () => {
  const sms = createHttpsSms({ url: 'https://sms.example', token: undefined, ...gateway(500) });
  await assert.rejects(sms.send('13800001234', '123456'), (error: Error) => {
    assert.equal(error.message, 'The SMS gateway answered 500');
    return true;
  });
});

test('The simulator keeps the last messages, the newest first', async () => {
  let at = 0;
  const sms = createSmsSimulator({ now: () => ++at, keep: 2 });
  for (const text of ['a', 'b', 'c']) await sms.send('1', text);
  assert.deepEqual(sms.messages(), [
    { to: '1', text: 'c', at: 3 },
    { to: '1', text: 'b', at: 2 },
  ]);
});
