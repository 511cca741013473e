/**
 * Puts the hub together on a database: the store, access control over it, the router of every
 * interaction and operation.
 * https://hl7.org/fhir/R4/http.html
 */
import { createReasonLookup } from '../access/reasons/reason-lookup.ts';
import { type AccessControl, createAccessControl, patientsOf } from '../access/control.ts';
import { cardsPerTenMinutes } from '../access/operations/identify.ts';
import { createLimiter } from '../http/limiter.ts';
import type { BreakGlassParts } from '../access/operations/break-glass.ts';
import { createActingFor } from '../access/acting-for.ts';
import { guardian } from '../access/guardian.ts';
import { accessRoutes } from '../access/routes.ts';
import { requireScope } from '../access/scopes.ts';
import { type StoreParts, openStore } from '../fhir/open-store.ts';
import type { Store } from '../fhir/handling/interaction.ts';
import { type Route, type Router, createRouter } from '../fhir/router.ts';
import type { Note } from '../fhir/store/apply.ts';
import type { Sign } from '../identity/operations/review.ts';
import { identityRoutes } from '../identity/routes.ts';
import { createEntryCheck, createFlagger } from '../identity/entry/check-entry.ts';
import { openIdentityIndex } from '../identity/index/open-index.ts';
import { houseModel } from '../identity/model/house-model.ts';
import { openTownships } from '../identity/record-numbers/townships.ts';
import type { Model } from '../identity/model/model.ts';
import type { OpenPayment, PaymentParts } from '../payment/open-payment.ts';
import { checkNotices } from '../notices/check-notices.ts';
import { createNote } from '../notices/note-written.ts';
import type { OpenNotices } from '../notices/open-notices.ts';
import { askHospitalRoutes } from './his/ask-hospital.ts';
import { cnCoreRoutes } from './his/cn-core-routes.ts';
import { openAppointmentPayments } from './payments/appointment-payments.ts';
import { type NoticeChannels, openResidentNotices } from './notices/resident-notices.ts';
import { checkSubscriptions } from '../subscriptions/check-subscription.ts';
import { houseClassifier } from '../modules/guidance/classifier/classifier.ts';
import {
  type Fairness,
  type Scheduling,
  checkScheduling,
  createScheduling,
} from '../modules/scheduling/scheduling.ts';
import { createStatusNote } from '../modules/scheduling/sessions/slot-status.ts';
import { checkTemplates } from '../modules/scheduling/sessions/check-template.ts';
import { guidanceRoutes } from '../modules/guidance/routes.ts';
import { subscriptionRoutes } from '../subscriptions/routes.ts';
import { checkRegistration, registrationTypes } from '../registry/check-registration.ts';

/** The hub. */
export interface Hub {
  /** The store of the house itself, which asks nobody. */
  house: Store;
  control: AccessControl;
  router: Router;
  scheduling: Scheduling;
  /** The payment room, where somebody takes payments. */
  payment: OpenPayment | undefined;
  /** The room of notices, where residents are told. */
  notices: OpenNotices | undefined;
}

/** What the hub is made of beside the rules themselves. */
export interface HubParts extends Omit<StoreParts, 'guardian' | 'committed' | 'identity' | 'note'> {
  breakGlass: BreakGlassParts;
  /** Makes the signature of a decision about two Patients. */
  sign: Sign;
  /** By what people are compared. */
  model?: Model;
  /** Called with how many blocking keys were passed over: too many records have them. */
  passedOver?: (keys: number) => void;
  /** Where notices to subscribers may go; nowhere by default. */
  subscriptionOrigins?: ReadonlySet<string> | undefined;
  /** Where hospitals' own systems may be told; nowhere by default. */
  hisOrigins?: ReadonlySet<string> | undefined;
  /** By whom payments are taken, and the page of ours to which browsers come back. */
  payment?:
    | (Omit<PaymentParts, 'hooks' | 'database' | 'now' | 'randomBytes'> & {
        returnTo: string;
      })
    | undefined;
  /** By which channels residents are told; they are told nothing by default. */
  notices?: NoticeChannels | undefined;
  /** Is told of what went wrong in the background. */
  report?: (error: unknown) => void;
  /** What keeps releases of numbers fair. */
  fairness?: Fairness | undefined;
  /** Routes of other rooms. */
  operations?: readonly Route[];
}

/** The hub on a migrated database. */
export function openHub(parts: HubParts): Hub {
  const { database, now, breakGlass, sign, model = houseModel(1_000_000) } = parts;
  const { passedOver = () => undefined } = parts;
  const lookup = createReasonLookup(database, now);
  const flag = createFlagger(parts.timeZone);
  const house = openStore({
    ...parts,
    guardian: {
      ...guardian,
      describe: (resource, given) => ({
        ...guardian.describe(resource, given),
        flags: flag(resource, given.now),
      }),
    },
    note: noteOf(parts),
    identity: (store) => openIdentityIndex({ ...store, model, passedOver }),
    committed: (writes, moved) => {
      const patients = [...patientsOf(writes), ...moved];
      if (patients.length > 0) lookup.forget(patients);
    },
  });
  // Who knows of Slots that hospitals keep asks for access himself.
  const slots: { check?: Scheduling['checkSlots'] } = {};
  const checkSlots: Scheduling['checkSlots'] = async (given) => slots.check?.(given);
  const control = controlOf(house, parts, { lookup, checkSlots });
  const cards = createLimiter({ now, limit: cardsPerTenMinutes, windowMs: 600_000 });
  const payment = parts.payment && openAppointmentPayments(house, parts.payment);
  const scheduling = createScheduling({
    house,
    mayBookFor: createActingFor(control, 'Appointment'),
    timeZone: parts.timeZone,
    requireScope,
    payments: payment?.payments,
    report: parts.report ?? (() => undefined),
    fairness: parts.fairness,
    hisOrigins: parts.hisOrigins,
  });
  slots.check = scheduling.checkSlots;
  const notices = openResidentNotices(house, control, parts.notices);
  const router: Router = createRouter([
    ...scheduling.routes,
    ...(notices?.routes ?? []),
    ...cnCoreRoutes(house, {
      requireScope,
      answer: (request, store) => router.answer(request, store),
    }),
    ...askHospitalRoutes(house, {
      requireScope,
      scheduling,
      origins: parts.hisOrigins ?? new Set(),
      timeZone: parts.timeZone,
      answer: (request, store) => router.answer(request, store),
    }),
    ...accessRoutes(house, { control, breakGlass, cards }),
    ...identityRoutes(house, {
      model,
      sealer: parts.sealer,
      passedOver,
      sign,
      requireScope,
      isTownship: openTownships(),
      timeZone: parts.timeZone,
    }),
    ...subscriptionRoutes(),
    ...guidanceRoutes(house, { classifier: houseClassifier(), requireScope }),
    ...(parts.operations ?? []),
  ]);
  return { house, control, router, scheduling, payment: payment?.open, notices };
}

/** What is noted of writes, in their transaction, for those who act on it. */
function noteOf({ notices, now, randomBytes }: HubParts): Note {
  const noteStatus = createStatusNote(now);
  if (notices === undefined) return noteStatus;
  const noteNews = createNote(now, randomBytes);
  return async (tx, written) => {
    await noteStatus(tx, written);
    await noteNews(tx, written);
  };
}

/** Who may see and change what, and what nobody may write past the rooms that keep it. */
function controlOf(
  house: Store,
  { database, now, timeZone, subscriptionOrigins = new Set() }: HubParts,
  given: {
    lookup: ReturnType<typeof createReasonLookup>;
    checkSlots: Scheduling['checkSlots'];
  },
): AccessControl {
  const checkEntry = createEntryCheck({ store: house, timeZone });
  return createAccessControl({
    pool: database,
    search: house.search,
    lookup: given.lookup,
    register: { types: registrationTypes, check: checkRegistration },
    checkEntry: async (caller, entry) => {
      checkScheduling(entry.writes);
      checkNotices(caller, entry.writes);
      await checkTemplates(house, caller, entry.writes);
      await given.checkSlots(entry);
      checkSubscriptions(subscriptionOrigins, caller, entry.writes);
      await checkEntry(caller, entry);
    },
    levels: new WeakMap(),
    now,
  });
}
