/**
 * Patient.link: each record of a person with several names the first; the first names nobody. Who
 * was merged names by whom it is replaced. The house sets it, whoever writes.
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
import type { MergedWith, Merges } from './merges.ts';

interface Extension {
  url?: string;
  valueCode?: string;
}

interface Link {
  id?: string;
  type?: string;
  other?: { reference?: string };
}

/** What is made of a version needs this of the store. */
export type Interpreting = Pick<Store, 'search' | 'guardian' | 'sealer'>;

/** Whose a record is, and what it was merged with. */
export interface LinkTies extends Merges {
  /** Id of the first record of the person; undefined: it is the first itself. */
  first: string | undefined;
}

/** Where a record that was merged keeps what it said of itself: true, false, or nothing. */
const activeUrl = 'https://yishu.example/StructureDefinition/active-before-merge';

/** Links with such an id are of the house. */
export const mergeMark = 'merge-';

/** Whether the links of a Patient are as they should be. */
export function isLinked(patient: Resource, ties: LinkTies): boolean {
  const next = linked(patient, ties);
  return ['link', 'active', 'extension'].every(
    (name) => JSON.stringify(next[name]) === JSON.stringify(patient[name]),
  );
}

/**
 * A Patient with the links that the house sets: to the first record of its person, and to those it
 * was merged with. Other links stay as they were sent. One that is used no longer is not active,
 * and remembers what it was.
 */
function linked(patient: Resource, { first, replacedBy, replaces }: LinkTies): Resource {
  const { link: given = [], extension: said = [], active: _active, ...rest } = patient;
  const active = patient['active'] as boolean | undefined;
  const kept = (given as Link[]).filter(
    ({ type, id }) => type !== 'seealso' && id?.startsWith(mergeMark) !== true,
  );
  const links: Link[] = [
    ...kept,
    ...replacedBy.map((one) => mergeLink(one, 'replaced-by')),
    ...replaces.map((one) => mergeLink(one, 'replaces')),
    ...(first === undefined ? [] : [linkTo(first, 'seealso')]),
  ];
  const extensions = said as Extension[];
  const remembered = extensions.find(({ url }) => url === activeUrl);
  const sent =
    remembered === undefined ? active : { true: true, false: false }[remembered.valueCode ?? ''];
  const isReplaced = replacedBy.length > 0;
  const others = extensions.filter(({ url }) => url !== activeUrl);
  const own = isReplaced ? [{ url: activeUrl, valueCode: String(sent ?? 'absent') }] : [];
  const extension = [...others, ...own];
  const now = isReplaced ? false : sent;
  return {
    ...rest,
    ...(extension.length === 0 ? {} : { extension }),
    ...(now === undefined ? {} : { active: now }),
    ...(links.length === 0 ? {} : { link: links }),
  } as Resource;
}

const linkTo = (patient: string, type: string): Link => ({
  other: { reference: `Patient/${patient}` },
  type,
});

const mergeLink = ({ patient, linkage }: MergedWith, type: string): Link => ({
  id: `${mergeMark}${linkage}`,
  ...linkTo(patient, type),
});

/** The content of a version with its link as it should be. */
export function contentLinked(
  store: Interpreting,
  given: { body: string; id: string; version: number; updated: number },
  ties: LinkTies,
): Omit<WrittenContent, 'owner'> {
  const { body, ...version } = given;
  const { value, faithful } = parseJson(body);
  const content = {
    resource: linked(value as Resource, ties),
    faithful: linked(faithful as Resource, ties),
  };
  const { source: _source, ofPatient: _ofPatient, ...said } = interpret(store, content, version);
  return said;
}

/** A new version of a Patient, of the house, whose links alone are others. */
export function linkWrite(
  store: Interpreting & Pick<Store, 'now'>,
  row: CurrentRow,
  ties: LinkTies,
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
    content: { ...contentLinked(store, { body, id, version, updated }, ties), owner },
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
