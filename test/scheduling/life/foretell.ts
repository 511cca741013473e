/**
 * What must come of one act that nobody disturbs, told beforehand from what there is: so that a
 * house that refuses everything does not pass for a sound one. China's rule APT-02.
 * https://fast-check.dev/docs/advanced/model-based-testing/
 */
import { resourceKey } from '#fhir/store/hash.ts';
import { statusOf } from '#model/scheduling/appointment-states.ts';
import { pools } from '#model/scheduling/pools.ts';
import { type Act, pickLate, toldAs } from './acts.ts';
import { type Model, isDone, isLost, sessionOf } from './model.ts';
import { type System, look } from './system.ts';

const minute = 60_000;
/** A resident gives back until so long before the slot, and checks in from so long before. */
const [cancelMs, checkInMs] = [60 * minute, 120 * minute];
/** Bookings to come, and clinics missed, of one resident. */
const [mostToCome, mostMissed] = [6, 3];

/** Does one act, and says what is wrong with what came of it. */
export async function alone(
  act: Act,
  { model, system }: { model: Model; system: System },
  perform: () => Promise<void>,
): Promise<string[]> {
  await system.house.ask({ ask: 'refresh' });
  const before = model.asked.length;
  const foretold = await foretell(act, model, system);
  await perform();
  const asked = model.asked[before];
  if (asked === undefined || foretold === undefined || asked.status === 429) return [];
  // What broke is a bug of the house, and told as one.
  if (isLost(asked)) return [];
  if (isDone(asked) === foretold) return [];
  const must = foretold ? 'must be done' : 'cannot be done';
  return [`${asked.wish} of ${asked.about ?? asked.slot} ${must}: ${asked.status} ${asked.text}`];
}

/** Whether it must be done; undefined where more than that plays a part. */
async function foretell(act: Act, model: Model, system: System): Promise<boolean | undefined> {
  if (act.do === 'book' || act.do === 'hold') {
    if (act.key !== 0) return undefined;
    const patient = model.town.people[act.who % model.town.people.length]!;
    const slot = model.town.slots[act.slot % model.town.slots.length]!;
    return canHave(system, { patient, slot: slot.id, by: act.by });
  }
  if (act.do !== 'cancel' && act.do !== 'confirm' && act.do !== 'check-in') return undefined;
  if (act.do === 'cancel' && act.by === 'village') return undefined;
  const about = pickLate(toldAs(model, act.do), act.which);
  if (about === undefined) return undefined;
  const one = await standing(system, about);
  const now = system.clock.at;
  const byDesk = act.do === 'cancel' && act.by === 'desk';
  if (act.do === 'confirm') return one.status === 'proposed' && one.until > now;
  if (act.do === 'check-in') return one.status === 'booked' && now >= one.starts - checkInMs;
  if (one.status === 'booked') return byDesk || one.starts - cancelMs >= now;
  return ['proposed', 'pending', 'waitlist'].includes(one.status);
}

/** How a booking stands. */
function standing({ url }: System, id: string) {
  return look(url, async (sql) => {
    const [row] = await sql`select state, starts, until from booking where appointment = ${id}`;
    return {
      status: statusOf(Number(row?.['state'])),
      starts: Number(row?.['starts']),
      until: Number(row?.['until'] ?? 0),
    };
  });
}

/** Whether there is a number for somebody, who may have it. */
function canHave(
  { url, clock }: System,
  { patient, slot, by }: { patient: string; slot: string; by: 'self' | 'village' | 'desk' },
): Promise<boolean> {
  const from =
    by === 'village' ? [pools.alliance.number, pools.public.number] : [pools.public.number];
  const key = resourceKey('Patient', patient);
  const now = clock.at;
  return look(url, async (sql) => {
    const [session] = await sql`select bucket, session, department, day, half from booking_session
      where to_hex(session) = ${sessionOf(slot)} and state = 1`;
    if (session === undefined) return false;
    const [facts] = await sql`with who as (select coalesce(
        (select person from identity_record where key = ${key}), ${key}::bigint) as person)
      select
        (select count(*) from seat where slot = ${slot} and state = 1 and ends > ${now}
          and pool::text = any (string_to_array(${from.join(',')}, ',')))::integer as free,
        (select count(*) from booking b, who where b.person = who.person
          and b.state in (1, 2, 3, 4, 5) and b.department = ${session['department']}
          and b.day = ${session['day']} and b.half = ${session['half']})::integer as same,
        (select count(*) from booking b, who where b.person = who.person and b.state in (1, 2, 3)
          and b.starts > ${now})::integer as coming,
        (select count(*) from booking b, who
          where b.person = who.person and b.state = 7)::integer as missed`;
    const few = Number(facts!['coming']) < mostToCome && Number(facts!['missed']) < mostMissed;
    return Number(facts!['free']) > 0 && Number(facts!['same']) === 0 && (few || by !== 'self');
  });
}
