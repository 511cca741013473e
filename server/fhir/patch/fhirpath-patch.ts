/**
 * FHIRPath Patch: a Parameters resource turned into the JSON Patch that does the same.
 * https://hl7.org/fhir/R4/fhirpatch.html
 */
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import type { Resource } from '#model/fhir.ts';
import type { Definitions } from '#fhir/definitions/load.ts';
import { listParameters } from '#fhir/operations/parameters.ts';
import { type Refusal, refuse } from '#fhir/refusals.ts';
import { type JsonPatchOperation, applyJsonPatch } from './json-patch.ts';
import { isPatchPath } from './patch-path.ts';

interface Part {
  name?: string;
  part?: Part[];
  [value: `value${string}`]: unknown;
}

/** What the library calls a ResourceNode, as far as we look. */
interface Node {
  data: unknown;
  path: string | null;
  propName: string | null;
  index: number | null;
  parentResNode: Node | null;
}

/** Where the operations are applied, and for the refusals which one it is. */
interface Context {
  resource: Resource;
  definitions: Definitions;
  index: number;
}

/**
 * The JSON Patch that does what a FHIRPath Patch asks.
 * Throws `bad-patch` where an operation cannot be applied.
 */
export function fhirPathPatchOperations(
  resource: Resource,
  parameters: Resource,
  definitions: Definitions,
): JsonPatchOperation[] {
  const all: JsonPatchOperation[] = [];
  let current = resource;
  const operations = listParameters(parameters) as Part[];
  for (const [index, operation] of operations.entries()) {
    if (index >= operationsMax) fail(index, '操作过多', 'there are too many operations');
    if (operation.name !== 'operation')
      fail(index, '参数应名为 operation', 'it is not named "operation"');
    const steps = translate(operation, { resource: current, definitions, index });
    current = applyJsonPatch(current, steps);
    all.push(...steps);
  }
  return all;
}

function translate(operation: Part, context: Context): JsonPatchOperation[] {
  const { index } = context;
  const type = textOf(operation, 'type', index);
  const path = textOf(operation, 'path', index);
  switch (type) {
    case 'add':
      return addTo(one(path, context), operation, context);
    case 'insert':
      return insertInto(path, operation, context);
    case 'delete':
      return deleteAt(path, context);
    case 'replace':
      return replaceAt(one(path, context), operation, context);
    case 'move':
      return moveWithin(path, operation, context);
    default:
      return fail(index, 'type 未知', 'its type is unknown');
  }
}

function addTo(parent: Node, operation: Part, context: Context): JsonPatchOperation[] {
  const name = textOf(operation, 'name', context.index);
  const { value, type } = valueOf(operation, context);
  const { key, many } = memberOf(parent, { name, type }, context);
  const pointer = `${pointerTo(parent)}/${key}`;
  const there = (parent.data as Record<string, unknown>)[key];
  if (!many) return [{ op: 'add', path: pointer, value }];
  if (there === undefined) return [{ op: 'add', path: pointer, value: [value] }];
  return [{ op: 'add', path: `${pointer}/-`, value }];
}

/** The JSON name of an element, which for a choice carries the type, and whether it repeats. */
function memberOf(
  parent: Node,
  child: { name: string; type: string },
  context: Context,
): { key: string; many: boolean } {
  const { name, type } = child;
  const { elements } = context.definitions;
  const own = elements.get(`${parent.path}.${name}`);
  const path = own?.contentReference ?? `${parent.path}.${name}`;
  const rule = own ?? elements.get(path);
  if (rule !== undefined) return { key: name, many: rule.max !== '1' };
  if (elements.has(`${parent.path}.${name}[x]`)) return { key: `${name}${type}`, many: false };
  return fail(context.index, '此处没有这个元素', 'there is no such element at this place');
}

function insertInto(path: string, operation: Part, context: Context): JsonPatchOperation[] {
  const nodes = listAt(path, context);
  const at = numberOf(operation, 'index', context.index);
  if (at > nodes.length) fail(context.index, 'index 超出列表', 'its index is beyond the list');
  const { value } = valueOf(operation, context);
  return [{ op: 'add', path: `${listPointer(nodes, context)}/${at}`, value }];
}

function deleteAt(path: string, context: Context): JsonPatchOperation[] {
  const nodes = evaluate(path, context);
  if (nodes.length > 1) failMany(context.index);
  const [node] = nodes;
  return node === undefined ? [] : deleteNode(node, context);
}

/**
 * FHIR knows no empty lists and objects: what would be left empty goes too, and so do a primitive's
 * extensions.
 */
function deleteNode(node: Node, context: Context): JsonPatchOperation[] {
  const parent = node.parentResNode;
  if (parent === null)
    return fail(context.index, '不能删除整个资源', 'it deletes the whole resource');
  const holder = parent.data as Record<string, unknown>;
  const name = node.propName ?? '';
  const names = [name, `_${name}`].filter((key) => Object.hasOwn(holder, key));
  const base = pointerTo(parent);
  const list = holder[name];
  if (Array.isArray(list) && list.length > 1) {
    return names.map((key) => ({ op: 'remove', path: `${base}/${key}/${node.index}` }));
  }
  const empty = Object.keys(holder).length === names.length;
  if (empty && parent.parentResNode !== null) return deleteNode(parent, context);
  return names.map((key) => ({ op: 'remove', path: `${base}/${key}` }));
}

function replaceAt(node: Node, operation: Part, context: Context): JsonPatchOperation[] {
  const { value, type } = valueOf(operation, context);
  const parent = node.parentResNode;
  if (parent === null) return [{ op: 'replace', path: '', value }];
  const choice = choiceName(node, context);
  if (choice === undefined || type === '') return [{ op: 'replace', path: pointerTo(node), value }];
  return [
    { op: 'remove', path: pointerTo(node) },
    { op: 'add', path: `${pointerTo(parent)}/${choice}${type}`, value },
  ];
}

/** The name without its type where the node is a choice. */
function choiceName(node: Node, { definitions }: Context): string | undefined {
  const parent = node.parentResNode?.path;
  const name = node.propName ?? '';
  if (definitions.elements.has(`${parent}.${name}`)) return undefined;
  for (let end = name.length - 1; end > 0; end -= 1) {
    const short = name.slice(0, end);
    if (definitions.elements.has(`${parent}.${short}[x]`)) return short;
  }
  return undefined;
}

function moveWithin(path: string, operation: Part, context: Context): JsonPatchOperation[] {
  const nodes = listAt(path, context);
  const source = numberOf(operation, 'source', context.index);
  const destination = numberOf(operation, 'destination', context.index);
  if (source >= nodes.length || destination >= nodes.length) {
    fail(context.index, '位置超出列表', 'its positions are beyond the list');
  }
  const base = listPointer(nodes, context);
  return [{ op: 'move', from: `${base}/${source}`, path: `${base}/${destination}` }];
}

function listAt(path: string, context: Context): Node[] {
  const nodes = evaluate(path, context);
  if (nodes.length === 0) failPath(context.index);
  return nodes;
}

/** The pointer to the list that these nodes are all of. */
function listPointer(nodes: readonly Node[], context: Context): string {
  const [first] = nodes;
  const parent = first?.parentResNode ?? null;
  const same = nodes.every((node) => node.parentResNode?.data === parent?.data);
  if (parent === null || first?.index === null || !same) {
    return fail(context.index, '路径不是一个列表', 'its path is not one list');
  }
  return `${pointerTo(parent)}/${first?.propName}`;
}

function evaluate(path: string, { resource, index }: Context): Node[] {
  try {
    // Elements named as operators are (Narrative.div, ValueSet.expansion.contains) are commonly
    // written without quotes.
    const quoted = path.replace(/\.(div|contains)(?=[.[]|$)/g, '.`$1`');
    if (!isPatchPath(quoted)) throw refuseFunction(index);
    const options = { resolveInternalTypes: false } as const;
    const found: unknown = fhirpath.evaluate(resource, quoted, {}, r4, options);
    const nodes = found as Node[];
    if (nodes.some((node) => node.parentResNode === undefined)) failPath(index);
    return nodes;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'bad-patch') throw error;
    return fail(index, 'path 不是有效的 FHIRPath', 'its path is not valid FHIRPath');
  }
}

function one(path: string, context: Context): Node {
  const nodes = evaluate(path, context);
  if (nodes.length > 1) failMany(context.index);
  return nodes[0] ?? failPath(context.index);
}

function pointerTo(node: Node): string {
  if (node.parentResNode === null) return '';
  const place = `${pointerTo(node.parentResNode)}/${node.propName}`;
  return node.index === null ? place : `${place}/${node.index}`;
}

function partOf(operation: Part, name: string): Part | undefined {
  return operation.part?.find((part) => part.name === name);
}

function primitiveOf(part: Part | undefined): unknown {
  const [, value] = Object.entries(part ?? {}).find(([key]) => key.startsWith('value')) ?? [];
  return value;
}

function textOf(operation: Part, name: string, index: number): string {
  const value = primitiveOf(partOf(operation, name));
  return typeof value === 'string' ? value : fail(index, `缺少 ${name}`, `it has no ${name}`);
}

function numberOf(operation: Part, name: string, index: number): number {
  const value = primitiveOf(partOf(operation, name));
  const whole = Number.isInteger(value) && Number(value) >= 0;
  return whole ? Number(value) : fail(index, `缺少 ${name}`, `it has no ${name}`);
}

/**
 * The value of an operation and the type behind `value`; elements without a type of their own come
 * as parts.
 */
function valueOf(operation: Part, context: Context): { value: unknown; type: string } {
  const part = partOf(operation, 'value');
  if (part === undefined) return fail(context.index, '缺少 value', 'it has no value');
  return readValue(part);
}

function readValue(part: Part): { value: unknown; type: string } {
  const named = Object.entries(part).find(([key]) => key.startsWith('value'));
  if (named !== undefined) return { value: named[1], type: named[0].slice('value'.length) };
  const made: Record<string, unknown> = {};
  for (const child of part.part ?? []) {
    const { value } = readValue(child);
    const name = child.name ?? '';
    const before = made[name];
    if (before === undefined) made[name] = value;
    else made[name] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return { value: made, type: '' };
}

function failPath(index: number): never {
  return fail(index, 'path 找不到任何元素', 'its path finds nothing');
}

function failMany(index: number): never {
  return fail(index, 'path 找到多个元素', 'its path finds more than one element');
}

/** How many operations one patch may have: each is applied before the next is read. */
const operationsMax = 200;

function fail(index: number, zh: string, en: string): never {
  throw refusal(index, zh, en);
}

function refuseFunction(index: number): Refusal {
  return refusal(index, 'path 用了此处不支持的 FHIRPath', 'its path uses FHIRPath not taken here');
}

function refusal(index: number, zh: string, en: string): Refusal {
  return refuse('bad-patch', {
    reason: `第 ${index + 1} 个操作：${zh}`,
    reasonEn: `operation ${index + 1}: ${en}`,
  });
}
