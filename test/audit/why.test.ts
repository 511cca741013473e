/** The log says for which reason a record was open to a search, and the resident reads it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AuditEvent, Bundle } from '@medplum/fhirtypes';
import { tokenOf } from '#test/attack/browser.ts';
import { phones, settle, victimNumber, withToken } from '#test/attack/cast.ts';
import { type House, openAttackedHouse } from '#test/attack/house.ts';
import type { Send } from '#test/fhir-client.ts';

describe('Why a search was answered', () => {
  let house: House;
  let doctor: Send;
  let resident: Send;
  before(async () => {
    house = await openAttackedHouse();
    await settle(house);
    doctor = withToken(house, await tokenOf(house, 'lina'));
    resident = withToken(house, await tokenOf(house, phones.victim));
    const card = { system: 'urn:oid:2.16.156.10011.1.3', value: victimNumber };
    const body = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'identifier', valueIdentifier: card },
        { name: 'name', valueString: '密名victim' },
      ],
    };
    const answer = await doctor('POST', 'Patient/$identify', { body });
    assert.equal(answer.status, 200, answer.text);
  });
  after(async () => {
    await house.stop();
    assert.deepEqual(house.failures, []);
  });

  /** The reasons in the resident's own log of searches by the doctor, the newest first. */
  async function whysSeen(): Promise<unknown[]> {
    const found = await resident('GET', 'AuditEvent?agent=Practitioner/lina&_count=50');
    const events = (found.as<Bundle<AuditEvent>>().entry ?? []).map(({ resource }) => resource);
    return events
      .filter((event) => event?.subtype?.at(-1)?.code === 'search-type')
      .map((event) => event?.purposeOfEvent?.flatMap(({ coding = [] }) => coding.at(-1)?.code)[0]);
  }

  it('a search in one record is logged with the reason that opened it (EMR-01)', async () => {
    const found = await doctor('GET', 'Condition?patient=Patient/victim');
    assert.match(found.text, /condition-victim/);
    assert.deepEqual(await whysSeen(), ['identified']);
  });

  it('a search over many records names none: each was open for its own', async () => {
    await doctor('GET', 'Patient');
    assert.deepEqual(await whysSeen(), [undefined, 'identified']);
  });
});
