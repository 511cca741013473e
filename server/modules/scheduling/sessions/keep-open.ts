/**
 * Keeps the numbers of the coming days open, by every Schedule that has clinics: what is released
 * to the public in a week, the alliance books now.
 * https://hl7.org/fhir/R4/schedule.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { Refusal } from '#fhir/refusals.ts';
import { matchIds } from '#fhir/search/match.ts';
import { type OpenParts, hospitalOf } from './open.ts';
import { openSessions } from './open-sessions.ts';
import { dayAt, sessionsOn } from './sessions.ts';
import { type Template, readTemplate } from './template.ts';

/** Days before the public that the alliance books. */
export const daysBefore = 7;
/** Schedules that are looked at. */
const most = 10_000;

/** Opens what is not open yet. @returns how many sessions were opened. */
export async function keepOpen(parts: OpenParts): Promise<number> {
  const { house, availability } = parts;
  const found = await matchIds(house, house.search, {
    type: 'Schedule',
    parameters: [['active', 'true']],
    limit: most,
  });
  let opened = 0;
  const failures: unknown[] = [];
  for (const { id } of found) {
    try {
      opened += await openAhead(parts, id);
    } catch (error) {
      failures.push(error);
    }
  }
  await availability.refresh();
  // One that is a bug stops no other, and is told when all were looked at.
  if (failures.length > 0) throw failures[0];
  return opened;
}

async function openAhead({ house, offset }: OpenParts, id: string): Promise<number> {
  const template = await templateOf(house, id);
  if (template === undefined || template.clinics.length === 0) return 0;
  try {
    const hospital = await hospitalOf(house, template);
    const now = house.now();
    const today = dayAt(now, offset);
    const days = template.rules.daysAhead + daysBefore;
    const sessions = Array.from({ length: days + 1 }, (_, at) =>
      sessionsOn(template, today + at, { hospital, offset }),
    ).flat();
    return await openSessions(
      house,
      sessions.filter(({ ends }) => ends > now),
    );
  } catch (error) {
    return ofNobody(error);
  }
}

/** The clinics of a Schedule; undefined where it says too little: `$open` tells its people. */
async function templateOf(house: Store, id: string): Promise<Template | undefined> {
  const { body } = await readExisting(house, 'Schedule', id);
  try {
    return readTemplate(JSON.parse(body) as Resource);
  } catch (error) {
    ofNobody(error);
    return undefined;
  }
}

/** A Schedule that cannot be opened stops no other; what is a bug is one. */
function ofNobody(error: unknown): 0 {
  if (error instanceof Refusal) return 0;
  throw error;
}
