/** Legal duties as Consents. China's rule SEC-18. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dutyFieldAt, dutyOfDraft, emptyDuty, endedDuty, isDutyComplete } from './duty-form.ts';

const duty = {
  ...emptyDuty,
  patient: 'p-1',
  organization: 'Organization/cdc',
  law: 'https://flk.npc.gov.cn/law#21',
  start: '2026-11-01',
  end: '2026-12-31',
};

test('a legal duty tells the law and an end (SEC-18)', () => {
  const made = dutyOfDraft(duty, '2026-11-20T00:00:00Z');
  assert.deepEqual(made['policy'], [{ uri: 'https://flk.npc.gov.cn/law#21' }]);
  const provision = made['provision'] as Record<string, unknown>;
  assert.deepEqual(provision['period'], { start: '2026-11-01', end: '2026-12-31' });
  assert.equal(provision['securityLabel'], undefined);
  assert.equal(endedDuty(made)['status'], 'inactive');
  const wide = dutyOfDraft({ ...duty, protected: true }, '2026-11-20T00:00:00Z');
  assert.match(JSON.stringify(wide['provision']), /"code":"5"/);
});

test('without a patient, an institution, a law or an end it is not sent', () => {
  assert.equal(isDutyComplete(duty), true);
  for (const part of [
    { patient: '' },
    { patient: 'a/b' },
    { organization: '' },
    { law: '传染病防治法' },
    { end: '' },
    { end: '2026-10-01' },
  ])
    assert.equal(isDutyComplete({ ...duty, ...part }), false, JSON.stringify(part));
});

test('a refusal is shown at the field that it is about', () => {
  assert.equal(dutyFieldAt('Consent.provision.period.end'), 'end');
  assert.equal(dutyFieldAt('Consent.policy[0]'), 'law');
  assert.equal(dutyFieldAt('Consent'), undefined);
});
