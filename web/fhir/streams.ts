/**
 * The searches that a chart is made of, and their pages. Each stream is one search sorted by
 * clinical date. https://hl7.org/fhir/R4/search.html
 */
import type { Answer, Page } from './client.ts';
import { pageOf } from './client.ts';
import type { Fact } from './shapes.ts';
import { keyOf } from './shapes.ts';

/** What a row of the timeline is about. */
export const kinds = [
  'visit',
  'problem',
  'result',
  'report',
  'medicine',
  'procedure',
  'immunization',
  'allergy',
  'document',
  'plan',
  'bill',
] as const;
export type Kind = (typeof kinds)[number];

interface StreamDefinition {
  type: string;
  kind: Kind;
  /** The sort and the size of a page, and what comes with it. */
  query: string;
  /** Loaded only when its kind is asked for: not clinical. */
  onDemand?: true;
}

/** Every stream of the timeline. */
export const streams = {
  visits: {
    type: 'Encounter',
    kind: 'visit',
    query: '_sort=-date&_count=50&_include=Encounter:service-provider',
  },
  problems: { type: 'Condition', kind: 'problem', query: '_sort=-onset-date&_count=200' },
  results: { type: 'Observation', kind: 'result', query: '_sort=-date&_count=100' },
  reports: { type: 'DiagnosticReport', kind: 'report', query: '_sort=-date&_count=50' },
  imaging: { type: 'ImagingStudy', kind: 'report', query: '_sort=-started&_count=50' },
  prescriptions: {
    type: 'MedicationRequest',
    kind: 'medicine',
    query: '_sort=-authoredon&_count=50',
  },
  dispenses: {
    type: 'MedicationDispense',
    kind: 'medicine',
    query: '_sort=-whenhandedover&_count=50',
  },
  procedures: { type: 'Procedure', kind: 'procedure', query: '_sort=-date&_count=50' },
  immunizations: { type: 'Immunization', kind: 'immunization', query: '_sort=-date&_count=100' },
  allergies: { type: 'AllergyIntolerance', kind: 'allergy', query: '_sort=-date&_count=100' },
  documents: { type: 'DocumentReference', kind: 'document', query: '_sort=-date&_count=50' },
  plans: { type: 'CarePlan', kind: 'plan', query: '_sort=-date&_count=50' },
  requests: { type: 'ServiceRequest', kind: 'plan', query: '_sort=-authored&_count=50' },
  bills: { type: 'Claim', kind: 'bill', query: '_sort=-created&_count=50', onDemand: true },
} as const satisfies Record<string, StreamDefinition>;

export type StreamName = keyof typeof streams;
export const streamNames = Object.keys(streams) as StreamName[];

const definitions: Record<StreamName, StreamDefinition> = streams;

/**
 * What is loaded of a stream: its facts, and the request for more; a failed stream says so until a
 * retry succeeds.
 */
export type Stream = Pick<Page, 'found' | 'next' | 'failure'>;

/** A chart as far as it is loaded. */
export interface Chart {
  patient: Fact;
  streams: Record<StreamName, Stream>;
  /** Medicines being taken, however long ago they were prescribed. */
  activeMedicines: Stream;
  /** Everything loaded, also what was only included, by `Type/id`. */
  directory: ReadonlyMap<string, Fact>;
}

/** The kind of a stream. */
export function kindOf(name: StreamName): Kind {
  return definitions[name].kind;
}

/** The streams that show these kinds; with none given, all that are clinical. */
export function streamsOf(chosen: ReadonlySet<Kind>): StreamName[] {
  return streamNames.filter((name) =>
    chosen.size === 0 ? !definitions[name].onDemand : chosen.has(definitions[name].kind),
  );
}

function firstRequest(name: StreamName, patientId: string): string {
  const { type, query } = definitions[name];
  return `${type}?patient=${patientId}&${query}`;
}

/**
 * The batch that fills the first screen: the patient, the active medicines, then a page of each
 * clinical stream.
 */
export function firstRequests(patientId: string): string[] {
  const active = `MedicationRequest?patient=${patientId}&status=active,on-hold&_count=100`;
  const pages = streamsOf(new Set()).map((name) => firstRequest(name, patientId));
  return [`Patient/${patientId}`, active, ...pages];
}

/** A chart made of the answers to `firstRequests`. `patient` is the first answer's resource. */
export function chartOf(patient: Fact, answers: readonly Answer[]): Chart {
  const { next: _, ...active } = pageOf(answers[1]);
  const pages = new Map<StreamName, Page>();
  streamsOf(new Set()).forEach((name, index) => pages.set(name, pageOf(answers[index + 2])));
  const { id = '' } = patient;
  const stateOf = (name: StreamName): Stream => {
    const page = pages.get(name);
    if (page === undefined) return { found: [], next: firstRequest(name, id) };
    const { found, next, failure } = page;
    const again = failure === undefined ? next : firstRequest(name, id);
    return { found, ...(again && { next: again }), ...(failure && { failure }) };
  };
  const all = [...pages.values()].flatMap((page) => [...page.found, ...page.included]);
  return {
    patient,
    streams: Object.fromEntries(
      streamNames.map((name) => [name, stateOf(name)]),
    ) as Chart['streams'],
    activeMedicines: active,
    directory: new Map([patient, ...active.found, ...all].map((fact) => [keyOf(fact), fact])),
  };
}

/**
 * A chart with the next page of some streams added; a page that failed keeps its request for a
 * retry.
 */
export function withPages(chart: Chart, loaded: ReadonlyMap<StreamName, Page>): Chart {
  const next = { ...chart.streams };
  for (const [name, page] of loaded) {
    const before = chart.streams[name];
    const again = page.failure === undefined ? page.next : before.next;
    next[name] = {
      found: [...before.found, ...page.found],
      ...(again === undefined ? {} : { next: again }),
      ...(page.failure && { failure: page.failure }),
    };
  }
  const facts = [...loaded.values()].flatMap((page) => [...page.found, ...page.included]);
  return { ...chart, streams: next, directory: withFacts(chart.directory, facts) };
}

/** A directory with further resources in it. */
export function withFacts(
  directory: ReadonlyMap<string, Fact>,
  facts: Iterable<Fact>,
): Map<string, Fact> {
  const more = new Map(directory);
  for (const fact of facts) more.set(keyOf(fact), fact);
  return more;
}
