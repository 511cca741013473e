/**
 * The check with the national register as a VerificationResult (ONL-05, GOV-02).
 * https://hl7.org/fhir/R4/verificationresult.html
 */
import type { Resource } from '#model/fhir.ts';

/** Whose check is due, as GET /api/registry/checks says. */
export interface DueCheck {
  id: string;
  on?: string;
  state: 'never' | 'stale' | 'failed' | 'soon';
}

/**
 * The check of someone on a day, over the one that is stored.
 * @param found whether the register knows them.
 */
export function registerCheck(
  given: { id: string; on: string; found: boolean },
  before: Resource | undefined,
): Resource {
  const { id, on, found } = given;
  return {
    ...before,
    resourceType: 'VerificationResult',
    id: before?.id ?? id,
    target: [{ reference: `Practitioner/${id}` }],
    status: found ? 'validated' : 'val-fail',
    statusDate: on,
    lastPerformed: on,
    validationProcess: [{ text: '国家医师、护士电子注册系统' }],
  };
}
