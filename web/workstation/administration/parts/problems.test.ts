/** Where a refusal is shown. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FhirFailure } from '../../../fhir/client.ts';
import { ApiFailure } from '../../../session/json-api.ts';
import { failureText, problemsOf } from './problems.ts';

const unsaid = { offline: 'offline', failed: 'failed' };
const issue = (zh: string, expression?: string) => ({
  details: { text: zh },
  diagnostics: `${zh} in English`,
  ...(expression === undefined ? {} : { expression: [expression] }),
});

test('each problem stands at its field, and what belongs to none above the form', () => {
  const failure = new FhirFailure(422, {
    resourceType: 'OperationOutcome',
    issue: [issue('甲', 'A.b[0]'), issue('乙', 'A.b[1]'), issue('丙'), issue('丁', 'A.z')],
  });
  const fieldAt = (expression: string) => (expression.startsWith('A.b') ? 'b' : undefined);
  assert.deepEqual(problemsOf(failure, { language: 'zh', unsaid, fieldAt }), {
    fields: { b: '甲 乙' },
    rest: ['丙', '丁'],
  });
  assert.deepEqual(problemsOf(failure, { language: 'en', unsaid }).rest[0], '甲 in English');
});

test('what the server says is said as it is; where it says nothing there are words of ours', () => {
  const said = new ApiFailure(409, { resourceType: 'OperationOutcome', issue: [issue('已有')] });
  assert.equal(failureText(said, 'zh', unsaid), '已有');
  assert.equal(failureText(new ApiFailure(0), 'zh', unsaid), 'offline');
  assert.equal(failureText(new FhirFailure(500), 'zh', unsaid), 'failed');
  assert.equal(failureText(new Error('x'), 'zh', unsaid), 'failed');
});
