/**
 * The refusal of the waiting room: that a release is hot, with the ticket, what the seed was
 * committed to, and when to come again.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
import { waitingRoomUrl } from '#model/scheduling/extensions.ts';
import { type Refusal, refuse } from '#fhir/refusals.ts';
import type { Draw } from './draws.ts';

/** How long dealing takes at most where nothing is wrong, in seconds. */
const dealingSeconds = 3;

/**
 * `release-hot`. @param given.ticket undefined for who came too late to enter.
 * @param given.spread seconds by which this one comes later than the first.
 */
export function comeAgain(given: {
  draw: Draw;
  ticket: string | undefined;
  now: number;
  spread: number;
}): Refusal {
  const { draw, ticket, now, spread } = given;
  const rest = Math.max(0, draw.closes - now) / 1000;
  const seconds = Math.ceil(rest + dealingSeconds + spread);
  const refusal = refuse(ticket === undefined ? 'release-closed' : 'release-hot', { seconds });
  const [issue] = refusal.issues;
  const part = (url: string, value: object) => ({ url, ...value });
  const iso = (at: number) => new Date(at).toISOString();
  issue!.extension = [
    {
      url: waitingRoomUrl,
      extension: [
        ...(ticket === undefined ? [] : [part('ticket', { valueString: ticket })]),
        part('commitment', { valueString: draw.commitment }),
        part('round', { valueInteger: draw.round }),
        part('closes', { valueInstant: iso(draw.closes) }),
        part('come-again', { valueInstant: iso(now + seconds * 1000) }),
      ],
    },
  ];
  return refusal;
}
