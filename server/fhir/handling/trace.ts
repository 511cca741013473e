/**
 * What becomes of one request in the audit log: a line for each write, made before it is
 * committed, and one for everything that was looked at.
 * https://profiles.ihe.net/ITI/BALP/
 */
import type { Hash } from '#fhir/store/hash.ts';
import { methods } from '#fhir/store/write.ts';
import type { AuditLine } from './audit-line.ts';
import type { Caller } from './caller.ts';

/** A version that is written. */
export interface Written {
  type: string;
  id: string;
  version: number;
  /** As in `methods`. */
  method: number;
  patient: Hash | undefined;
  bucket: number;
}

/** The lines of one request. */
export interface Trace {
  /** The line of a write. */
  written(write: Written): AuditLine;
  /** A line of anything else. */
  line(
    event: string,
    given: Partial<
      Pick<AuditLine, 'action' | 'outcome' | 'why' | 'entities' | 'patients' | 'query' | 'refusal'>
    >,
  ): AuditLine;
}

const events: Record<number, { event: string; action: AuditLine['action'] }> = {
  [methods.POST]: { event: 'create', action: 'C' },
  [methods.PUT]: { event: 'update', action: 'U' },
  [methods.PATCH]: { event: 'patch', action: 'U' },
  [methods.DELETE]: { event: 'delete', action: 'D' },
};

/** The trace of a request. @param given.request number of the HTTP request. */
export function createTrace(given: {
  caller: Caller | undefined;
  address: string;
  request: string;
  now: () => number;
}): Trace {
  const { caller, address, request, now } = given;
  const line: Trace['line'] = (event, rest) => ({
    at: now(),
    event,
    action: 'R',
    outcome: 0,
    caller,
    address: caller === undefined ? address : undefined,
    why: undefined,
    entities: [],
    patients: [],
    query: undefined,
    refusal: undefined,
    request,
    ...rest,
  });
  return {
    line,
    written({ type, id, version, method, patient, bucket }) {
      const { event, action } = events[method]!;
      const entities = [`${type}/${id}/_history/${version}`];
      const patients = patient === undefined ? [] : [{ key: patient, bucket }];
      return line(event, { action, entities, patients });
    },
  };
}
