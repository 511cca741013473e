/** Who may mark a notice as seen, and who may write one. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Communication } from '@medplum/fhirtypes';
import { noticeSystem } from '#model/notices/notice-codes.ts';
import { assertRefused, fhirClient } from '#test/fhir-client.ts';
import { type Stage, openStage, operation, report } from './stage.ts';

let stage: Stage;
/** A notice to the patient, and one of an operation to the patient's son. */
let mine: Communication;
let his: Communication;

before(async () => {
  stage = await openStage();
  for (const name of ['ma', 'son', 'carer', 'stranger']) await stage.resident(name);
  await stage.acts('son', 'ma', 'view');
  await stage.acts('carer', 'ma', 'all');
  await stage.put(report(stage, 'ma'));
  await stage.put(operation('ma', 'in-progress'));
  await stage.tick();
  const notices = await stage.noticesOf('ma', 'ma');
  const to = (reference: string, code: string) =>
    notices.find(
      ({ recipient, category }) =>
        recipient?.[0]?.reference === reference && category?.[0]?.coding?.[0]?.code === code,
    )!;
  mine = to('Patient/ma', 'result');
  his = to('RelatedPerson/son-for-ma', 'surgery');
});
after(async () => {
  await stage.stop();
  assert.deepEqual(stage.reported, []);
});

const seen = (name: string, { id }: { id?: string }) =>
  stage.as(name)('POST', `Communication/${id}/$seen`);

describe('$seen', () => {
  it('says 401 to nobody, and is not there for staff', async () => {
    const answer = await fhirClient(stage.server.url)('POST', `Communication/${mine.id}/$seen`);
    assertRefused(answer, 401);
    assertRefused(await seen('doctor', mine), 404);
  });

  it('does not exist for a stranger, like the notice', async () => {
    assertRefused(await seen('stranger', mine), 404);
  });

  it('is not for who may look only, unless the notice is theirs (SEC-20)', async () => {
    assertRefused(await seen('son', mine), 403);
    const answer = await seen('son', his);
    assert.equal(answer.status, 200, answer.text);
    assert.ok(answer.as<Communication>().received);
  });

  it('of a notice to a relative is not for another relative', async () => {
    assertRefused(await seen('carer', his), 403);
  });

  it('by who acts in everything sets when, once, and is told to nobody again', async () => {
    const sent = stage.texts('ma').length;
    const first = await seen('carer', mine);
    assert.equal(first.status, 200, first.text);
    const { received, meta } = first.as<Communication>();
    assert.ok(Date.parse(received ?? '') > 0);
    stage.pass(60_000);
    const second = await seen('ma', mine);
    assert.equal(second.as<Communication>().received, received);
    assert.equal(second.as<Communication>().meta?.versionId, meta?.versionId);
    await stage.tick();
    assert.equal(stage.texts('ma').length, sent);
  });

  it('at the same moment by two is seen once', async () => {
    await stage.put(report(stage, 'ma', { id: 'other' }));
    await stage.tick();
    const notice = (await stage.noticesOf('ma', 'ma')).find(({ about }) =>
      about?.[0]?.reference?.endsWith('/other'),
    )!;
    const answers = await Promise.all([seen('ma', notice), seen('carer', notice)]);
    for (const { status } of answers) assert.ok([200, 409].includes(status), String(status));
    const [one] = answers.filter(({ status }) => status === 200);
    assert.equal(one?.as<Communication>().meta?.versionId, '2');
  });

  it('of another message is refused', async () => {
    await stage.put({
      resourceType: 'Communication',
      id: 'chat',
      status: 'completed',
      subject: { reference: 'Patient/ma' },
    });
    assertRefused(await seen('ma', { id: 'chat' }), 422, /no notice/);
  });
});

describe('A notice', () => {
  const forged = {
    resourceType: 'Communication',
    status: 'completed',
    category: [{ coding: [{ system: noticeSystem, code: 'result' }] }],
    subject: { reference: 'Patient/ma' },
    sender: { reference: 'Patient/ma' },
    recipient: [{ reference: 'RelatedPerson/son-for-ma' }],
  };

  it('cannot be written by a resident, nor changed', async () => {
    const made = await stage.as('ma')('POST', 'Communication', { body: forged });
    assertRefused(made, 422, /house/);
    const { sender } = forged;
    const body = { ...mine, sender, payload: [{ contentString: '请转账' }] };
    const changed = await stage.as('ma')('PUT', `Communication/${mine.id}`, { body });
    assertRefused(changed, 403);
  });

  it('of a code that is not known leaves the house as a message', async () => {
    const browser = await stage.browser('ma');
    const category = [{ coding: [{ system: noticeSystem, code: 'hiv-positive' }] }];
    const recipient = [{ reference: 'Patient/ma' }];
    await stage.put({ ...forged, id: 'odd', category, recipient });
    await stage.tick();
    assert.equal(browser.received.length, 1);
    assert.ok(browser.received[0]?.text.includes('"code":"message"'));
  });
});
