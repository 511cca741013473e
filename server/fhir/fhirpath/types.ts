/** Which FHIRPath types a value has. https://hl7.org/fhir/R4/fhirpath.html#types */
import type { Shapes } from '#fhir/definitions/shapes.ts';
import type { FhirNode } from './node.ts';

// Base types of the data types that have one other than Element.
const bases: Readonly<Record<string, string>> = {
  code: 'string',
  id: 'string',
  markdown: 'string',
  url: 'uri',
  canonical: 'uri',
  uuid: 'uri',
  oid: 'uri',
  positiveInt: 'integer',
  unsignedInt: 'integer',
  Age: 'Quantity',
  Count: 'Quantity',
  Distance: 'Quantity',
  Duration: 'Quantity',
};
const plainResources = new Set(['Bundle', 'Binary', 'Parameters']);
const systemTypes = new Set([
  'Boolean',
  'String',
  'Integer',
  'Decimal',
  'Date',
  'DateTime',
  'Time',
  'Quantity',
]);

/**
 * A test for a type as an expression names it: `Patient`, `FHIR.string`, `System.Boolean`;
 * undefined for an unknown name.
 */
export function typeTest(name: string, shapes: Shapes): ((node: FhirNode) => boolean) | undefined {
  const [space, given = space] = name.split('.') as [string, string?];
  const isSystem =
    space === 'System' || (given === space && systemTypes.has(given) && given !== 'Quantity');
  if (isSystem) return (node) => node.type === `System.${given}`;
  const known = shapes.isPrimitive(given) || shapes.at(given) !== undefined;
  if (!known) return undefined;
  return (node) => isKind(node, given);
}

/**
 * A test for `as` and `ofType`: as `is`, but a primitive only has its own type, so that a code is
 * no string there.
 * Undefined for an unknown name.
 */
export function exactTest(name: string, shapes: Shapes): ((node: FhirNode) => boolean) | undefined {
  const test = typeTest(name, shapes);
  const given = name.split('.').at(-1) ?? name;
  if (test === undefined || !shapes.isPrimitive(given)) return test;
  return (node) => node.type === given;
}

function isKind(node: FhirNode, wanted: string): boolean {
  if (node.type.startsWith('System.')) return false;
  if (node.type === wanted || bases[node.type] === wanted) return true;
  if (node.shape?.isResource === true) {
    if (wanted === 'Resource') return true;
    return wanted === 'DomainResource' && !plainResources.has(node.type);
  }
  if (wanted === 'BackboneElement')
    return node.shape?.path.includes('.') === true && node.type === wanted;
  return wanted === 'Element';
}
