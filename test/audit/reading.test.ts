/** Stories of reading the log: who sees what of it, and that it is valid FHIR. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { AuditEvent, Bundle } from '@medplum/fhirtypes';
import type { AuditLine } from '#fhir/handling/audit-line.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import type { FhirRequest, Store } from '#fhir/handling/interaction.ts';
import { create } from '#fhir/interactions/create.ts';
import { update } from '#fhir/interactions/update.ts';
import { deleteResource } from '#fhir/interactions/delete.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import { patientBucket } from '#fhir/store/ids.ts';
import { createAuditHandlers } from '#server/audit/reading/handlers.ts';
import { openTestHub } from '../hub.ts';
import { heartRate, patient } from '../people.ts';
import { type TestLog, doctor, event, testLog } from './sample.ts';

const base = 'https://hub.example/fhir/R4';
const administrator = doctor({ kind: 'administrator', role: 'security-administrator' });
const resident = (id: string) =>
  doctor({ kind: 'resident', role: 'resident', who: `Patient/${id}` });
const place = (id: string) => ({ key: resourceKey('Patient', id), bucket: patientBucket(id) });
const handlers = createAuditHandlers({
  ownPatients: async ({ who }) => [place(who.slice('Patient/'.length))],
});
const minute = 60_000;
const start = Date.UTC(2026, 2, 1, 1);

let log: TestLog;
let store: Store;
let mine = '';
let other = '';

function request(given: Partial<FhirRequest>): FhirRequest {
  return { method: 'GET', path: ['AuditEvent'], query: [], headers: {}, base, ...given };
}

async function find(caller: Caller | undefined, query: string): Promise<Bundle> {
  const answer = await handlers.search(
    request({ type: 'AuditEvent', query: [...new URLSearchParams(query)] }),
    { ...store, caller },
  );
  return JSON.parse(answer.body ?? '') as Bundle;
}

async function events(caller: Caller | undefined, query: string): Promise<AuditEvent[]> {
  const bundle = await find(caller, query);
  return (bundle.entry ?? []).map(({ resource }) => resource as AuditEvent);
}

/** The numbers of the requests that events are of. */
async function requests(
  caller: Caller | undefined,
  query: string,
): Promise<(string | undefined)[]> {
  return (await events(caller, query)).map(requestOf);
}

function requestOf(found: AuditEvent): string | undefined {
  return found.entity?.find(({ type }) => type?.code === 'XrequestId')?.what?.identifier?.value;
}

async function makePatient(): Promise<string> {
  const body = { text: JSON.stringify(patient()) };
  const made = await create(
    request({ method: 'POST', type: 'Patient', path: ['Patient'], body }),
    store,
  );
  return (made.location ?? '').split('/')[1] ?? '';
}

/** What is looked at is there: events of a record are found by whose it is. */
async function putObservation(id: string, of: string): Promise<void> {
  const body = { text: JSON.stringify({ ...heartRate(`Patient/${of}`, 70), id }) };
  const named = { type: 'Observation', id, path: ['Observation', id] };
  await update(request({ method: 'PUT', ...named, body }), store);
}

before(async () => {
  log = await testLog();
  store = (await openTestHub(log)).house;
  mine = await makePatient();
  other = await makePatient();
  await putObservation('a', mine);
  await putObservation('b', other);
  const nurse = doctor({
    role: 'nurse',
    who: 'Practitioner/nurse',
    name: 'Nurse A',
    organization: 'clinic-2',
  });
  const both = {
    patients: [place(mine), place(other)],
    entities: [`Patient/${mine}`, `Patient/${other}`, 'Observation/both'],
  };
  const lines: Partial<AuditLine>[] = [
    { request: 'r0', entities: ['Observation/a'], patients: [place(mine)] },
    {
      request: 'r1',
      entities: ['Observation/b/_history/2'],
      event: 'vread',
      patients: [place(other)],
    },
    {
      request: 'r2',
      ...both,
      event: 'search-type',
      action: 'E',
      caller: nurse,
      query: 'Patient?identifier=510000199001011234&name:exact=测试&_count=5',
    },
    {
      request: 'r3',
      entities: [`Patient/${mine}`],
      patients: [place(mine)],
      event: 'update',
      action: 'U',
    },
    {
      request: 'r4',
      event: 'sign-in',
      action: 'E',
      outcome: 4,
      refusal: 'unknown-route',
      caller: undefined,
      address: '10.9.9.9',
      entities: [],
      patients: [],
      why: undefined,
    },
    {
      request: 'r5',
      event: 'break-glass',
      action: 'E',
      why: 'break-glass',
      entities: [],
      patients: [place(mine)],
    },
    {
      request: 'r6',
      event: 'delete',
      action: 'D',
      entities: ['Observation/c'],
      patients: [place('gone')],
    },
    {
      request: 'r7',
      event: 'create',
      action: 'C',
      caller: nurse,
      entities: ['Observation/d'],
      patients: [],
    },
    {
      request: 'r8',
      event: 'something-new',
      action: 'E',
      entities: [],
      patients: [],
      caller: nurse,
    },
    {
      request: 'r9',
      event: 'search-compartment',
      action: 'E',
      entities: [],
      query: `Patient/${mine}/Condition?code=B24&patient=${mine}`,
      patients: [place(mine)],
    },
  ];
  for (const [index, line] of lines.entries()) {
    await log.journal.record(event({ at: start + index * minute, ...line }));
  }
});

after(() => log.drop());

test('SEC-08: every kind of event is a valid AuditEvent, newest first', async () => {
  const found = await events(administrator, '');
  assert.deepEqual(found.map(requestOf), [
    'r9',
    'r8',
    'r7',
    'r6',
    'r5',
    'r4',
    'r3',
    'r2',
    'r1',
    'r0',
  ]);
  for (const one of [...found, ...(await events(resident(mine), ''))]) {
    assert.deepEqual(store.validator.validate(one), [], `${one.subtype?.[0]?.code}`);
  }
  assert.deepEqual(
    found.map(({ meta }) => meta?.profile?.[0]?.split('.').at(-1)),
    [
      'PatientQuery',
      undefined,
      'Create',
      'PatientDelete',
      undefined,
      undefined,
      'PatientUpdate',
      'Query',
      'PatientRead',
      'PatientRead',
    ],
  );
});

const searches: [query: string, found: string[]][] = [
  ['patient=MINE', ['r9', 'r5', 'r3', 'r2', 'r0']],
  ['patient=Patient/MINE&action=U', ['r3']],
  [`patient=${base}/Patient/OTHER`, ['r2', 'r1']],
  ['patient=Patient/MINE&patient=Patient/OTHER', ['r2']],
  ['agent=Practitioner/nurse', ['r8', 'r7', 'r2']],
  ['agent=Organization/clinic-2&type=rest', ['r7', 'r2']],
  ['agent-name=nurse a', ['r8', 'r7', 'r2']],
  ['agent-name=测试医师&action=D', ['r6']],
  ['action=C,D', ['r7', 'r6']],
  ['subtype=http://hl7.org/fhir/restful-interaction|search-type', ['r9', 'r2']],
  ['subtype=something-new', ['r8']],
  ['type=110100', ['r8']],
  ['type=110114', ['r4']],
  ['subtype=110127', ['r5']],
  ['outcome=4', ['r4']],
  ['entity=Observation/b', ['r1']],
  ['entity=Patient/MINE', ['r3', 'r2']],
  ['date=ge2026-03-01T09:07:00%2B08:00', ['r9', 'r8', 'r7']],
  ['date=gt2026-03-01T09:07:00%2B08:00&date=lt2026-03-01T09:09:00%2B08:00', ['r8']],
  ['date=2026-03-01&_sort=-date&_total=none&_count=2', ['r9', 'r8']],
  ['date=le2026-02-28', []],
  ['patient=Patient/nobody', []],
];
for (const [query, expected] of searches) {
  test(`The search ${query} finds ${expected.join(' ') || 'nothing'}`, async () => {
    const text = query.replaceAll('MINE', mine).replaceAll('OTHER', other);
    assert.deepEqual(await requests(administrator, text), expected);
  });
}

const refused: [query: string, code: string][] = [
  ['name=x', 'unknown-parameter'],
  ['patient:Patient=x', 'unknown-parameter'],
  ['date=soon', 'bad-parameter'],
  ['_count=1001', 'bad-parameter'],
  ['_count=0', 'bad-parameter'],
  ['_sort=date', 'bad-parameter'],
  ['_total=accurate', 'bad-parameter'],
  ['_cursor=W10', 'bad-cursor'],
];
for (const [query, code] of refused) {
  test(`The search ${query} is refused: ${code}`, async () => {
    await assert.rejects(find(administrator, query), { code });
  });
}

test('Pages follow without a gap or a repetition, also where blocks overlap in time', async () => {
  const many = Array.from({ length: 40 }, (_, index) =>
    event({
      at: start + 100 * minute + ((index * 37) % 40) * 50,
      request: `p${index}`,
      caller: doctor({ who: 'Practitioner/pages' }),
    }),
  );
  // Interleaved: each transaction appends events that lie between those of the others.
  for (let first = 0; first < 40; first += 5) {
    await log.database.transaction((tx) => log.journal.append(tx, many.slice(first, first + 5)));
  }
  const expected = many.toSorted((a, b) => b.at - a.at).map((line) => line.request);
  const seen: (string | undefined)[] = [];
  let query = 'agent=Practitioner/pages&_count=7';
  for (;;) {
    const bundle = await find(administrator, query);
    seen.push(...(bundle.entry ?? []).map(({ resource }) => requestOf(resource as AuditEvent)));
    const next = bundle.link?.find(({ relation }) => relation === 'next')?.url;
    if (next === undefined) break;
    query = new URL(next).search;
  }
  assert.deepEqual(seen, expected);
});

test('A cursor is good for its search and its reader only', async () => {
  const next = (await find(administrator, '_count=2')).link?.find(
    (l) => l.relation === 'next',
  )?.url;
  const cursor = new URL(next ?? '').searchParams.get('_cursor') ?? '';
  await assert.rejects(find(administrator, `action=R&_cursor=${cursor}`), { code: 'bad-cursor' });
  await assert.rejects(find(resident(mine), `_cursor=${cursor}`), { code: 'bad-cursor' });
});

test('EMR-01: a resident sees who touched the own record and why, nothing of others', async () => {
  const found = await events(resident(mine), '');
  assert.deepEqual(found.map(requestOf), ['r9', 'r5', 'r3', 'r2', 'r0']);
  const shared = found.find((one) => requestOf(one) === 'r2');
  const text = JSON.stringify(found);
  for (const hidden of [other, 'Observation/both', '10.1.2.3', 'session-1', 'B24', '"query"']) {
    assert.ok(!text.includes(hidden), hidden);
  }
  const person = shared?.agent.find(({ requestor }) => requestor);
  assert.equal(person?.name, 'Nurse A');
  assert.equal(person?.role?.[0]?.coding?.[0]?.display, '护士');
  assert.equal(person?.purposeOfUse?.[0]?.coding?.[0]?.code, 'TREAT');
  assert.ok(shared?.agent.some(({ who }) => who?.reference === 'Organization/clinic-2'));
  assert.deepEqual(
    shared?.entity?.flatMap(({ what }) => what?.reference ?? []),
    [`Patient/${mine}`, `Patient/${mine}`],
  );
});

test('A resident learns nothing of others by what is asked for', async () => {
  assert.deepEqual(await requests(resident(mine), `patient=Patient/${other}`), []);
  assert.deepEqual(await requests(resident(mine), 'entity=Observation/both'), []);
  assert.deepEqual(await requests(resident(mine), `entity=Patient/${other}`), []);
  assert.deepEqual(await requests(resident(mine), 'outcome=4'), []);
  assert.deepEqual(await requests(resident('nobody'), ''), []);
});

test('An event is read by its id, by administrators and by whose record it touched', async () => {
  const [first] = await events(administrator, 'entity=Observation/a');
  const read = async (caller: Caller | undefined, id = first?.id ?? '') => {
    const answer = await handlers.read(request({ type: 'AuditEvent', id }), { ...store, caller });
    return JSON.parse(answer.body ?? '') as AuditEvent;
  };
  assert.deepEqual(await read(administrator), first);
  assert.equal(requestOf(await read(resident(mine))), 'r0');
  const unknown = [resident(other), resident('nobody'), doctor(), undefined];
  for (const caller of unknown) await assert.rejects(read(caller), { code: 'not-found' });
  for (const id of ['x', `${first?.id}1`, 'ffff0000000000000001-0', first?.id?.toUpperCase()]) {
    await assert.rejects(read(administrator, id ?? ''), { code: 'not-found' });
  }
});

test('Whoever is neither resident nor administrator of security or audit gets 404', async () => {
  const others = [
    doctor(),
    doctor({ role: 'supervisor' }),
    doctor({ kind: 'administrator', role: 'system-administrator' }),
    doctor({ kind: 'system', role: 'system' }),
    undefined,
  ];
  for (const caller of others) await assert.rejects(find(caller, ''), { code: 'not-found' });
  const auditor = doctor({ kind: 'administrator', role: 'audit-administrator' });
  assert.equal((await events(auditor, 'type=110114')).length, 1);
});

test('Administrators see that somebody searched, not for which name or diagnosis', async () => {
  const found = await events(administrator, 'subtype=search-type');
  const queries = found.map(({ entity }) =>
    Buffer.from(entity?.find(({ query }) => query !== undefined)?.query ?? '', 'base64').toString(),
  );
  assert.deepEqual(queries, [
    `Patient/${mine}/Condition?code=***&patient=${mine}`,
    'Patient?identifier=***&name:exact=***&_count=5',
  ]);
});

test('A patient who was deleted since is still named, one who never was is not', async () => {
  const id = await makePatient();
  await log.journal.record(event({ at: start, patients: [place(id)], entities: [], request: 'd' }));
  await deleteResource(
    request({ method: 'DELETE', type: 'Patient', id, path: ['Patient', id] }),
    store,
  );
  const [found] = await events(administrator, `patient=${id}`);
  assert.equal(found?.entity?.[0]?.what?.reference, `Patient/${id}`);
  const [gone] = await events(administrator, 'patient=gone');
  const person = gone?.entity?.find(({ type }) => type?.code === '1');
  assert.equal(person?.what?.reference, undefined);
  assert.equal(person?.what?.identifier?.value, resourceKey('Patient', 'gone'));
});
