/** The answer of `Appointment/:id/$place`. https://hl7.org/fhir/R4/parameters.html */
import type { Place } from '#model/queue/place.ts';

interface Parameter {
  name: string;
  [value: `value${string}`]: unknown;
}

/** The place that `$place` answers with. */
export function placeOfParameters(appointment: string, given: object): Place {
  const { parameter = [] } = given as { parameter?: Parameter[] };
  const values = new Map(
    parameter.map(({ name, ...value }) => [name, Object.values(value)[0] ?? null]),
  );
  const text = (name: string) => (values.get(name) ?? null) as string | null;
  const count = (name: string) => Number(values.get(name) ?? 0);
  return {
    appointment,
    state: (text('state') ?? 'expected') as Place['state'],
    number: count('number'),
    ahead: count('ahead'),
    room: text('room'),
    soonest: text('soonest'),
    p50: text('p50'),
    p90: text('p90'),
    leave: text('leave'),
    at: text('at') ?? '',
  };
}
