/** The text of attachments. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText } from './plain-text.ts';

test('A plain text is read, in Chinese too; anything else is not', () => {
  const data = Buffer.from('未见异常。\n', 'utf8').toString('base64');
  assert.equal(plainText({ contentType: 'text/plain', data }), '未见异常。');
  assert.equal(plainText({ contentType: 'text/plain; charset=utf-8', data }), '未见异常。');
  assert.equal(plainText({ contentType: 'application/pdf', data }), undefined);
  assert.equal(plainText({ contentType: 'text/plain', data: '***' }), undefined);
  assert.equal(plainText({ contentType: 'text/plain' }), undefined);
});
