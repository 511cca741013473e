/**
 * What Linkages say: two Patients are one person, or two.
 * https://hl7.org/fhir/R4/linkage.html
 */
import type { Resource } from '#model/fhir.ts';
import { typeNumber } from '#model/resource-types.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import { patientBucket } from '#fhir/store/ids.ts';
import type { Sql } from '#fhir/store/sql.ts';
import type { StoredDecision } from './tables.ts';

/** The extension that says what was decided: `same` or `different`. */
export const decisionUrl = 'https://yishu.example/StructureDefinition/identity-decision';

interface Linkage {
  active?: boolean;
  extension?: { url?: string; valueCode?: string }[];
  item?: { resource?: { reference?: string } }[];
}

/** The decisions in a Linkage: its first Patient and each of the others; none where withdrawn. */
export function decisionsOf(
  linkage: Resource,
  { id, at }: { id: string; at: number },
): StoredDecision[] {
  const { active, extension = [], item = [] } = linkage as Linkage;
  const said = extension.find(({ url }) => url === decisionUrl)?.valueCode;
  if (active === false || (said !== 'same' && said !== 'different')) return [];
  const [first, ...others] = item.flatMap(({ resource }) => {
    const [type, patient] = (resource?.reference ?? '').split('/');
    return type === 'Patient' && patient !== undefined ? [patient] : [];
  });
  if (first === undefined) return [];
  return others
    .filter((other) => other !== first)
    .map((other) => {
      const [a, b] = [first, other].toSorted((x, y) =>
        BigInt(resourceKey('Patient', x)) < BigInt(resourceKey('Patient', y)) ? -1 : 1,
      );
      return {
        a: resourceKey('Patient', a!),
        b: resourceKey('Patient', b!),
        homeB: patientBucket(b!),
        same: said === 'same',
        linkage: id,
        at,
      };
    });
}

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
