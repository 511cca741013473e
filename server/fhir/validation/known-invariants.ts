/** The invariants of the elements that are everywhere, in plain code; a test holds them against FHIRPath. https://hl7.org/fhir/R4/conformance-rules.html#constraints */
import type { Report } from './report.ts';

type JsonObject = Record<string, unknown>;

/** Whether an invariant holds for an element. */
export type Invariant = (element: JsonObject, report: Report) => boolean;

const ucum = 'http://unitsofmeasure.org';

const has = (element: JsonObject, name: string) =>
  element[name] !== undefined || element[`_${name}`] !== undefined;

/** Whether a choice is there, as `valueQuantity` for `value`. */
function hasChoice(element: JsonObject, name: string): boolean {
  for (const key in element) {
    const bare = key.startsWith('_') ? key.slice(1) : key;
    if (bare.startsWith(name) && bare.length > name.length && isUpper(bare, name.length)) return true;
  }
  return false;
}

const isUpper = (text: string, index: number) => /[A-Z]/.test(text[index] ?? '');
const all = (element: JsonObject, ...names: string[]) => names.every((name) => has(element, name));
const some = (element: JsonObject, ...names: string[]) => names.some((name) => has(element, name));
const objects = (value: unknown): JsonObject[] =>
  (Array.isArray(value) ? value : [value]).filter(
    (item): item is JsonObject => typeof item === 'object' && item !== null,
  );

function hasCoding(concept: unknown, system: string, codes: readonly string[]): boolean {
  return objects(concept).some((item) =>
    objects(item['coding']).some(
      (coding) => coding['system'] === system && codes.includes(String(coding['code'])),
    ),
  );
}

const terminology = 'http://terminology.hl7.org/CodeSystem';
const entered = ['entered-in-error'];
const conditionError = (element: JsonObject) =>
  hasCoding(element['verificationStatus'], `${terminology}/condition-ver-status`, entered);
const allergyError = (element: JsonObject) =>
  hasCoding(element['verificationStatus'], `${terminology}/allergyintolerance-verification`, entered);

/** Texts of dates compare as instants where both tell the time, else by what both tell; undecided is no breach. */
function notAfter(start: unknown, end: unknown): boolean {
  if (typeof start !== 'string' || typeof end !== 'string') return true;
  if (start.includes('T') && end.includes('T')) return Date.parse(start) <= Date.parse(end);
  const length = Math.min(start.length, end.length, 10);
  return start.slice(0, length) <= end.slice(0, length);
}

function quantitiesOrdered(low: unknown, high: unknown): boolean {
  const [a, b] = [objects(low)[0], objects(high)[0]];
  if (typeof a?.['value'] !== 'number' || typeof b?.['value'] !== 'number') return true;
  return a['code'] !== b['code'] || a['value'] <= b['value'];
}

/** The resources contained in the one at hand may not nest, nor carry versions or labels. */
const contained: Record<string, Invariant> = {
  'dom-2': (element) => objects(element['contained']).every((item) => !has(item, 'contained')),
  'dom-3': (element) => unreferenced(element).length === 0,
  'dom-4': (element) =>
    objects(element['contained']).every(
      (item) => !objects(item['meta']).some((meta) => some(meta, 'versionId', 'lastUpdated')),
    ),
  'dom-5': (element) =>
    objects(element['contained']).every(
      (item) => !objects(item['meta']).some((meta) => has(meta, 'security')),
    ),
};

/** The contained resources that nothing in the container refers to, and that do not refer to it. */
function unreferenced(element: JsonObject): JsonObject[] {
  if (element['contained'] === undefined) return [];
  const named = new Set<string>();
  collectTexts(element, named);
  return objects(element['contained']).filter((item) => {
    if (named.has(`#${String(item['id'])}`)) return false;
    const own = new Set<string>();
    collectTexts(item, own);
    return !own.has('#');
  });
}

/** Every text that begins with `#`. */
function collectTexts(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') {
    if (value.startsWith('#')) into.add(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) collectTexts(item, into);
  }
}

function isContainedHere({ reference }: JsonObject, report: Report): boolean {
  if (typeof reference !== 'string' || !reference.startsWith('#') || reference === '#') return true;
  return objects(report.root['contained']).some((item) => `#${String(item['id'])}` === reference);
}

function sharesCodeWithComponent(element: JsonObject): boolean {
  if (element['component'] === undefined || !hasChoice(element, 'value')) return false;
  const key = (coding: JsonObject) => `${String(coding['system'])}|${String(coding['code'])}`;
  const own = new Set(objects(element['code']).flatMap((code) => objects(code['coding']).map(key)));
  return objects(element['component']).some((component) =>
    objects(component['code']).some((code) =>
      objects(code['coding']).some((coding) => own.has(key(coding))),
    ),
  );
}

const elementPath =
  /[^\s.,:;'"/|?!@#$%&*()[\]{}]{1,64}(\.[^\s.,:;'"/|?!@#$%&*()[\]{}]{1,64}(\[x\])?(:[^\s.]+)?)*/;

function referenceIn(value: unknown): string {
  return String(objects(value)[0]?.['reference'] ?? '');
}

/** By key: every one is what the FHIRPath of the definitions says. */
export const knownInvariants: Readonly<Record<string, Invariant>> = {
  ...contained,
  'ext-1': (element) => (element['extension'] !== undefined) !== hasChoice(element, 'value'),
  'qty-3': (element) => !has(element, 'code') || has(element, 'system'),
  'att-1': (element) => !has(element, 'data') || has(element, 'contentType'),
  'cpt-2': (element) => !has(element, 'value') || has(element, 'system'),
  'drt-1': (element) =>
    !has(element, 'code') || (element['system'] === ucum && has(element, 'value')),
  'per-1': (element) => notAfter(element['start'], element['end']),
  'rng-2': (element) => quantitiesOrdered(element['low'], element['high']),
  'rat-1': (element) =>
    has(element, 'numerator') === has(element, 'denominator') &&
    some(element, 'numerator', 'extension'),
  'ref-1': isContainedHere,
  'tim-1': (element) => !has(element, 'duration') || has(element, 'durationUnit'),
  'tim-2': (element) => !has(element, 'period') || has(element, 'periodUnit'),
  'tim-4': (element) => !(Number(element['duration'] ?? 0) < 0),
  'tim-5': (element) => !(Number(element['period'] ?? 0) < 0),
  'tim-6': (element) => !has(element, 'periodMax') || has(element, 'period'),
  'tim-7': (element) => !has(element, 'durationMax') || has(element, 'duration'),
  'tim-8': (element) => !has(element, 'countMax') || has(element, 'count'),
  'tim-10': (element) => !all(element, 'timeOfDay', 'when'),
  'ait-1': (element) => allergyError(element) || has(element, 'clinicalStatus'),
  'ait-2': (element) => !allergyError(element) || !has(element, 'clinicalStatus'),
  'con-1': (element) => some(element, 'summary', 'assessment'),
  'con-2': (element) => some(element, 'code', 'detail'),
  'con-4': (element) =>
    !hasChoice(element, 'abatement') ||
    hasCoding(element['clinicalStatus'], `${terminology}/condition-clinical`, [
      'resolved',
      'remission',
      'inactive',
    ]),
  'con-5': (element) => !conditionError(element) || !has(element, 'clinicalStatus'),
  'cpl-3': (element) => !all(element, 'detail', 'reference'),
  'gol-1': (element) => !hasChoice(element, 'detail') || has(element, 'measure'),
  'imm-1': (element) => some(element, 'documentType', 'reference'),
  'mad-1': (element) => has(element, 'dose') || hasChoice(element, 'rate'),
  'obs-3': (element) => some(element, 'low', 'high', 'text'),
  'obs-6': (element) => !has(element, 'dataAbsentReason') || !hasChoice(element, 'value'),
  'obs-7': (element) => !sharesCodeWithComponent(element),
  'org-1': (element) => some(element, 'identifier', 'name'),
  'org-2': (element) => element['use'] !== 'home',
  'org-3': (element) => element['use'] !== 'home',
  'pat-1': (element) => some(element, 'name', 'telecom', 'address', 'organization'),
  'prr-1': (element) => !has(element, 'orderDetail') || has(element, 'code'),
  // `resolve()` would need the store; the type in the reference tells as much.
  'ctm-1': (element) =>
    !has(element, 'onBehalfOf') || /^$|^Practitioner\/|^[a-z#]/.test(referenceIn(element['member'])),
  'ras-2': (element) => !(Number(element['probabilityDecimal'] ?? 0) > 100),
  'ras-1': (element) =>
    objects([element['low'], element['high']].flat()).every(
      (bound) => bound['code'] === '%' && bound['system'] === ucum,
    ),
  'que-7': (element) => element['operator'] !== 'exists' || has(element, 'answerBoolean'),
  // The expressions of these two are no regular expressions in the Unicode mode that the library uses.
  'eld-16': (element) =>
    typeof element['sliceName'] !== 'string' || /^[a-zA-Z0-9/\-_[\]@]+$/.test(element['sliceName']),
  'eld-19': (element) => typeof element['path'] !== 'string' || elementPath.test(element['path']),
  'bdl-5': (element) => some(element, 'resource', 'request', 'response'),
};
