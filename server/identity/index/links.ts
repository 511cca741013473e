/**
 * Patient.link: each record of a person with several names the first; the first names nobody. The
 * house sets it, whoever writes.
 * https://hl7.org/fhir/R4/patient-definitions.html#Patient.link
 */
import type { Resource } from '#model/fhir.ts';
import { interpret } from '#fhir/handling/prepare.ts';
import type { AuditLine } from '#fhir/handling/audit-line.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { createTrace } from '#fhir/handling/trace.ts';
import { parseJson } from '#fhir/json.ts';
import type { CurrentRow } from '#fhir/store/read.ts';
import { type Write, type WrittenContent, methods } from '#fhir/store/write.ts';

interface Link {
  type?: string;
  other?: { reference?: string };
}

/** What is made of a version needs this of the store. */
export type Interpreting = Pick<Store, 'search' | 'guardian' | 'sealer'>;

/** Whether a Patient names the first record of its person as it should. */
export function isLinked(patient: Resource, first: string | undefined): boolean {
  const links = seeAlso(patient);
  if (first === undefined) return links.length === 0;
  return links.length === 1 && links[0]?.other?.reference === `Patient/${first}`;
}

const seeAlso = (patient: Resource) =>
  ((patient['link'] ?? []) as Link[]).filter(({ type }) => type === 'seealso');

/** A Patient that names the first record; undefined: it is the first itself. */
function linked(patient: Resource, first: string | undefined): Resource {
  const others = ((patient['link'] ?? []) as Link[]).filter(({ type }) => type !== 'seealso');
  const own: Link[] =
    first === undefined ? [] : [{ other: { reference: `Patient/${first}` }, type: 'seealso' }];
  const { link: _link, ...rest } = patient;
  const link = [...others, ...own];
  return (link.length === 0 ? rest : { ...rest, link }) as Resource;
}

/** The content of a version with its link as it should be. */
export function contentLinked(
  store: Interpreting,
  given: { body: string; id: string; version: number; updated: number },
  first: string | undefined,
): Omit<WrittenContent, 'owner'> {
  const { body, ...version } = given;
  const { value, faithful } = parseJson(body);
  const content = {
    resource: linked(value as Resource, first),
    faithful: linked(faithful as Resource, first),
  };
  const { source: _source, ofPatient: _ofPatient, ...said } = interpret(store, content, version);
  return said;
}

/** A new version of a Patient, of the house, whose link alone is another. */
export function linkWrite(
  store: Interpreting & Pick<Store, 'now'>,
  row: CurrentRow,
  first: string | undefined,
): Write {
  const version = row.version + 1;
  const updated = store.now();
  const { id, body, owner, bucket, key, seq } = row;
  return {
    type: 'Patient',
    id,
    key,
    bucket,
    version,
    seq,
    method: methods.PUT,
    updated,
    content: { ...contentLinked(store, { body, id, version, updated }, first), owner },
    replaced: row,
    located: false,
    reasoned: store.guardian.giving.has('Patient'),
    audit: houseLine(store, { row, version }),
  };
}

/** The event of such a version: the house acted, called by nobody, from nowhere. */
function houseLine(
  { now }: Pick<Store, 'now'>,
  { row, version }: { row: CurrentRow; version: number },
): AuditLine {
  const trace = createTrace({ caller: undefined, address: '', request: '', now });
  const { id, patient, bucket } = row;
  const line = trace.written({
    type: 'Patient',
    id,
    version,
    method: methods.PUT,
    patient,
    bucket,
  });
  return { ...line, address: undefined, why: 'platform' };
}
