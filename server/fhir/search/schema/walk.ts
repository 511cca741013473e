/** The tree of paths by which a resource is walked once, with what is indexed at each. */
import type { Sink } from '../values/sink.ts';
import type { Step } from './expression.ts';

/** Adds to the sink what a value is found by. */
export type Indexer = (value: unknown, sink: Sink) => void;

/** An element as JSON. */
export type JsonObject = Record<string, unknown>;

/** A property to step down to. */
export interface WalkNode {
  property: string;
  where: { property: string; value: string } | undefined;
  first: boolean;
  children: WalkNode[];
  indexers: Indexer[];
}

/** A node without children yet. */
export function walkNode(property: string, step?: Step): WalkNode {
  return {
    property,
    where: step?.where,
    first: step?.first === true,
    children: [],
    indexers: [],
  };
}

/**
 * The child for a property, made where there is none; a filter on a contact's system does not make
 * another one.
 */
export function childNode(parent: WalkNode, property: string, step: Step): WalkNode {
  const where = isContactSystem(step) ? undefined : step.where;
  const found = parent.children.find(
    (child) =>
      child.property === property &&
      child.first === (step.first === true) &&
      child.where?.property === where?.property &&
      child.where?.value === where?.value,
  );
  if (found !== undefined) return found;
  const { where: _, ...rest } = step;
  const child = walkNode(property, where === undefined ? rest : { ...rest, where });
  parent.children.push(child);
  return child;
}

/** Whether a step's filter is on the system of a ContactPoint, which its tokens carry anyway. */
export function isContactSystem(step: Step): boolean {
  return step.where?.property === 'system';
}

/** Walks an element, running every indexer on the values that its paths lead to. */
export function walk(node: WalkNode, element: JsonObject, sink: Sink): void {
  for (const child of node.children) {
    const value = element[child.property];
    if (value === undefined || value === null) continue;
    if (Array.isArray(value)) {
      const count = child.first ? Math.min(1, value.length) : value.length;
      for (let at = 0; at < count; at += 1) visit(child, value[at], sink);
    } else {
      visit(child, value, sink);
    }
  }
}

function visit(node: WalkNode, value: unknown, sink: Sink): void {
  if (value === undefined || value === null) return;
  const isObject = typeof value === 'object';
  const { where } = node;
  if (where !== undefined && (!isObject || (value as JsonObject)[where.property] !== where.value)) {
    return;
  }
  for (const indexer of node.indexers) indexer(value, sink);
  if (isObject && node.children.length > 0) walk(node, value as JsonObject, sink);
}

/** All values that a way leads to, without indexing them. */
export function collect(
  steps: readonly {
    property: string;
    first?: boolean;
    where?: { property: string; value: string };
  }[],
  element: unknown,
): unknown[] {
  let values: unknown[] = [element];
  for (const { property, first, where } of steps) {
    const next: unknown[] = [];
    for (const value of values) {
      if (typeof value !== 'object' || value === null) continue;
      const child = (value as JsonObject)[property];
      const items = Array.isArray(child) ? child : [child];
      for (const item of first === true ? items.slice(0, 1) : items) {
        if (item === undefined || item === null) continue;
        if (where === undefined || (item as JsonObject)[where.property] === where.value) {
          next.push(item);
        }
      }
    }
    values = next;
  }
  return values;
}
