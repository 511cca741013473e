/**
 * The decision of decide.ts as a condition on rows, so that a search counts, sorts, pages and
 * follows nothing that its caller may not see.
 * https://hl7.org/fhir/R4/security.html#authorization.2Faccess_control
 */
import { type Resolved, allOf, nothing } from '#fhir/search/predicate.ts';
import { type ReasonKind, reasonKinds } from '#fhir/store/guard.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { ScopeLetter } from '#model/smart-scopes.ts';
import { resourceTypes, typeNumber } from '#model/resource-types.ts';
import { isOpenType } from './resource-classes.ts';
import { type Opening, type Standing, everybody, openingOf } from './standing.ts';

/** How a type is open to a caller; a type that is not told of is closed. */
export type Openness =
  /** To everybody who is signed in. */
  | 'open'
  /** As far as there is a reason. */
  | 'whole'
  /** That, and only the record of the patient of a SMART launch. */
  | 'launched';

/** What the role and the scopes leave of each type, by number. */
export interface Openings {
  plain: ReadonlyMap<number, Openness>;
  /** Types of which resources must meet criteria of the scopes. */
  restricted: readonly { type: string; openness: Openness; opening: Opening }[];
}

/** How the caller's scopes and role open every type for searching. */
export function openingsOf(standing: Standing, letter: ScopeLetter): Openings {
  const { policy } = standing;
  const plain = new Map<number, Openness>();
  const restricted: { type: string; openness: Openness; opening: Opening }[] = [];
  for (const type of resourceTypes) {
    const opening = openingOf(standing, type, letter);
    if (opening === undefined) continue;
    const isClosed = policy.reach === 'none' || policy.reads?.has(type) === false;
    if (!isOpenType(type) && isClosed) continue;
    const openness = isOpenType(type) ? 'open' : opening.whole ? 'whole' : 'launched';
    if (opening.queries.length > 0) restricted.push({ type, openness, opening });
    else plain.set(typeNumber(type)!, openness);
  }
  return { plain, restricted };
}

/**
 * Record rows that may be seen, their types left aside.
 * @param now milliseconds since 1970.
 */
export function recordPredicate(standing: Standing, now: number): Resolved {
  const { policy, self, organization, personal, parties } = standing;
  const reason = (kinds: readonly ReasonKind[], who: readonly Hash[]): Resolved => ({
    kind: 'reason',
    kinds: kinds.map((kind) => reasonKinds[kind]),
    parties: who,
    at: now,
  });
  const not = (of: Resolved): Resolved => ({ kind: 'not', of });
  const isOwn: Resolved =
    organization === undefined ? nothing : { kind: 'owner', key: organization };
  const isMildOwn: Resolved = allOf([isOwn, { kind: 'level', max: policy.ownLevel }]);
  const notDeniedToMe = not(reason(['denial'], personal));
  switch (policy.reach) {
    case 'none':
      return nothing;
    case 'all':
      return { kind: 'all', of: [] };
    case 'self':
      if (self === undefined) return nothing;
      return { kind: 'any', of: [{ kind: 'patients', keys: [self] }, reason(['proxy'], [self])] };
    case 'own':
      return {
        kind: 'any',
        of: [allOf([isMildOwn, notDeniedToMe]), reason(['addressed'], parties)],
      };
    case 'reason': {
      const denying = organization === undefined ? [everybody] : [everybody, organization];
      const notDenied = not(reason(['denial'], denying));
      const byWill: Resolved[] = [
        reason(['grant', 'proxy'], parties),
        allOf([isOwn, reason(['treating'], parties)]),
        allOf([notDenied, reason(['treating', 'care', 'identified'], parties)]),
      ];
      return {
        kind: 'any',
        of: [
          allOf([isMildOwn, notDeniedToMe]),
          reason(['break-glass', 'duty', 'addressed'], parties),
          allOf([notDeniedToMe, { kind: 'any', of: byWill }]),
        ],
      };
    }
  }
}

/** What rows of a type that is so open must fulfil, given what record rows must. */
export function openPredicate(standing: Standing, openness: Openness, record: Resolved): Resolved {
  switch (openness) {
    case 'open':
      return everything;
    case 'whole':
      return record;
    case 'launched':
      if (standing.launch === undefined) return nothing;
      return allOf([{ kind: 'patients', keys: [standing.launch] }, record]);
  }
}

/** What anything fulfils. */
const everything: Resolved = { kind: 'all', of: [] };

/**
 * What rows of these types must fulfil, of all where none are named; types with criteria of the
 * scopes left aside.
 */
export function visiblePredicate(
  standing: Standing,
  openings: Openings,
  { record, types }: { record: Resolved; types: readonly number[] | undefined },
): Resolved {
  const wanted = types ?? [...openings.plain.keys()];
  const groups = Map.groupBy(wanted, (number) => openings.plain.get(number));
  const isWhole = types !== undefined && groups.size === 1;
  const of = [...groups].flatMap(([openness, numbers]): Resolved[] => {
    if (openness === undefined) return [];
    const condition = openPredicate(standing, openness, record);
    // Where all the types are open alike the search tells them already.
    return isWhole ? [condition] : [allOf([{ kind: 'types', numbers }, condition])];
  });
  if (of.length === 1) return of[0]!;
  return of.length === 0 ? nothing : { kind: 'any', of };
}
