/** The merging of paged streams into one timeline. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer, Page } from './client.ts';
import { FhirFailure } from './client.ts';
import type { Bundle, Fact } from './shapes.ts';
import type { Chart, Kind } from './streams.ts';
import { chartOf, firstRequests, streamNames, streamsOf, withPages } from './streams.ts';
import { byMonth, timelineOf } from './timeline.ts';

const patient: Fact = { resourceType: 'Patient', id: 'p' };
const everything = () => true;

function visit(id: string, start: string): Fact {
  return { resourceType: 'Encounter', id, period: { start } };
}

function result(id: string, when: string, given: Partial<Fact> = {}): Fact {
  return { resourceType: 'Observation', id, effectiveDateTime: when, ...given };
}

function searchset(facts: Fact[], next?: string): Answer {
  const link = next === undefined ? [] : [{ relation: 'next', url: `http://x/fhir/R4/${next}` }];
  const entry = facts.map((resource) => ({ resource, search: { mode: 'match' } }));
  return { resource: { resourceType: 'Bundle', link, entry } satisfies Bundle };
}

/** A chart whose first batch was answered with these streams, the others being empty. */
function chart(given: Partial<Record<string, Answer>>): Chart {
  const requests = firstRequests('p');
  const types: Record<string, string> = {
    visits: 'Encounter?',
    results: 'Observation?',
    bills: 'Claim?',
  };
  const answers = requests.map((request) => {
    const name = Object.keys(given).find((key) => request.startsWith(types[key] ?? '?'));
    return (name !== undefined && given[name]) || searchset([]);
  });
  return chartOf(patient, answers);
}

const keys = (shown: Chart, chosen: Kind[] = []) =>
  timelineOf(shown, new Set(chosen), everything).blocks.map(({ key }) => key);

test('the first screen is one batch about one patient, without bills', () => {
  const requests = firstRequests('p');
  assert.equal(requests[0], 'Patient/p');
  assert.ok(requests.slice(1).every((request) => request.includes('patient=p&')));
  assert.ok(!requests.some((request) => request.startsWith('Claim')));
});

test('facts of different streams are in one order, the latest first', () => {
  const shown = chart({
    visits: searchset([visit('new', '2026-03-01'), visit('old', '2024-01-01')]),
    results: searchset([result('mid', '2025-02-02')]),
  });
  assert.deepEqual(keys(shown), ['Encounter/new', 'Observation/mid', 'Encounter/old']);
});

test('a stream with more pages holds back what is older than its oldest loaded fact', () => {
  const shown = chart({
    visits: searchset([visit('new', '2026-03-01'), visit('old', '2020-01-01')]),
    results: searchset([result('a', '2026-02-02'), result('b', '2025-02-02')], 'page-2'),
  });
  const timeline = timelineOf(shown, new Set(), everything);
  assert.deepEqual(
    timeline.blocks.map(({ key }) => key),
    ['Encounter/new', 'Observation/a', 'Observation/b'],
  );
  assert.deepEqual(timeline.pending, ['results']);
});

test('the next page brings the rest, and rows already shown stay where they were', () => {
  const before = chart({
    visits: searchset([visit('new', '2026-03-01'), visit('old', '2020-01-01')]),
    results: searchset([result('a', '2025-02-02')], 'page-2'),
  });
  const page: Page = { found: [result('c', '2021-01-01')], included: [] };
  const after = withPages(before, new Map([['results', page]]));
  assert.deepEqual(keys(after).slice(0, keys(before).length), keys(before));
  assert.deepEqual(keys(after).slice(-2), ['Observation/c', 'Encounter/old']);
  assert.deepEqual(timelineOf(after, new Set(), everything).pending, []);
});

test('only the chosen kinds are shown, and only they are waited for', () => {
  const shown = chart({
    visits: searchset([visit('new', '2026-03-01'), visit('old', '2020-01-01')]),
    results: searchset([result('a', '2025-02-02')], 'page-2'),
  });
  assert.deepEqual(keys(shown, ['visit']), ['Encounter/new', 'Encounter/old']);
});

test('bills are loaded only when they are asked for', () => {
  assert.ok(!streamsOf(new Set()).includes('bills'));
  const timeline = timelineOf(chart({}), new Set<Kind>(['bill']), everything);
  assert.deepEqual(timeline.pending, ['bills']);
});

test('results of a visit are set under it, in one row a category', () => {
  const encounter = { reference: 'Encounter/v' };
  const laboratory = [{ coding: [{ code: 'laboratory' }] }];
  const shown = chart({
    visits: searchset([visit('v', '2026-03-01T08:00:00Z')]),
    results: searchset([
      result('a', '2026-03-01T09:00:00Z', { encounter, category: laboratory }),
      result('b', '2026-03-01T09:10:00Z', { encounter, category: laboratory }),
      result('c', '2026-03-01T08:10:00Z', {
        encounter,
        category: [{ coding: [{ code: 'vital-signs' }] }],
      }),
    ]),
  });
  const [block, ...others] = timelineOf(shown, new Set(), everything).blocks;
  assert.deepEqual(others, []);
  assert.deepEqual(
    block?.rows.map(({ facts }) => facts.map(({ id }) => id)),
    [['v'], ['a', 'b'], ['c']],
  );
});

test('medicines ordered in one visit are one row under it', () => {
  const encounter = { reference: 'Encounter/v' };
  const order = (id: string): Fact => ({
    resourceType: 'MedicationRequest',
    id,
    encounter,
    authoredOn: '2026-03-01T09:00:00Z',
  });
  const answers = firstRequests('p').map((request) => {
    if (request.startsWith('Encounter')) return searchset([visit('v', '2026-03-01T08:00:00Z')]);
    const isTimeline = request.startsWith('MedicationRequest') && !request.includes('status=');
    return searchset(isTimeline ? [order('a'), order('b')] : []);
  });
  const [block] = timelineOf(chartOf(patient, answers), new Set(), everything).blocks;
  assert.deepEqual(
    block?.rows.map(({ facts }) => facts.map(({ id }) => id)),
    [['v'], ['a', 'b']],
  );
});

test('results that a report in sight tells are not told twice', () => {
  const requests = firstRequests('p');
  const report: Fact = {
    resourceType: 'DiagnosticReport',
    id: 'r',
    effectiveDateTime: '2026-03-01',
    result: [{ reference: 'Observation/a' }],
  };
  const answers = requests.map((request) => {
    if (request.startsWith('DiagnosticReport')) return searchset([report]);
    if (!request.startsWith('Observation')) return searchset([]);
    return searchset([result('a', '2026-03-01'), result('b', '2026-03-01')]);
  });
  const shown = keys(chartOf(patient, answers));
  assert.deepEqual(shown.toSorted(), ['DiagnosticReport/r', 'Observation/b']);
});

test('a stream that failed is named, holds nothing back, and is asked again on a retry', () => {
  const failure = new FhirFailure(500);
  const shown = chart({ visits: searchset([visit('v', '2020-01-01')]), results: { failure } });
  const timeline = timelineOf(shown, new Set(), everything);
  assert.deepEqual(timeline.failed, ['results']);
  assert.deepEqual(
    timeline.blocks.map(({ key }) => key),
    ['Encounter/v'],
  );
  assert.match(shown.streams.results.next ?? '', /^Observation\?patient=p/);
});

test('a page that failed keeps what is loaded and its own request', () => {
  const before = chart({ results: searchset([result('a', '2025-02-02')], 'page-2') });
  const failed: Page = { found: [], included: [], failure: new FhirFailure(0) };
  const after = withPages(before, new Map([['results', failed]]));
  assert.equal(after.streams.results.found.length, 1);
  assert.equal(after.streams.results.next, 'page-2');
  assert.equal(after.streams.results.failure?.status, 0);
});

test('what has no date stands last, under no month', () => {
  const shown = chart({
    visits: searchset([visit('v', '2026-03-01')]),
    results: searchset([{ resourceType: 'Observation', id: 'undated' }]),
  });
  const months = byMonth(timelineOf(shown, new Set(), everything).blocks);
  assert.deepEqual(
    months.map(({ month, blocks }) => [month, blocks[0]?.key]),
    [
      ['2026-03', 'Encounter/v'],
      ['', 'Observation/undated'],
    ],
  );
});

test('every stream has a place in a chart', () => {
  assert.deepEqual(Object.keys(chart({}).streams), streamNames);
});
