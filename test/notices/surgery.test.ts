/** The family outside the operating theatre: told of every step (ACC-11). */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Communication } from '@medplum/fhirtypes';
import { type Stage, codeOf, openStage, operation, relation, saidIn } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(async () => {
  await stage.stop();
  assert.deepEqual(stage.reported, []);
});

/** The steps in the notices to a recipient, in order. */
const stepsTo = (notices: readonly Communication[], recipient: string) =>
  notices
    .filter(({ recipient: to = [] }) => to[0]?.reference === recipient)
    .map(({ topic }) => topic?.coding?.[0]?.code);
const zhOf = ({ payload }: Communication) => payload?.[0]?.contentString;

describe('An operation', () => {
  it('is told to the patient and the family at each step, in order', async () => {
    await stage.resident('wu');
    await stage.resident('wife');
    await stage.resident('son');
    await stage.acts('wife', 'wu', 'all');
    await stage.acts('son', 'wu', 'view');
    const browser = await stage.browser('wife');
    // Two of them before anybody had the time to tell the first.
    await stage.put(operation('wu', 'preparation'));
    await stage.put(operation('wu', 'in-progress'));
    await stage.tick();
    await stage.put(operation('wu', 'in-progress', { note: [{ text: '出血少' }] }));
    await stage.put(operation('wu', 'completed'));
    await stage.tick();
    const notices = await stage.noticesOf('wu', 'wu');
    const steps = ['preparation', 'in-progress', 'completed'];
    const recipients = ['Patient/wu', 'RelatedPerson/wife-for-wu', 'RelatedPerson/son-for-wu'];
    for (const recipient of recipients) assert.deepEqual(stepsTo(notices, recipient), steps);
    assert.equal(notices.length, 9);
    assert.ok(notices.every((notice) => codeOf(notice) === 'surgery'));
    const hers = notices.filter(({ recipient }) => recipient?.[0]?.reference === recipients[1]);
    assert.deepEqual(hers.map(zhOf), ['手术准备中。', '手术已开始。', '手术已结束。']);
    assert.deepEqual(
      saidIn(browser).map(({ id }) => id),
      hers.map(({ id }) => id),
    );
    for (const name of ['wu', 'wife', 'son']) assert.equal(stage.texts(name).length, 3, name);
  });

  it('says no word of itself in a push or a text message', async () => {
    const browser = await stage.browser('wife');
    await stage.put(operation('wu', 'stopped', { statusReason: { text: '心律失常' } }));
    await stage.tick();
    const left = JSON.stringify([browser.received, stage.texts('wife')]);
    for (const word of ['手术', '胆囊', '心律', 'stopped']) assert.ok(!left.includes(word), word);
    assert.equal(saidIn(browser)[0]?.code, 'surgery');
    const notices = await stage.noticesOf('wife', 'wu');
    const last = notices.findLast(({ recipient }) => recipient?.[0]?.reference?.includes('wife'));
    assert.equal(zhOf(last!), '手术提前结束。原因：心律失常');
    assert.deepEqual(last?.reasonCode, [{ text: '心律失常' }]);
  });

  it('that does not take place is told with its reason', async () => {
    await stage.resident('zhou');
    await stage.put(operation('zhou', 'preparation'));
    const statusReason = { coding: [{ system: 'urn:x', code: '1', display: '患者发热' }] };
    await stage.put(operation('zhou', 'not-done', { statusReason }));
    await stage.tick();
    const notices = await stage.noticesOf('zhou', 'zhou');
    assert.deepEqual(stepsTo(notices, 'Patient/zhou'), ['preparation', 'not-done']);
    assert.equal(zhOf(notices[1]!), '手术未进行。原因：患者发热');
  });

  it('is not told to who only books, nor to whose relation ended', async () => {
    await stage.resident('qian');
    await stage.resident('booker');
    await stage.resident('former');
    await stage.acts('booker', 'qian', 'book');
    await stage.put(
      relation({ actor: 'former', patient: 'qian', scope: 'all', until: '2024-01-01' }),
    );
    await stage.put(operation('qian', 'in-progress'));
    await stage.tick();
    const notices = await stage.noticesOf('qian', 'qian');
    assert.deepEqual(
      notices.map(({ recipient }) => recipient?.[0]?.reference),
      ['Patient/qian'],
    );
    assert.deepEqual([...stage.texts('booker'), ...stage.texts('former')], []);
  });

  it('is known by its code in the Chinese list as well; a dressing is none', async () => {
    await stage.resident('sun');
    const system = 'urn:oid:2.16.156.10011.2.3.3.12';
    const coded = (code: string) => ({
      id: `procedure-${code}`,
      category: undefined,
      code: { coding: [{ system, code }] },
    });
    await stage.put(operation('sun', 'in-progress', coded('51.2300')));
    await stage.put(operation('sun', 'in-progress', coded('93.5700')));
    await stage.tick();
    const notices = await stage.noticesOf('sun', 'sun');
    assert.deepEqual(
      notices.map(({ about }) => about?.[0]?.reference),
      ['Procedure/procedure-51.2300'],
    );
  });
});
