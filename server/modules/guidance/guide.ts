/**
 * `HealthcareService/$guide`: which door is the right one for a complaint (智能导医, ACC-02).
 * Guidance, never a diagnosis; a resident's is kept in the own record.
 * docs/decisions/0023-guidance.md
 */
import type { RequireScope } from '#fhir/operations/scoped.ts';
import type { FhirRequest, Interaction, Store } from '#fhir/handling/interaction.ts';
import { create } from '#fhir/interactions/create.ts';
import { answerParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { type Told, buildGuidanceResponse, tellGuidance } from './answer.ts';
import { readAsked } from './asked.ts';
import { decideDoor } from './decide.ts';
import type { Classifier } from './classifier/classifier.ts';
import { findServices } from './services.ts';

/** What the operation works with. */
export interface GuidanceParts {
  classifier: Classifier;
  requireScope: RequireScope;
}

/**
 * Answers 200 with Parameters. Throws what readAsked throws, and `scope-missing` for a resident
 * whose token lets nothing be kept.
 */
export function createGuide(house: Store, parts: GuidanceParts): Interaction {
  const { classifier, requireScope } = parts;
  return async (request, store) => {
    const { caller } = store;
    if (caller === undefined) throw refuse('unauthenticated');
    const isKept = caller.kind === 'resident';
    if (isKept) requireScope(caller, 'GuidanceResponse', 'c');
    const asked = readAsked(request, store.now());
    const guidance = decideDoor(classifier, asked);
    const departments = guidance.departments.map(({ code }) => code);
    const { organization } = asked;
    const { services, looked } = await findServices(request, store, { departments, organization });
    const told: Told = { guidance, version: classifier.version, services };
    if (isKept) await keep(request, { told, house, store, subject: caller.who });
    return {
      ...answerParameters(tellGuidance(told)),
      looked: { entities: looked, patients: [] },
    };
  };
}

/** Written by the house: residents write none of these themselves. */
async function keep(
  request: FhirRequest,
  given: { told: Told; house: Store; store: Store; subject: string },
): Promise<void> {
  const { told, house, store, subject } = given;
  const asHouse: Store = { ...house, caller: store.caller, trace: store.trace };
  const response = buildGuidanceResponse(told, { subject, at: store.now() });
  const body = { value: response, faithful: response };
  // Without the caller's headers: a condition among them would be asked of everybody's records.
  await create({ ...request, type: 'GuidanceResponse', query: [], headers: {}, body }, asHouse);
}
