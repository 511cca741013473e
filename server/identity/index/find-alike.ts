/**
 * The records that may be of the same person as somebody who is described.
 * https://hl7.org/fhir/R4/patient-operation-match.html
 */
import type { CurrentRow } from '#fhir/store/read.ts';
import type { Sealer } from '#fhir/store/sealer.ts';
import type { Sql } from '#fhir/store/sql.ts';
import { blockingKeys } from '../matching/blocking-keys.ts';
import { type Zone, judge, zoneOf } from '../matching/compare.ts';
import type { Model } from '../model/model.ts';
import type { Traits } from '../traits/traits.ts';
import { identityHash, reach, readCandidates } from './find-candidates.ts';

/** What looking needs. */
export interface SearchParts {
  model: Model;
  sealer: Pick<Sealer, 'keyedHash'>;
  /** Called with how many keys were passed over: too many records have them. */
  passedOver: (keys: number) => void;
}

/** A record that may be of the person. */
export interface Found {
  row: CurrentRow;
  weight: number;
  probability: number;
  zone: Zone;
}

/** The records that may be of the same person as these traits, most probable first. */
export async function findAlike(parts: SearchParts, sql: Sql, traits: Traits): Promise<Found[]> {
  const hashes = blockingKeys(traits).map((text) => identityHash(parts.sealer, text));
  const { byHash, crowded } = await reach(sql, hashes);
  if (crowded.length > 0) parts.passedOver(crowded.length);
  const candidates = await readCandidates(sql, [...byHash.values()].flat());
  return [...candidates.values()]
    .flatMap((candidate): Found[] => {
      if (candidate.row === undefined) return [];
      const judged = judge(parts.model, traits, candidate.traits);
      return [{ row: candidate.row, ...judged, zone: zoneOf(parts.model, judged) }];
    })
    .toSorted((a, b) => b.weight - a.weight);
}
