/**
 * The decision of decide.ts as a condition on rows, so that a search counts, sorts, pages and
 * follows nothing that its caller may not see.
 * https://hl7.org/fhir/R4/security.html#authorization.2Faccess_control
 */
import { type Predicate, type Resolved, allOf, nothing } from '#fhir/search/predicate.ts';
import { type ReasonKind, reasonKinds } from '#fhir/store/guard.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { ScopeLetter } from '#model/smart-scopes.ts';
import { isOpenType, numbersOf } from './resource-classes.ts';
import { type Opening, type Standing, everybody, openingOf } from './standing.ts';

/** What of each type the scopes leave. */
export interface Openings {
  /** Numbers of the open types that may be read. */
  open: readonly number[];
  /** Numbers of the record types that may be read whole. */
  whole: readonly number[];
  /** Numbers of those of which only the record of the launch's patient. */
  launched: readonly number[];
  /** Types of which resources must meet criteria of the scopes. */
  restricted: readonly { type: string; opening: Opening }[];
}

/** How the caller's scopes and role open every type for searching. */
export function openingsOf(standing: Standing, letter: ScopeLetter): Openings {
  const { policy } = standing;
  const restricted: { type: string; opening: Opening }[] = [];
  const fits = (type: string, wanted: (opening: Opening) => boolean) => {
    const opening = openingOf(standing, type, letter);
    if (opening === undefined) return false;
    if (!isOpenType(type) && (policy.reach === 'none' || policy.reads?.has(type) === false))
      return false;
    if (opening.queries.length > 0) {
      if (wanted(opening)) restricted.push({ type, opening });
      return false;
    }
    return wanted(opening);
  };
  return {
    open: numbersOf((type) => isOpenType(type) && fits(type, () => true)),
    whole: numbersOf((type) => !isOpenType(type) && fits(type, ({ whole }) => whole)),
    launched: numbersOf((type) => !isOpenType(type) && fits(type, ({ whole }) => !whole)),
    restricted,
  };
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
      return allOf([isMildOwn, notDeniedToMe]);
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
          reason(['break-glass', 'duty'], parties),
          allOf([notDeniedToMe, { kind: 'any', of: byWill }]),
        ],
      };
    }
  }
}

/** A condition of scopes, not made plain yet. */
export type Criteria = (type: string, query: readonly [string, string][]) => readonly Predicate[];

/** Everything that may be seen, given what the record rows must fulfil. */
export function visiblePredicate(
  standing: Standing,
  openings: Openings,
  record: Resolved,
): Resolved {
  const of: Resolved[] = [];
  if (openings.open.length > 0) of.push({ kind: 'types', numbers: openings.open });
  if (openings.whole.length > 0) {
    of.push(allOf([{ kind: 'types', numbers: openings.whole }, record]));
  }
  if (openings.launched.length > 0 && standing.launch !== undefined) {
    const ofLaunch: Resolved = { kind: 'patients', keys: [standing.launch] };
    of.push(allOf([{ kind: 'types', numbers: openings.launched }, ofLaunch, record]));
  }
  return of.length === 0 ? nothing : { kind: 'any', of };
}
