/**
 * The values FHIRPath walks over: JSON with its FHIR type.
 * https://hl7.org/fhir/R4/fhirpath.html#types
 */
import type { Member, Shape, Shapes } from '#fhir/definitions/shapes.ts';

/** One value. */
export interface FhirNode {
  value: unknown;
  /** A FHIR type as `code`, or a system type as `System.String`. */
  type: string;
  /** What a complex value may hold. */
  shape: Shape | undefined;
  /** The id and extensions of a primitive. */
  sibling: unknown;
}

/** A collection. */
export type Nodes = readonly FhirNode[];

/** The empty collection. */
export const none: Nodes = [];

/** A value of a system type. */
export function system(type: string, value: unknown): Nodes {
  return [{ value, type: `System.${type}`, shape: undefined, sibling: undefined }];
}

const yes: Nodes = system('Boolean', true);
const no: Nodes = system('Boolean', false);

/** A three-valued truth as a collection. */
export function truthNodes(value: boolean | undefined): Nodes {
  if (value === undefined) return none;
  return value ? yes : no;
}

/** A primitive as text; undefined for what is none. */
export function primitiveText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A resource as a node. */
export function resourceNode(shapes: Shapes, value: object): FhirNode {
  const type = (value as { resourceType?: unknown }).resourceType;
  const shape = shapes.resource(type);
  return { value, type: shape?.type ?? 'Resource', shape, sibling: undefined };
}

/** Steps from a node to its members. */
export interface Steps {
  /** Adds the values of one JSON property. */
  member: (node: FhirNode, member: Member, found: FhirNode[]) => void;
  /** Adds the values of an element by its FHIRPath name. */
  named: (node: FhirNode, name: string, found: FhirNode[]) => void;
  /** Adds every child. */
  children: (node: FhirNode, found: FhirNode[]) => void;
}

/** The steps over the given shapes. */
export function createSteps(shapes: Shapes): Steps {
  const extension = shapes.at('Extension');

  function add(value: unknown, sibling: unknown, member: Member): FhirNode {
    const { type } = member;
    if (member.siblingKey !== undefined) return { value, type, shape: undefined, sibling };
    if (type === 'Resource') return resourceNode(shapes, Object(value) as object);
    return { value, type, shape: member.shape(), sibling: undefined };
  }

  function member(node: FhirNode, step: Member, found: FhirNode[]): void {
    const object = node.value as Record<string, unknown>;
    const value = object[step.key] ?? undefined;
    const sibling =
      step.siblingKey === undefined ? undefined : (object[step.siblingKey] ?? undefined);
    if (value === undefined && sibling === undefined) return;
    if (!Array.isArray(value) && !Array.isArray(sibling)) {
      found.push(add(value, sibling, step));
      return;
    }
    const values = Array.isArray(value) ? (value as unknown[]) : [];
    const siblings = Array.isArray(sibling) ? (sibling as unknown[]) : [];
    for (let at = 0; at < Math.max(values.length, siblings.length); at += 1) {
      const item = values[at] ?? undefined;
      if (item !== undefined || siblings[at])
        found.push(add(item, siblings[at] ?? undefined, step));
    }
  }

  function named(node: FhirNode, name: string, found: FhirNode[]): void {
    if (node.shape === undefined) {
      siblingChild(node, name, found);
      return;
    }
    if (typeof node.value !== 'object' || node.value === null) return;
    for (const step of node.shape.elements.get(name) ?? []) member(node, step, found);
  }

  function siblingChild(node: FhirNode, name: string, found: FhirNode[]): void {
    const sibling = node.sibling as { id?: unknown; extension?: unknown } | null | undefined;
    if (typeof sibling !== 'object' || sibling === null) return;
    if (name === 'id' && sibling.id !== undefined) {
      found.push({ value: sibling.id, type: 'string', shape: undefined, sibling: undefined });
    }
    if (name === 'extension' && Array.isArray(sibling.extension)) {
      for (const value of sibling.extension as unknown[]) {
        found.push({ value, type: 'Extension', shape: extension, sibling: undefined });
      }
    }
  }

  function children(node: FhirNode, found: FhirNode[]): void {
    if (node.shape === undefined) {
      siblingChild(node, 'id', found);
      siblingChild(node, 'extension', found);
      return;
    }
    if (typeof node.value !== 'object' || node.value === null) return;
    const { members } = node.shape;
    for (const key of Object.keys(node.value)) {
      const plain = key.startsWith('_') && !(key.slice(1) in node.value) ? key.slice(1) : key;
      const step = members.get(plain);
      if (step !== undefined) member(node, step, found);
    }
  }

  return { member, named, children };
}
