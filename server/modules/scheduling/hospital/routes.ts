/**
 * The operations between a hospital's own system and us, as rows of the router's table.
 * docs/decisions/0026-his-adapters.md
 */
import { create } from '#fhir/interactions/create.ts';
import { update } from '#fhir/interactions/update.ts';
import type { Scoped } from '#fhir/operations/scoped.ts';
import type { Route } from '#fhir/router.ts';
import type { ZoneOffset } from '#fhir/search/values/time-zone.ts';
import {
  type EndpointParts,
  createHospitals,
  createReadEndpoint,
  createSetEndpoint,
} from './endpoint.ts';
import { type FollowParts, followed } from './follow-slots.ts';
import { type FromHospitalParts, createFromHospital } from './from-hospital.ts';
import { createLists } from './lists.ts';
import { createReconcile } from './reconcile.ts';
import { createSettle } from './settle.ts';
import { createDifferences } from './show-differences.ts';

/** What the operations work with. */
export type HospitalRouteParts = FromHospitalParts &
  EndpointParts &
  FollowParts & { offset: ZoneOffset };

const keepers = ['system', 'system-administrator', 'platform'] as const;
const solvers = ['registrar', ...keepers] as const;
const listers = ['system', 'registrar', 'platform'] as const;

/** What a hospital's own system says that it did. */
const said = {
  event: 'code',
  filler: 'string?',
  placer: 'Reference?',
  message: 'string?',
  said: 'instant',
  slot: 'Reference?',
  patient: 'Reference?',
};

const row = (
  path: string,
  given: Pick<Route, 'method' | 'access' | 'summary' | 'takes' | 'handler'>,
): Route => ({ path, interaction: path.split('$')[1]!, ...given });

/** The routes. @param scoped asks whether the scopes of a caller allow an operation. */
export function hospitalRoutes(parts: HospitalRouteParts, scoped: Scoped): Route[] {
  return [
    row('Appointment/$from-hospital', {
      method: 'POST',
      access: ['system'],
      summary: "What a hospital's own system did with a number: sold, moved, returned",
      takes: said,
      handler: scoped('Appointment', 'u', createFromHospital(parts)),
    }),
    row('Schedule/:id/$reconcile', {
      method: 'POST',
      access: listers,
      summary: "A hospital's list of the bookings of a session is compared with ours",
      takes: { slot: 'Reference', made: 'instant', booking: 'Element*' },
      handler: scoped('Appointment', 'u', createReconcile(parts)),
    }),
    row('Organization/:id/$his-endpoint', {
      method: 'POST',
      access: keepers,
      summary: "Where a hospital's own system is told of bookings (SIU); without url: nowhere",
      takes: { url: 'url?', header: 'string*' },
      handler: scoped('Schedule', 'u', createSetEndpoint(parts)),
    }),
    row('Organization/:id/$his-endpoint', {
      method: 'GET',
      access: solvers,
      summary: "How telling a hospital's system stands: what waits, failures, differences",
      takes: {},
      handler: scoped('Schedule', 'r', createReadEndpoint(parts)),
    }),
    ...differenceRoutes(parts, scoped),
    {
      method: 'PUT',
      path: 'Slot/:id',
      interaction: 'update',
      access: 'record',
      summary: 'Update a Slot; where the hospital keeps it our numbers follow',
      handler: followed(parts, update),
    },
    {
      method: 'POST',
      path: 'Slot',
      interaction: 'create',
      access: 'record',
      summary: 'Create a Slot; where the hospital keeps it numbers follow',
      handler: followed(parts, create),
    },
  ];
}

/** What people look at, and what they do about it. */
function differenceRoutes(parts: HospitalRouteParts, scoped: Scoped): Route[] {
  return [
    row('Organization/$his-hospitals', {
      method: 'GET',
      access: solvers,
      summary: "Hospitals' own systems: how telling each stands, and what differs",
      takes: {},
      handler: scoped('Schedule', 's', createHospitals(parts)),
    }),
    row('Organization/:id/$his-lists', {
      method: 'GET',
      access: solvers,
      summary:
        "When a hospital's lists of the sessions of a day were compared, and what came of it",
      takes: { date: 'date?' },
      handler: scoped('Schedule', 's', createLists(parts.house, parts.offset)),
    }),
    row('Organization/:id/$his-differences', {
      method: 'GET',
      access: solvers,
      summary:
        'What a hospital and we do not agree about; names as far as the caller may know them',
      takes: { state: 'code?' },
      handler: scoped('Schedule', 'r', createDifferences(parts.house)),
    }),
    row('Organization/:id/$his-settle', {
      method: 'POST',
      access: solvers,
      summary: 'A person resolved a difference: kept ours, took theirs, or saw to it elsewhere',
      takes: { difference: 'string', note: 'string', deed: 'code?' },
      handler: scoped('Schedule', 'u', createSettle(parts)),
    }),
  ];
}
