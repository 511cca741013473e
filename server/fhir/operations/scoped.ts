/**
 * Handlers that answer only whose token allows something on every resource of a type.
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
import type { ScopeLetter } from '#model/smart-scopes.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import type { Interaction } from '#fhir/handling/interaction.ts';
import { refuse } from '#fhir/refusals.ts';

/** Throws unless the token of a caller allows this on every resource of a type. */
export type RequireScope = (caller: Caller, type: string, letter: ScopeLetter) => void;

/** Lets only in whose token allows this. */
export type Scoped = (type: string, letter: ScopeLetter, handler: Interaction) => Interaction;

/** Makes handlers ask. They throw `unauthenticated` without a caller. */
export const scopedBy =
  (requireScope: RequireScope): Scoped =>
  (type, letter, handler) =>
  async (request, store) => {
    if (store.caller === undefined) throw refuse('unauthenticated');
    requireScope(store.caller, type, letter);
    return handler(request, store);
  };
