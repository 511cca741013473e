/**
 * A release that many ask for is drawn for: the page waits for its turn instead of its person.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
import { waitingRoomUrl } from '#model/scheduling/extensions.ts';
import { FhirFailure } from '../../fhir/client.ts';

/** When to come again, and with which ticket. */
export interface Turn {
  /** Undefined for who came too late to enter: what is left is booked as ever. */
  ticket: string | undefined;
  /** Milliseconds since 1970. */
  again: number;
}

interface Part {
  url?: string;
  valueString?: string;
  valueInstant?: string;
  extension?: Part[];
}

/** The turn that a refusal gives; undefined for any other failure. */
export function turnOf(failure: unknown): Turn | undefined {
  if (!(failure instanceof FhirFailure)) return undefined;
  const [issue] = failure.issues as { extension?: Part[] }[];
  const room = issue?.extension?.find(({ url }) => url === waitingRoomUrl);
  const part = (name: string) => room?.extension?.find(({ url }) => url === name);
  const again = Date.parse(part('come-again')?.valueInstant ?? '');
  if (Number.isNaN(again)) return undefined;
  return { ticket: part('ticket')?.valueString, again };
}

/** How often a page comes again before it says what it was told. */
const mostTurns = 12;

/**
 * Asks for a number, and comes again for as long as it is told to. Rejects with what `ask` rejects.
 * @param given.waiting is told of each turn that is waited for, and of the end.
 */
export async function askPatiently<T>(
  ask: (ticket: string | undefined) => Promise<T>,
  given: {
    waiting: (turn: Turn | undefined) => void;
    pause: (until: number) => Promise<void>;
  },
): Promise<T> {
  let ticket: string | undefined;
  for (let turns = 0; ; turns += 1) {
    try {
      return await ask(ticket);
    } catch (failure) {
      const turn = turnOf(failure);
      if (turn === undefined || turns >= mostTurns) throw failure;
      ticket = turn.ticket ?? ticket;
      given.waiting(turn);
      await given.pause(turn.again);
    } finally {
      given.waiting(undefined);
    }
  }
}
