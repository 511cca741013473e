/**
 * The operations of the index of people, as rows of the router's table.
 * https://hl7.org/fhir/R4/operations.html
 */
import type { Store } from '#fhir/handling/interaction.ts';
import { type RequireScope, type Scoped, scopedBy } from '#fhir/operations/scoped.ts';
import type { Route } from '#fhir/router.ts';
import type { SearchParts } from './index/find-alike.ts';
import { createMatch } from './operations/match.ts';
import { createMerge, createUnmerge } from './operations/merge.ts';
import { createPix } from './operations/pix.ts';
import { createRecordNumber } from './operations/record-number.ts';
import { createRecordStatus } from './operations/record-status.ts';
import {
  type ReviewParts,
  type Sign,
  createDecide,
  createQueue,
  createWithdraw,
} from './operations/review.ts';
import type { IsTownship } from './record-numbers/townships.ts';

/** What the operations work with. */
export interface IdentityRouteParts extends SearchParts {
  sign: Sign;
  isTownship: IsTownship;
  /** IANA name of the zone where the house stands. */
  timeZone: string;
  requireScope: RequireScope;
}

const keepers = ['index-keeper', 'platform'] as const;
const merging = [...keepers, 'registrar', 'system'] as const;
const registering = [
  ...(['registrar', 'village-doctor', 'doctor', 'assistant-doctor', 'nurse'] as const),
  'platform',
] as const;

/** The routes. @param house the store without a caller. */
export function identityRoutes(house: Store, parts: IdentityRouteParts): Route[] {
  const scoped = scopedBy(parts.requireScope);
  const pix = {
    path: 'Patient/$ihe-pix',
    interaction: 'pix',
    access: 'record' as const,
    summary: 'By which other numbers a person is known (IHE PIXm)',
    handler: scoped('Patient', 's', createPix(house)),
  };
  return [
    {
      method: 'POST',
      path: 'Patient/$match',
      interaction: 'match',
      access: 'record',
      summary: 'Which Patients may be this person, with how probable that is',
      handler: scoped('Patient', 's', createMatch(parts)),
    },
    { method: 'GET', ...pix },
    { method: 'POST', ...pix },
    {
      method: 'POST',
      path: 'Patient/:id/$record-number',
      interaction: 'record-number',
      access: registering,
      summary: 'Give a person a health record number of 17 digits; who has one keeps it',
      handler: scoped('Patient', 'u', createRecordNumber({ house, isTownship: parts.isTownship })),
    },
    {
      method: 'GET',
      path: 'Patient/:id/$record-status',
      interaction: 'record-status',
      access: 'record',
      summary: 'Whether a health record is in use this year, rests, or has ended, and why',
      handler: createRecordStatus(parts.timeZone),
    },
    ...reviewRoutes({ house, model: parts.model, sign: parts.sign }, scoped),
  ];
}

/** What people decide about records. */
function reviewRoutes(review: ReviewParts, scoped: Scoped): Route[] {
  return [
    {
      method: 'POST',
      path: 'Patient/$merge',
      interaction: 'merge',
      access: merging,
      summary: 'Of two records of one person one is used no longer; signed, with a way back',
      handler: scoped('Patient', 'u', createMerge(review)),
    },
    {
      method: 'POST',
      path: 'Patient/:id/$unmerge',
      interaction: 'unmerge',
      access: merging,
      summary: 'A record that was merged is used again, as it was; signed',
      handler: scoped('Patient', 'u', createUnmerge(review)),
    },
    {
      method: 'GET',
      path: 'Linkage/$queue',
      interaction: 'review-queue',
      access: keepers,
      summary: 'Pairs of Patients that may be one person, for somebody to decide',
      handler: scoped('Linkage', 'r', createQueue(review)),
    },
    {
      method: 'POST',
      path: 'Linkage/$decide',
      interaction: 'review-decide',
      access: keepers,
      summary: 'Two Patients are one person, or two: decided, signed',
      handler: scoped('Linkage', 'c', createDecide(review)),
    },
    {
      method: 'POST',
      path: 'Linkage/:id/$withdraw',
      interaction: 'review-withdraw',
      access: keepers,
      summary: 'A decision is taken back, signed',
      handler: scoped('Linkage', 'u', createWithdraw(review)),
    },
  ];
}
