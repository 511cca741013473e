/**
 * What Linkages say: two Patients are one person, or two.
 * https://hl7.org/fhir/R4/linkage.html
 */
import type { Resource } from '#model/fhir.ts';
import { typeNumber } from '#model/resource-types.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import { patientBucket } from '#fhir/store/ids.ts';
import type { Sql } from '#fhir/store/sql.ts';
import type { StoredDecision } from './tables.ts';

/** The extension that says what was decided: `same` or `different`. */
export const decisionUrl = 'https://yishu.example/StructureDefinition/identity-decision';

interface Linkage {
  active?: boolean;
  extension?: { url?: string; valueCode?: string }[];
  item?: { type?: string; resource?: { reference?: string } }[];
}

/**
 * The decisions in a Linkage: its first Patient and each of the others; none where withdrawn. An
 * item of type `historical` was merged into the first.
 */
export function decisionsOf(
  linkage: Resource,
  { id, at }: { id: string; at: number },
): StoredDecision[] {
  const { active, extension = [], item = [] } = linkage as Linkage;
  const said = extension.find(({ url }) => url === decisionUrl)?.valueCode;
  if (active === false || (said !== 'same' && said !== 'different')) return [];
  const [first, ...others] = item.flatMap(({ type, resource }) => {
    const [of, patient] = (resource?.reference ?? '').split('/');
    return of === 'Patient' && patient !== undefined ? [{ type, patient }] : [];
  });
  if (first === undefined) return [];
  return others
    .filter(({ patient }) => patient !== first.patient)
    .map((other) => {
      const [a, b] = inOrder(itemOf(first), itemOf(other));
      const isMerge = said === 'same' && other.type === 'historical';
      return {
        a: a.key,
        b: b.key,
        homeB: patientBucket(b.patient),
        same: said === 'same',
        replaced: isMerge ? (a.patient === other.patient ? 'a' : 'b') : undefined,
        linkage: id,
        at,
      };
    });
}

interface Item {
  type: string | undefined;
  patient: string;
  key: Hash;
}

const itemOf = (one: Omit<Item, 'key'>): Item => ({
  ...one,
  key: resourceKey('Patient', one.patient),
});

const inOrder = (one: Item, other: Item): [a: Item, b: Item] =>
  BigInt(one.key) < BigInt(other.key) ? [one, other] : [other, one];

/** What all Linkages say: people decide thousands of times, not millions. */
export async function readDecisions(sql: Sql): Promise<StoredDecision[]> {
  const rows = await sql.run('select id, updated, body from resource where type = $1', [
    typeNumber('Linkage')!,
  ]);
  return rows.flatMap((row) =>
    decisionsOf(JSON.parse(String(row['body'])) as Resource, {
      id: String(row['id']),
      at: Number(row['updated']),
    }),
  );
}
