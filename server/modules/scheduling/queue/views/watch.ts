/**
 * Who looks at lines right now: each is sent what changed, as soon as it did.
 * https://www.rfc-editor.org/rfc/rfc6455
 */
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import { createCoalescer } from './coalesce.ts';
import type { Forecaster } from '../forecast.ts';
import { lineOf, placesOf } from './lineup.ts';
import { type ScreenParts, screenOf } from './screen.ts';
import { openSessionOf, readLine, sessionOfAppointment } from '../tickets.ts';
import type { SessionRow } from '../../sessions/session-row.ts';

/** Somebody who looks; `send` gets one JSON text a change. */
export interface Viewer {
  send: (text: string) => void;
}

/** What is looked at: by the id of an Appointment, a Schedule, a HealthcareService. */
export interface Looking {
  watch: 'appointment' | 'line' | 'screen';
  id: string;
}

/** Those who look. */
export interface Watch {
  /** Sends what is so now, and from then on what changes. @returns what ends it. */
  join(looking: Looking, viewer: Viewer): Promise<() => void>;
  /** A line changed here. */
  changed(session: SessionRow): void;
  /** Looks what others changed; to be called twice a second. */
  poll(): Promise<void>;
  /** Sends what went on with time alone; to be called now and then. */
  refresh(): Promise<void>;
  /** How many look. */
  size(): number;
}

/** What the watch works with. */
export interface WatchParts extends ScreenParts {
  forecaster: Forecaster;
  /** Is told of what could not be sent. */
  report: (error: unknown) => void;
}

interface Look {
  viewer: Viewer;
  /** Of who looks at a place; undefined for who looks at a whole line. */
  appointment: string | undefined;
  /** What was sent last, but for its time. */
  sent: string;
}

interface Watched<Of> {
  of: Of;
  looks: Set<Look>;
}

/** So long a transaction may take until its steps are seen: what is newer is looked at again. */
const slackMs = 5000;

/** Nobody looks yet. */
export function createWatch(parts: WatchParts): Watch {
  const { house, report } = parts;
  const lines = new Map<Hash, Watched<SessionRow>>();
  const screens = new Map<string, Watched<Hash>>();
  const lineJobs = createCoalescer(async (key: Hash) => {
    const watched = lines.get(key);
    if (watched !== undefined) await sendLine(parts, watched);
  });
  const screenJobs = createCoalescer(async (department: string) => {
    const screen = await screenOf(parts, department);
    const told = tellable('screen', screen);
    for (const look of screens.get(department)?.looks ?? []) tell(look, told);
  });
  const tellOf = (session: Hash, department: Hash) => {
    if (lines.has(session)) lineJobs.ask(session).catch(report);
    for (const [id, { of }] of screens) if (of === department) screenJobs.ask(id).catch(report);
  };
  const seen = new Map<Hash, string>();
  let polled = house.now();
  return {
    async join({ watch, id }, viewer) {
      const look = { viewer, appointment: watch === 'appointment' ? id : undefined, sent: '' };
      if (watch === 'screen') {
        const end = add(screens, { key: id, of: resourceKey('HealthcareService', id) }, look);
        await screenJobs.ask(id);
        return end;
      }
      const session =
        watch === 'appointment'
          ? await sessionOfAppointment(house.sql, id)
          : await openSessionOf(house.sql, id, house.now());
      const end = add(lines, { key: session.session, of: session }, look);
      await lineJobs.ask(session.session);
      return end;
    },
    changed: ({ session, department }) => tellOf(session, department),
    async poll() {
      if (lines.size === 0 && screens.size === 0) return;
      const since = polled - slackMs;
      polled = house.now();
      const rows = await house.sql.run(
        `select session, department, max(step)::text as step from queue_step where at >= $1
         group by session, department`,
        [since],
      );
      const before = new Map(seen);
      seen.clear();
      for (const row of rows) {
        const [session, step] = [String(row['session']), String(row['step'])];
        seen.set(session, step);
        if (before.get(session) !== step) tellOf(session, String(row['department']));
      }
    },
    async refresh() {
      await Promise.all([
        ...[...lines.keys()].map((key) => lineJobs.ask(key)),
        ...[...screens.keys()].map((key) => screenJobs.ask(key)),
      ]);
    },
    size: () =>
      [...lines.values(), ...screens.values()].reduce((sum, { looks }) => sum + looks.size, 0),
  };
}

/** Adds somebody who looks. @returns what ends it. */
function add<Key, Of>(
  to: Map<Key, Watched<Of>>,
  { key, of }: { key: Key; of: Of },
  look: Look,
): () => void {
  const watched = to.get(key) ?? { of, looks: new Set<Look>() };
  watched.looks.add(look);
  to.set(key, watched);
  return () => {
    watched.looks.delete(look);
    if (watched.looks.size === 0 && to.get(key) === watched) to.delete(key);
  };
}

async function sendLine(
  { house, forecaster }: WatchParts,
  { of, looks }: Watched<SessionRow>,
): Promise<void> {
  const line = await readLine(house.sql, of);
  const now = house.now();
  const forecast = forecaster.forecast(line, now);
  const whole = tellable('line', lineOf(line, forecast, now));
  const placeOf = placesOf(line, forecast, now);
  for (const look of looks) {
    if (look.appointment === undefined) {
      tell(look, whole);
      continue;
    }
    const place = placeOf(look.appointment);
    if (place !== undefined) tell(look, tellable('place', place));
  }
}

/** A text to send, and what it says but for its time. */
interface Tellable {
  text: string;
  said: string;
}

function tellable(name: 'line' | 'place' | 'screen', thing: { at: string }): Tellable {
  return {
    text: JSON.stringify({ [name]: thing }),
    said: JSON.stringify({ ...thing, at: '' }),
  };
}

function tell(look: Look, { text, said }: Tellable): void {
  if (look.sent === said) return;
  look.sent = said;
  look.viewer.send(text);
}
