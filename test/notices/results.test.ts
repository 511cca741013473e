/** Who is told that a report is there, and how little is said. China's rules APT-01, SEC-20. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newMessage } from '#model/notices/notice-codes.ts';
import { bundle } from '#test/people.ts';
import { type Stage, codeOf, openStage, report, saidIn } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(async () => {
  await stage.stop();
  assert.deepEqual(stage.reported, []);
});

describe('A report', () => {
  it('that is final brings one notice: in the house, by push, by text (APT-01)', async () => {
    await stage.resident('anna');
    const browser = await stage.browser('anna');
    await stage.put(report(stage, 'anna'));
    await stage.tick();
    const notices = await stage.noticesOf('anna', 'anna');
    assert.equal(notices.length, 1);
    const [notice] = notices;
    assert.equal(codeOf(notice!), 'result');
    assert.deepEqual(notice?.recipient, [{ reference: 'Patient/anna' }]);
    assert.deepEqual(notice?.about, [{ reference: 'DiagnosticReport/report-anna' }]);
    assert.equal(notice?.received, undefined);
    assert.deepEqual(
      notice?.payload?.map(({ contentString }) => contentString),
      ['您有新的检验检查报告。', 'You have a new report of a test or an examination.'],
    );
    assert.deepEqual(saidIn(browser), [{ text: newMessage, code: 'result', id: notice?.id }]);
    assert.deepEqual(
      stage.texts('anna').map(({ text }) => text),
      ['【医枢】您有一条新消息，请登录医枢查看。'],
    );
  });

  it('says nothing of what is in it, in no channel', async () => {
    const told = JSON.stringify([await stage.noticesOf('anna', 'anna'), stage.texts('anna')]);
    for (const secret of ['肿瘤', '甲胎蛋白']) assert.ok(!told.includes(secret));
  });

  it('that is sent again brings no other notice, corrected it brings one', async () => {
    await stage.resident('bert');
    const browser = await stage.browser('bert');
    await stage.put(report(stage, 'bert', { status: 'preliminary' }));
    await stage.tick();
    assert.deepEqual(await stage.noticesOf('bert', 'bert'), []);
    await stage.put(report(stage, 'bert'));
    await stage.put(report(stage, 'bert', { conclusion: '复核' }));
    await stage.tick();
    await stage.put(report(stage, 'bert', { status: 'preliminary' }));
    await stage.put(report(stage, 'bert'));
    await stage.tick();
    assert.equal((await stage.noticesOf('bert', 'bert')).length, 1);
    await stage.put(report(stage, 'bert', { status: 'corrected' }));
    await stage.tick();
    assert.equal((await stage.noticesOf('bert', 'bert')).length, 2);
    assert.equal(browser.received.length, 2);
  });

  it('that was an error, taken back before anybody was told, brings none', async () => {
    await stage.resident('carl');
    await stage.put(report(stage, 'carl'));
    await stage.put(report(stage, 'carl', { status: 'entered-in-error' }));
    await stage.tick();
    assert.deepEqual(await stage.noticesOf('carl', 'carl'), []);
  });

  it('of last year, handed in with an archive, brings none', async () => {
    await stage.resident('dora');
    await stage.put(report(stage, 'dora', { issued: '2025-01-05T08:00:00+08:00' }));
    await stage.tick();
    assert.deepEqual(await stage.noticesOf('dora', 'dora'), []);
  });

  it('of a transaction that failed brings none', async () => {
    await stage.resident('emil');
    const resource = report(stage, 'emil');
    const entry = [
      { request: { method: 'PUT', url: 'DiagnosticReport/report-emil' }, resource },
      { request: { method: 'DELETE', url: 'Patient/emil' } },
      { request: { method: 'PUT', url: 'Patient/emil' }, resource: { resourceType: 'Patient' } },
    ];
    const answer = await stage.as('platform')('POST', '', {
      body: bundle('transaction', entry as never),
    });
    assert.ok(answer.status >= 400, answer.text);
    await stage.tick();
    assert.deepEqual(await stage.noticesOf('emil', 'emil'), []);
  });

  it('that is specially protected is told to its patient alone (SEC-20)', async () => {
    await stage.resident('fine');
    await stage.resident('looker');
    await stage.acts('looker', 'fine', 'view');
    const security = [{ system: 'https://yishu.example/CodeSystem/data-level', code: '5' }];
    const meta = { source: 'Organization/county', security };
    await stage.put(report(stage, 'fine', { meta }));
    await stage.put(report(stage, 'fine', { id: 'plain-fine' }));
    await stage.tick();
    const abouts = async (name: string) =>
      (await stage.noticesOf(name, 'fine'))
        .map(({ about }) => about?.[0]?.reference ?? '')
        .toSorted();
    assert.deepEqual(await abouts('fine'), [
      'DiagnosticReport/plain-fine',
      'DiagnosticReport/report-fine',
    ]);
    assert.deepEqual(await abouts('looker'), ['DiagnosticReport/plain-fine']);
  });

  it('of a child without account is told to who acts in everything, not to who looks', async () => {
    await stage.resident('kid', { account: false });
    await stage.resident('mother');
    await stage.resident('aunt');
    await stage.acts('mother', 'kid', 'all');
    await stage.acts('aunt', 'kid', 'view');
    await stage.put(report(stage, 'kid'));
    await stage.tick();
    assert.equal(stage.texts('mother').length, 1);
    assert.equal(stage.texts('aunt').length, 0);
    assert.equal((await stage.noticesOf('mother', 'kid')).length, 1);
  });
});

describe('A document', () => {
  const document = (patient: string, given: object = {}) => ({
    resourceType: 'DocumentReference',
    id: `document-${patient}`,
    status: 'current',
    type: { coding: [{ system: 'http://loinc.org', code: '18748-4' }] },
    subject: { reference: `Patient/${patient}` },
    date: new Date(stage.now()).toISOString(),
    content: [{ attachment: { contentType: 'application/pdf', url: 'https://pacs.example/1' } }],
    ...given,
  });

  it('that is a report brings a notice; one of another kind none', async () => {
    await stage.resident('gina');
    await stage.put(document('gina'));
    const type = { coding: [{ system: 'http://loinc.org', code: '18842-5' }] };
    await stage.put(document('gina', { id: 'letter-gina', type }));
    await stage.tick();
    const notices = await stage.noticesOf('gina', 'gina');
    assert.deepEqual(
      notices.map(({ about }) => about?.[0]?.reference),
      ['DocumentReference/document-gina'],
    );
  });

  it('that shows a report of which was told brings no second notice', async () => {
    await stage.resident('hans');
    await stage.put(report(stage, 'hans'));
    const related = [{ reference: 'DiagnosticReport/report-hans' }];
    await stage.put(document('hans', { context: { related } }));
    await stage.tick();
    assert.equal((await stage.noticesOf('hans', 'hans')).length, 1);
  });
});
