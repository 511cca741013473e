/**
 * `Organization/:id/$his-settle`: a person says how a difference was seen to; what we have is told
 * to the hospital again, or what it has is taken, in the same transaction.
 * docs/decisions/0026-his-adapters.md
 */
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { type Apply, transact } from '#fhir/handling/transact.ts';
import { answerParameters, readParameters, textOf } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { anew } from '#fhir/transaction/collide.ts';
import { type Booking, lockBooking, moveBooking } from '../bookings/move.ts';
import type { Payments } from '../bookings/pay.ts';
import { noticesOf } from '../notice.ts';
import { callerOf } from '../who-may.ts';
import { stateOf } from './compare.ts';
import { deedsOf } from './deeds.ts';
import { type FoundDifference, lockDifference, settleDifference } from './differences.ts';
import { isTold } from './endpoint.ts';
import { type HospitalPlace, keepLink, lockLink } from './links.ts';
import { eventOf, tellAgain } from './outbox.ts';
import { ownHospital } from './own-hospital.ts';
import { speakFor } from './sold-there.ts';

/** What it works with. */
export interface SettleParts {
  house: Store;
  payments: Payments;
  /** When a number that is given back at a moment is free again. */
  freeAt: (now: number) => number;
}

const mostNote = 500;

/**
 * `POST Organization/:id/$his-settle` with `difference`, `note`; and `deed`, where more is to be
 * done: `keep-ours` tells the hospital again, `take-theirs` ends our booking, gives its money back
 * and tells its patient. 200 with `settled`. Throws `parameter-missing`, `other-institution`,
 * `his-difference-unknown`, `his-deed` for what this difference does not allow.
 */
export function createSettle(parts: SettleParts): Interaction {
  return async (request, store) => {
    const place = ownHospital(store, request.id!);
    const asked = readParameters(request);
    const id = textOf(asked, 'difference');
    const note = textOf(asked, 'note').slice(0, mostNote);
    const deed = asked.get('deed')?.['valueCode'];
    const by = callerOf(store).who;
    await anew(() =>
      transact({ ...parts.house, trace: store.trace }, async (bound, apply) => {
        const difference = await lockDifference(bound.sql, place, id);
        if (difference === undefined) throw refuse('his-difference-unknown');
        if (deed !== undefined)
          await settleBy({ parts, bound, apply }, place, { difference, deed });
        await settleDifference(bound.sql, place, { id, by, note, now: bound.now() });
      }),
    );
    return {
      ...answerParameters([{ name: 'settled', valueBoolean: true }]),
      looked: { action: 'U', entities: [`Organization/${place.organization}`], patients: [] },
    };
  };
}

interface Settling {
  parts: SettleParts;
  bound: Store;
  apply: Apply;
}

async function settleBy(
  settling: Settling,
  place: HospitalPlace,
  { difference, deed }: { difference: FoundDifference; deed: unknown },
): Promise<void> {
  const { sql } = settling.bound;
  const { kind, appointment } = difference;
  if (appointment === '') throw refuse('his-deed');
  const booking = await lockBooking(sql, appointment);
  const told = await isTold(sql, place);
  const may = deedsOf({ kind, status: booking.status, isTold: told });
  const chosen = may.find((one) => one === deed);
  if (chosen === undefined) throw refuse('his-deed');
  if (chosen === 'take-theirs') await endOurs(settling, place, booking);
  else await keepOurs(settling, place, { difference, booking });
}

async function keepOurs(
  { bound }: Settling,
  place: HospitalPlace,
  { difference, booking }: { difference: FoundDifference; booking: Booking },
): Promise<void> {
  const { kind, ours, schedule, appointment } = difference;
  const isNew = kind === 'ours-alone' || (kind === 'refused-there' && ours === 'S12');
  // `deedsOf` lets nothing pass of which hospitals know nothing.
  const event = eventOf(stateOf[booking.status]!, isNew);
  await tellAgain(bound, place, { event, appointment, schedule, n: booking.n });
}

/** The hospital does not have it: it ends here, and its patient is told. */
async function endOurs(
  { parts, bound, apply }: Settling,
  place: HospitalPlace,
  booking: Booking,
): Promise<void> {
  const { appointment } = booking;
  const link = await lockLink(bound.sql, place, { filler: undefined, placer: appointment });
  await keepLink(bound.sql, place, { ...link, ended: true });
  await speakFor(bound, place.organization);
  const write = await moveBooking(bound, booking, {
    event: 'cancel',
    who: 'desk',
    cancelled: 'conflict',
    freeAt: parts.freeAt(bound.now()),
  });
  await parts.payments.giveBack(bound.sql, 'cancelled', [write]);
  await apply([write, ...noticesOf(bound, [write], 'conflict')]);
}
