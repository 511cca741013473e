/**
 * `Patient/$match`: which Patients may be this person, most probable first. A caller gets those
 * whose record is open to them, and learns of no others.
 * https://hl7.org/fhir/R4/patient-operation-match.html
 */
import type { Resource } from '#model/fhir.ts';
import { parseContent } from '#fhir/handling/content.ts';
import { type EntryText, bundleId, bundleText } from '#fhir/handling/bundle-text.ts';
import { type FhirRequest, type Interaction, lookedAt } from '#fhir/handling/interaction.ts';
import { listParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { type Found, type SearchParts, findAlike } from '../index/find-alike.ts';
import { traitsOf } from '../traits/traits.ts';

const gradeUrl = 'http://hl7.org/fhir/StructureDefinition/match-grade';
const standardCount = 10;
const mostCount = 50;
/** From this probability on a pair for review is called probable. */
const probableFrom = 0.9;

/** Answers 200 with a searchset; throws `type-mismatch`, `parameter-missing`. */
export function createMatch(parts: SearchParts): Interaction {
  return async (request, store) => {
    if (store.caller === undefined) throw refuse('unauthenticated');
    const { patient, onlyCertain, count } = readAsked(request);
    const alike = await findAlike(parts, store.sql, traitsOf(patient));
    const wanted = alike.filter(({ zone }) => (onlyCertain ? zone === 'link' : zone !== 'none'));
    const rows = wanted.map(({ row }) => row);
    const open = new Set(await (store.access?.admit(store.sql, rows) ?? rows));
    const shown = wanted.filter(({ row }) => open.has(row)).slice(0, count);
    const body = bundleText({
      id: bundleId(store.randomBytes(16)),
      type: 'searchset',
      updated: store.now(),
      total: shown.length,
      links: [],
      entries: shown.map((found) => entryOf(request, found)),
    });
    return { status: 200, body, looked: lookedAt(shown.map(({ row }) => row)) };
  };
}

function readAsked(request: FhirRequest) {
  const { resource } = parseContent(request);
  const list = resource.resourceType === 'Parameters' ? listParameters(resource) : [];
  const of = (name: string) => list.find((one) => one.name === name);
  const patient = resource.resourceType === 'Patient' ? resource : of('resource')?.resource;
  if (patient === undefined) throw refuse('parameter-missing', { name: 'resource' });
  if ((patient as Resource).resourceType !== 'Patient') {
    throw refuse('type-mismatch', { type: 'Patient' });
  }
  const asked = of('count')?.['valueInteger'];
  const count = typeof asked === 'number' && asked > 0 ? Math.min(asked, mostCount) : standardCount;
  const onlyCertain = of('onlyCertainMatches')?.['valueBoolean'] === true;
  return { patient: patient as Resource, count, onlyCertain };
}

function gradeOf({ zone, probability }: Found): string {
  if (zone === 'link') return 'certain';
  return probability >= probableFrom ? 'probable' : 'possible';
}

function entryOf({ base }: FhirRequest, found: Found): EntryText {
  const { row, probability } = found;
  return {
    fullUrl: `${base}/Patient/${row.id}`,
    resource: row.body,
    search: {
      extension: [{ url: gradeUrl, valueCode: gradeOf(found) }],
      mode: 'match',
      score: Number(probability.toFixed(6)),
    },
  };
}
