/**
 * `Appointment/$draw`: the record of the last draw of a session, so that anybody can check it.
 * https://www.rfc-editor.org/rfc/rfc3797
 */
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { answerParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Availability } from '../sessions/availability.ts';
import { drawStates } from './draws.ts';

const stateNames: Readonly<Record<number, string>> = {
  [drawStates.gathering]: 'gathering',
  [drawStates.drawn]: 'drawn',
  [drawStates.dealt]: 'dealt',
};

/**
 * `GET Appointment/$draw?slot=`: 200 with Parameters: `round`, `state`, `opened`, `closes`,
 * `commitment`; once nobody can enter any more `seed` and, in their order, every `name` with its
 * `served`, those last who were shut out for asking too often (`hasty`). Throws `slot-unknown`,
 * `no-draw`.
 */
export function createShowDraw(house: Store, availability: Availability): Interaction {
  return async (request) => {
    const slot = new Map(request.query).get('slot')?.replace('Slot/', '') ?? '';
    const session = availability.ofSlot(slot);
    if (session === undefined) throw refuse('slot-unknown');
    const place = [session.bucket, session.session];
    const [draw] = await house.sql.run(
      `select round, state, opened, closes, commitment, seed from draw
       where bucket = $1 and session = $2 order by round desc limit 1`,
      place,
    );
    if (draw === undefined) throw refuse('no-draw');
    const instant = (name: string) => ({
      name,
      valueInstant: new Date(Number(draw[name])).toISOString(),
    });
    const seed = draw['seed'] ?? undefined;
    const order = seed === undefined ? [] : await orderOf(house, [...place, draw['round']!]);
    return {
      ...answerParameters([
        { name: 'round', valueInteger: Number(draw['round']) },
        { name: 'state', valueCode: stateNames[Number(draw['state'])] },
        instant('opened'),
        instant('closes'),
        { name: 'commitment', valueString: draw['commitment'] },
        ...(seed === undefined ? [] : [{ name: 'seed', valueString: seed }]),
        ...order,
      ]),
      looked: { entities: [`Slot/${slot}`], patients: [] },
    };
  };
}

async function orderOf({ sql }: Store, place: (string | number)[]) {
  const rows = await sql.run(
    `select name, outcome, hasty::integer as hasty from draw_entry
     where bucket = $1 and session = $2 and round = $3 order by place`,
    place,
  );
  return rows.map(({ name, outcome, hasty }) => ({
    name: 'place',
    part: [
      { name: 'name', valueString: name },
      // Asked so often as to be shut out: by lot among themselves, after the others.
      ...(Number(hasty) === 0 ? [] : [{ name: 'hasty', valueBoolean: true }]),
      ...(outcome === null ? [] : [{ name: 'served', valueBoolean: Number(outcome) === 0 }]),
    ],
  }));
}
