/**
 * Looking at a line: `Appointment/:id/$place` for who waits, `Schedule/:id/$line` for who calls,
 * `Appointment/:id/$travel` says how long the way is.
 * https://hl7.org/fhir/R4/encounter.html
 */
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { lookedAt } from '#fhir/handling/interaction.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { answerParameters, parametersOf, readParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import { patientBucket } from '#fhir/store/ids.ts';
import { readOwn } from '../../bookings/cancel.ts';
import { type MayBookFor, callerOf } from '../../who-may.ts';
import type { Forecaster } from '../forecast.ts';
import { lineOf, placesOf } from './lineup.ts';
import { requireLine } from '../staff.ts';
import { openSessionOf, readLine, sessionOfAppointment } from '../tickets.ts';
import type { SessionRow } from '../../sessions/session-row.ts';

/** What looking works with. */
export interface LookParts {
  house: Store;
  forecaster: Forecaster;
  mayBookFor: MayBookFor;
  changed: (session: SessionRow) => void;
}

/** 200 with the Place of an Appointment as Parameters. Throws `not-found`, `no-place`. */
export function createPlace({ house, forecaster }: LookParts): Interaction {
  return async (request, store) => {
    const row = await readExisting(store, 'Appointment', request.id!);
    const line = await readLine(house.sql, await sessionOfAppointment(house.sql, request.id!));
    const now = house.now();
    const place = placesOf(line, forecaster.forecast(line, now), now)(request.id!);
    if (place === undefined) throw refuse('no-place');
    return { ...answerParameters(parametersOf(place)), looked: lookedAt([row]) };
  };
}

/** 200 with the Line of a Schedule as Parameters. Throws `no-line`, `not-your-line`. */
export function createLine({ house, forecaster }: LookParts): Interaction {
  return async (request, store) => {
    const now = house.now();
    const session = await openSessionOf(house.sql, request.id!, now);
    requireLine(callerOf(store), session);
    const state = await readLine(house.sql, session);
    const line = lineOf(state, forecaster.forecast(state, now), now);
    const patients = [...new Set(state.tickets.map(({ patient }) => patient))];
    return {
      ...answerParameters(parametersOf(line)),
      looked: {
        entities: [`Schedule/${session.schedule}`],
        patients: patients.map((id) => ({
          key: resourceKey('Patient', id),
          bucket: patientBucket(id),
        })),
      },
    };
  };
}

const longestWay = 24 * 60;

/** `POST Appointment/:id/$travel` with `minutes`: the house tells when to set out. 200: Place. */
export function createTravel(parts: LookParts): Interaction {
  const { house, mayBookFor } = parts;
  const place = createPlace(parts);
  return async (request, store) => {
    await readOwn(mayBookFor, store, request.id!);
    const minutes = readParameters(request).get('minutes')?.['valueInteger'];
    if (typeof minutes !== 'number' || minutes < 0 || minutes > longestWay) {
      throw refuse('parameter-missing', { name: 'minutes' });
    }
    const session = await sessionOfAppointment(house.sql, request.id!);
    // Told anew, reminded anew.
    await house.sql.run(
      `update booking set travel = $3, reminded = reminded & ~1::smallint
       where bucket = $1 and booking = $2`,
      [session.bucket, resourceKey('Appointment', request.id!), minutes],
    );
    parts.changed(session);
    return place(request, store);
  };
}
