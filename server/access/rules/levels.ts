/**
 * The data level of a resource: 1 public to 5 specially protected, told by its type, by the codes
 * in it, and by hand. China's rule SEC-20.
 * https://openstd.samr.gov.cn (GB/T 39725-2020, 6.2)
 */
import type { Coding, Resource } from '#model/fhir.ts';
import { isOpenType } from './resource-classes.ts';
import { isProtectedCode, isProtectedText } from './protected-codes.ts';

/** The system of data levels in meta.security; the codes are 1 to 5. */
export const dataLevelSystem = 'https://yishu.example/CodeSystem/data-level';

/** The label of specially protected data. */
export const protectedLabel: Coding = {
  system: dataLevelSystem,
  code: '5',
  display: '特殊保护',
};

/** The level of a resource: its type's, raised by its codes or by a label. */
export function levelOf(resource: Resource): number {
  if (isOpenType(resource.resourceType)) return 1;
  if (isLabelledProtected(resource) || hasProtectedCode(resource)) return 5;
  return 4;
}

/** By our own label, or by HL7's very restricted one. */
function isLabelledProtected({ meta }: Resource): boolean {
  return (
    meta?.security?.some(
      ({ system, code }) =>
        (system === dataLevelSystem && code === '5') ||
        (system === 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality' && code === 'V'),
    ) === true
  );
}

/** Whether any code or its text anywhere in a resource is of a specially protected matter. */
export function hasProtectedCode(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasProtectedCode);
  const object = value as Record<string, unknown>;
  for (const name in object) {
    const child = object[name];
    if (typeof child === 'object') {
      if (name !== 'text' && name !== 'meta' && hasProtectedCode(child)) return true;
    } else if (name === 'code' && typeof object['system'] === 'string') {
      if (isProtectedCode(object['system'], child as string)) return true;
    } else if ((name === 'display' || name === 'text') && typeof child === 'string') {
      if (isProtectedText(child)) return true;
    }
  }
  return false;
}
