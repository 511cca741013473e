/**
 * References: their form, and what they may refer to.
 * https://hl7.org/fhir/R4/references.html#literal
 */
import { typeNumber } from '#model/resource-types.ts';
import { type Report, problem } from './report.ts';

const relative = /^([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
const conditional = /^([A-Z][A-Za-z]+)\?\S+$/;
const absolute = /^[a-z][a-z0-9+.-]*:\S+$/i;

/**
 * Checks the `reference` and `type` of a Reference. @param targets the types it may refer to;
 * undefined for any.
 */
export function checkReference(
  value: Record<string, unknown>,
  targets: ReadonlySet<string> | undefined,
  report: Report,
): void {
  const { reference } = value;
  if (typeof reference !== 'string') return;
  if (reference.startsWith('#')) return;
  const type = relative.exec(reference)?.[1];
  if (type !== undefined) {
    if (typeNumber(type) === undefined) problem(report, 'reference');
    else if (targets !== undefined && !targets.has(type)) refuseTarget(report, type, targets);
    return;
  }
  if (report.allowConditionalReferences && conditional.test(reference)) return;
  if (!absolute.test(reference)) problem(report, 'reference');
}

function refuseTarget(report: Report, type: string, targets: ReadonlySet<string>): void {
  problem(report, 'target', { type, targets: [...targets].join(', ') });
}
