/**
 * The operations of lines, as rows of the router's table.
 * https://hl7.org/fhir/R4/operations.html
 */
import type { Scoped } from '#fhir/operations/scoped.ts';
import type { Route } from '#fhir/router.ts';
import type { TicketEvent } from '#model/queue/ticket-states.ts';
import { createCallNext, createCallThis, createStep } from './call.ts';
import { createLine, createPlace, createTravel } from './views/look.ts';
import type { Queue } from './queue.ts';
import { createScreenKey } from './views/screen.ts';
import { callers } from './staff.ts';

/** What can happen to a ticket by its own operation, by whom. */
const steps: readonly [event: TicketEvent, residents: boolean, summary: string][] = [
  ['recall', false, 'Call again'],
  ['pass', false, 'Pass over who was called and is not there'],
  ['start', false, 'The patient is in the room'],
  ['send', false, 'Send to tests; they come back to this line'],
  ['return', true, 'Back from tests'],
  ['rejoin', true, 'Back after having been passed over: behind the next three'],
  ['finish', false, 'Seen'],
  ['leave', true, 'Leaves the line unseen'],
];

const called = {
  appointment: 'string',
  encounter: 'string',
  patient: 'string',
  number: 'integer',
  kind: 'string',
};
const near = { latitude: 'decimal?', longitude: 'decimal?', code: 'string?' };
const place = {
  appointment: 'string',
  state: 'string',
  number: 'integer',
  ahead: 'integer',
  room: 'string?',
  soonest: 'string?',
  p50: 'string?',
  p90: 'string?',
  leave: 'string?',
  at: 'string',
};

/** The routes. */
export function queueRoutes(queue: Queue, scoped: Scoped): Route[] {
  const row = (
    method: Route['method'],
    path: string,
    given: Pick<Route, 'access' | 'summary' | 'handler' | 'takes' | 'gives'>,
  ): Route => {
    const [type = ''] = path.split('/');
    const name = path.split('$')[1]!;
    return {
      method,
      path,
      interaction: type === 'Appointment' ? name : `${type.toLowerCase()}-${name}`,
      ...given,
      handler: scoped(type, method === 'GET' ? 'r' : 'u', given.handler),
    };
  };
  return [
    row('POST', 'Schedule/:id/$call', {
      access: callers,
      summary: 'Call the next patient of the line to a room',
      takes: { room: 'string', finish: 'boolean?' },
      gives: called,
      handler: createCallNext(queue),
    }),
    row('POST', 'Appointment/:id/$call', {
      access: callers,
      summary: 'Call this patient to a room, out of turn',
      takes: { room: 'string' },
      gives: called,
      handler: createCallThis(queue),
    }),
    ...steps.map(([event, residents, summary]) =>
      row('POST', `Appointment/:id/$${event}`, {
        access: residents ? [...callers, 'resident'] : callers,
        summary,
        takes: event === 'return' || event === 'rejoin' ? near : {},
        gives: called,
        handler: createStep(queue, event),
      }),
    ),
    row('GET', 'Schedule/:id/$line', {
      access: callers,
      summary: 'The line of a session: who waits, who is called, who is expected',
      takes: { slot: 'string' },
      handler: createLine(queue),
    }),
    row('GET', 'Appointment/:id/$place', {
      access: 'record',
      summary: 'Where a patient stands in the line, and when they are called',
      takes: {},
      gives: place,
      handler: createPlace(queue),
    }),
    row('POST', 'Appointment/:id/$travel', {
      access: [...callers, 'resident'],
      summary: 'How long the way is: the house tells when to set out',
      takes: { minutes: 'integer' },
      gives: place,
      handler: createTravel(queue),
    }),
    row('POST', 'HealthcareService/:id/$screen', {
      access: callers,
      summary: 'The key of a waiting-room screen of a department',
      takes: {},
      gives: { key: 'string', until: 'instant' },
      handler: createScreenKey(queue),
    }),
  ];
}
