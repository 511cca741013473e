/**
 * The decision about one row: may this caller see it, and why. The same rules as SQL are in
 * visible.ts; a test holds the two together. China's rules: SEC-07, SEC-19, SEC-20.
 * https://hl7.org/fhir/R4/security.html#authorization.2Faccess_control
 */
import { type Guarded, type ReasonKind } from '#fhir/store/guard.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { typeNumber } from '#model/resource-types.ts';
import { isOpenType } from './resource-classes.ts';
import { type Standing, everybody, openingOf } from './standing.ts';

/** Why a row may be seen. */
export type Why =
  | 'directory'
  | 'platform'
  | 'self'
  | 'proxy'
  | 'own-organization'
  | 'care'
  | 'treating'
  | 'identified'
  | 'addressed'
  | 'grant'
  | 'duty'
  | 'break-glass';

/** A reason that is on record for a patient. */
export interface Reason {
  party: Hash;
  kind: ReasonKind;
  type: number;
  target: Hash;
  scope: number;
  /** Milliseconds since 1970. */
  since: number;
  until: number;
  /** Key and bucket of the resource that it comes from. */
  source: { key: Hash; bucket: number };
}

/** Whether a reason is that the party is another record of the same person. */
export function isOtherRecord({ kind, party, source }: Reason): boolean {
  return kind === 'proxy' && party === source.key;
}

/** A decision: `why` where the row may be seen, `whyNot` where it may not. */
export type Decision =
  | { why: Why; reason?: Reason }
  | { whyNot: 'type' | 'scope' | 'no-reason' | 'denied' | 'level' };

/** Kinds of reason that overrule what a resident denied to everybody. */
const explicit: readonly ReasonKind[] = ['grant', 'proxy'];
/** Kinds that overrule any denial. */
const lawful: readonly ReasonKind[] = ['break-glass', 'duty'];
const relations: readonly ReasonKind[] = ['treating', 'care', 'identified'];

/**
 * Decides about one row.
 * @param reasons those on record for the row's patient, of whatever party.
 * @param now milliseconds since 1970.
 */
export function decide(
  standing: Standing,
  row: Guarded,
  given: { reasons: readonly Reason[]; now: number },
): Decision {
  const { policy, launch } = standing;
  const opening = openingOf(standing, row.type, 'r') ?? openingOf(standing, row.type, 's');
  if (isOpenType(row.type))
    return opening === undefined ? { whyNot: 'scope' } : { why: 'directory' };
  if (policy.reach === 'none' || policy.reads?.has(row.type) === false) return { whyNot: 'type' };
  if (opening === undefined) return { whyNot: 'scope' };
  if (!opening.whole && row.patient !== launch) return { whyNot: 'scope' };
  if (policy.reach === 'all') return { why: 'platform' };
  const reasons = given.reasons.filter((reason) => isInForce(reason, row, given.now));
  return policy.reach === 'self'
    ? decideForResident(standing, row, reasons)
    : decideForInstitution(standing, row, reasons);
}

/** Whether a reason concerns a row now, its data level left aside. */
function isInForce(reason: Reason, row: Guarded, now: number): boolean {
  return (
    reason.since <= now &&
    reason.until > now &&
    (reason.type === 0 || reason.type === typeNumber(row.type)) &&
    (reason.target === everybody || reason.target === row.key)
  );
}

function decideForResident(standing: Standing, row: Guarded, reasons: readonly Reason[]): Decision {
  if (row.patient !== undefined && row.patient === standing.self) return { why: 'self' };
  const proxies = reasons.filter(({ kind, party }) => kind === 'proxy' && party === standing.self);
  const reason = proxies.find(({ scope }) => scope >= row.level);
  if (reason !== undefined) {
    return isOtherRecord(reason) ? { why: 'self' } : { why: 'proxy', reason };
  }
  return { whyNot: proxies.length > 0 ? 'level' : 'no-reason' };
}

function decideForInstitution(
  standing: Standing,
  row: Guarded,
  reasons: readonly Reason[],
): Decision {
  const { policy, organization, parties, personal } = standing;
  const isOwn = organization !== undefined && row.owner === organization;
  const mine = reasons.filter(({ kind, party }) => kind !== 'denial' && parties.includes(party));
  const opening = (kinds: readonly ReasonKind[]) =>
    mine.find(({ kind, scope }) => kinds.includes(kind) && scope >= row.level);
  const denials = reasons.filter(({ kind, scope }) => kind === 'denial' && scope >= row.level);
  const deniedToMe = denials.some(({ party }) => personal.includes(party));
  const denied = denials.some(({ party }) => party === everybody || party === organization);
  if (isOwn && row.level <= policy.ownLevel && !deniedToMe) return { why: 'own-organization' };
  const addressed = opening(['addressed']);
  if (addressed !== undefined) return { why: 'addressed', reason: addressed };
  if (policy.reach !== 'reason') return { whyNot: isOwn ? 'level' : 'no-reason' };
  const byLaw = opening(lawful);
  if (byLaw !== undefined) return { why: byLaw.kind as Why, reason: byLaw };
  if (deniedToMe) return { whyNot: 'denied' };
  const byWill = opening(explicit);
  if (byWill !== undefined) return { why: byWill.kind as Why, reason: byWill };
  const treating = opening(['treating']);
  if (isOwn && treating !== undefined) return { why: 'treating', reason: treating };
  const byRelation = opening(relations);
  if (byRelation !== undefined && !denied)
    return { why: byRelation.kind as Why, reason: byRelation };
  if (byRelation !== undefined) return { whyNot: 'denied' };
  return { whyNot: isOwn || mine.length > 0 ? 'level' : 'no-reason' };
}
