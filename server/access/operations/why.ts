/**
 * `Patient/:id/$why`: why the caller may see this record, and until when.
 * https://hl7.org/fhir/R4/security.html#authorization.2Faccess_control
 */
import type { Interaction } from '#fhir/handling/interaction.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { forever } from '#fhir/store/guard.ts';
import { readMany } from '#fhir/store/read.ts';
import { refuse } from '#fhir/refusals.ts';
import { reasonsFor } from '../reasons/reasons-for.ts';
import type { AccessControl } from '../control.ts';
import { decide } from '../rules/decide.ts';
import { type Parameter, answerParameters } from '#fhir/operations/parameters.ts';

/** Answers with the reason: 200; throws `not-found` where the record is closed to the caller. */
export function createWhy(control: AccessControl): Interaction {
  return async (request, store) => {
    const { caller } = store;
    if (caller === undefined) throw refuse('unauthenticated');
    const row = await readExisting(store, 'Patient', request.id!);
    const { standing } = control.knownOf(caller);
    const reasons = await reasonsFor(control.parts, standing, { sql: store.sql, rows: [row] });
    const own = row.patient === undefined ? [] : (reasons.get(row.patient) ?? []);
    const decision = decide(standing, row, { reasons: own, now: store.now() });
    if (!('why' in decision)) throw refuse('not-found', { reference: `Patient/${row.id}` });
    const parameters: Parameter[] = [{ name: 'why', valueCode: decision.why }];
    const { reason } = decision;
    if (reason !== undefined && reason.until < forever) {
      parameters.push({ name: 'until', valueInstant: new Date(reason.until).toISOString() });
    }
    if (reason !== undefined) {
      const [source] = (await readMany(store.sql, [reason.source])).values();
      if (source !== undefined) {
        const reference = `${source.type}/${source.id}`;
        parameters.push({ name: 'source', valueReference: { reference } });
      }
    }
    const patients = row.patient === undefined ? [] : [{ key: row.patient, bucket: row.bucket }];
    return {
      ...answerParameters(parameters),
      looked: { entities: [`Patient/${row.id}`], patients, why: decision.why },
    };
  };
}
