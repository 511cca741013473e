/**
 * Routes of the FHIR API that other rooms bring: the audit log as AuditEvents, signatures.
 * https://hl7.org/fhir/R4/operations.html
 */
import { ownPatients } from '../access/own-patients.ts';
import { requireScope } from '../access/scopes.ts';
import { createAuditHandlers } from '../audit/reading/handlers.ts';
import type { Interaction } from '../fhir/handling/interaction.ts';
import { refuse } from '../fhir/refusals.ts';
import type { Route } from '../fhir/router.ts';
import type { Sql } from '../fhir/store/sql.ts';
import type { ScopeLetter } from '#model/smart-scopes.ts';
import { type SigningParts, createSigningOperations } from '../signing/operations.ts';

/** AuditEvents are read from the log; nobody writes them but the house. */
export function auditRoutes(sql: Sql, now: () => number): Route[] {
  const { search, read } = createAuditHandlers({
    ownPatients: (caller) => ownPatients(sql, caller, now()),
  });
  const closed: Interaction = async (request) => {
    throw refuse('method-not-allowed', { method: request.method, allowed: 'GET' });
  };
  const logged =
    (handler: Interaction, letter: ScopeLetter): Interaction =>
    async (request, store) => {
      if (store.caller !== undefined) requireScope(store.caller, 'AuditEvent', letter);
      const response = await handler(request, store);
      return { ...response, looked: { entities: ['AuditEvent'], patients: [] } };
    };
  const row = (
    method: Route['method'],
    path: string,
    given: Pick<Route, 'interaction' | 'handler' | 'summary'>,
  ): Route => ({ method, path, access: 'record', ...given });
  const reading = { interaction: 'audit-read', summary: 'The log: who looked, as AuditEvents' };
  const refusing = { interaction: 'audit-read', summary: 'The log is written by the house alone' };
  return [
    row('GET', 'AuditEvent', { ...reading, handler: logged(search, 's') }),
    row('POST', 'AuditEvent/_search', { ...reading, handler: logged(search, 's') }),
    row('GET', 'AuditEvent/_history', { ...refusing, handler: closed }),
    row('GET', 'AuditEvent/:id', { ...reading, handler: logged(read, 'r') }),
    row('GET', 'AuditEvent/:id/_history', { ...refusing, handler: closed }),
    ...(['POST', 'PUT', 'PATCH', 'DELETE'] as const).flatMap((method) => [
      row(method, 'AuditEvent', { ...refusing, handler: closed }),
      row(method, 'AuditEvent/:id', { ...refusing, handler: closed }),
    ]),
  ];
}

/** Signing and verifying any resource. */
export function signingRoutes(parts: SigningParts): Route[] {
  const { sign, verify } = createSigningOperations(parts);
  return [
    {
      method: 'POST',
      path: ':type/:id/$sign',
      interaction: 'sign',
      access: 'record',
      summary: 'Sign the current version as its author; a strong factor is needed',
      handler: sign,
    },
    {
      method: 'GET',
      path: ':type/:id/$verify',
      interaction: 'verify',
      access: 'record',
      summary: 'Verify the signatures of a resource',
      handler: verify,
    },
  ];
}
