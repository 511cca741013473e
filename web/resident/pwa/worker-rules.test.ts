/** What the worker keeps: pages and their parts, and never anything of a patient. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeringOf, outdated, partsOfPage, readPush } from './worker-rules.ts';

const origin = 'https://yishu.example';
const asked = (path: string, given: { method?: string; mode?: string } = {}) =>
  answeringOf({ method: 'GET', mode: 'cors', url: origin + path, ...given });

test('Records, sessions, tokens and payments are never kept', () => {
  for (const path of [
    '/fhir/R4',
    '/fhir/R4/Patient/1',
    '/fhir/R4/Appointment/$find?by=department',
    '/api/session',
    '/oauth/auth?client_id=resident',
    '/oauth/token',
    '/record/signed-in?code=c&state=s',
    '/payment/callback/wechat',
  ]) {
    assert.equal(asked(path), 'left', path);
    assert.equal(asked(path, { mode: 'navigate' }), 'left', path);
    assert.equal(asked(path, { method: 'POST' }), 'left', path);
  }
});

test('Parts of the pages are kept, and the page stands for every address of the app', () => {
  assert.equal(asked('/assets/resident-AbC_1-2.js'), 'kept');
  assert.equal(asked('/app/icon-192.png'), 'kept');
  assert.equal(asked('/record', { mode: 'navigate' }), 'page');
  assert.equal(asked('/workstation', { mode: 'navigate' }), 'left');
  assert.equal(asked('/assets/../fhir/R4/Patient/1'), 'left');
});

test('A page names its parts', () => {
  const html =
    '<script src="/assets/a-1.js"></script><link href="/assets/b.css"><a href="/fhir/R4">x</a>' +
    '<link href="/assets/b.css"><script src="https://elsewhere.example/assets/c.js"></script>';
  assert.deepEqual(partsOfPage(html), ['/assets/a-1.js', '/assets/b.css']);
});

test('What no page names any more is thrown away', () => {
  const kept = [`${origin}/record`, `${origin}/assets/old.js`, `${origin}/assets/new.js`];
  assert.deepEqual(outdated(kept, ['/assets/new.js']), [`${origin}/assets/old.js`]);
});

test('A push is shown by its words and its id, and what is no push of ours is not', () => {
  const text = { zh: '您有一条新消息', en: 'You have a new message' };
  assert.deepEqual(readPush({ text, code: 'result', id: 'n1' }), {
    title: '医枢 Yishu',
    body: '您有一条新消息\nYou have a new message',
    tag: 'n1',
  });
  for (const other of [undefined, null, {}, { text }, { id: 'n1' }]) {
    assert.equal(readPush(other), undefined);
  }
});
