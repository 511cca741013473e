/** JSON Patch: add, remove, replace, move, copy, test. https://www.rfc-editor.org/rfc/rfc6902 */
import { isRawNumber } from '#fhir/json.ts';
import { refuse } from '#fhir/refusals.ts';

type JsonObject = Record<string, unknown>;

/** One operation of a patch. */
export interface JsonPatchOperation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

/**
 * Applies the operations in order. The document given is left as it is.
 * Throws `bad-patch` where an operation cannot be applied, a `test` that fails among them.
 */
export function applyJsonPatch<T>(document: T, operations: readonly unknown[]): T {
  // A holder, so that the whole document has a parent too.
  const holder: JsonObject = { '': copy(document) };
  let copied = 0;
  for (const [index, given] of operations.entries()) {
    const operation = readOperation(given, index);
    if (operation.op === 'copy') {
      const { parent, key } = existing(holder, operation.from ?? '', index);
      copied += partsOf(parent[key]);
      if (copied > copiedMax) fail(index, '复制的内容过多', 'the copies are too large');
    }
    applyOne(holder, operation, index);
  }
  return holder[''] as T;
}

/** How many values one patch may copy: copies of copies grow without the patch growing. */
const copiedMax = 10_000;

/** How many values there are in one. */
function partsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, item) => sum + partsOf(item), 1);
}

function readOperation(operation: unknown, index: number): JsonPatchOperation {
  const { op, path, from } = (operation ?? {}) as Partial<JsonPatchOperation>;
  if (typeof op !== 'string') fail(index, '缺少 op', 'it has no op');
  if (typeof path !== 'string') fail(index, '缺少 path', 'it has no path');
  if ((op === 'move' || op === 'copy') && typeof from !== 'string') {
    fail(index, '缺少 from', 'it has no from');
  }
  const needsValue = op === 'add' || op === 'replace' || op === 'test';
  if (needsValue && !Object.hasOwn(operation as object, 'value')) {
    fail(index, '缺少 value', 'it has no value');
  }
  return operation as JsonPatchOperation;
}

function applyOne(holder: JsonObject, operation: JsonPatchOperation, index: number): void {
  const { op, path, from = '', value } = operation;
  switch (op) {
    case 'add':
      return add(locate(holder, path, index), copy(value));
    case 'remove':
      return remove(existing(holder, path, index));
    case 'replace':
      return replace(existing(holder, path, index), copy(value));
    case 'move': {
      if (path.startsWith(`${from}/`)) {
        fail(index, '不能移动到自身内部', 'a part cannot move into itself');
      }
      const source = existing(holder, from, index);
      const moved = source.parent[source.key];
      remove(source);
      return add(locate(holder, path, index), moved);
    }
    case 'copy': {
      const source = existing(holder, from, index);
      return add(locate(holder, path, index), copy(source.parent[source.key]));
    }
    case 'test': {
      const { parent, key } = existing(holder, path, index);
      if (equal(parent[key], value)) return undefined;
      return fail(index, 'test 不成立', 'its test does not hold');
    }
    default:
      return fail(index, 'op 未知', 'its op is unknown');
  }
}

/** A place in the document: a member of an object or an index of an array. */
interface Spot {
  parent: JsonObject;
  key: string;
}

/** The place a pointer names, whose parent exists. */
function locate(holder: JsonObject, pointer: string, index: number): Spot {
  if (pointer !== '' && !pointer.startsWith('/')) {
    fail(index, '路径必须以 / 开头', 'a path must begin with /');
  }
  const keys = ['', ...pointer.split('/').slice(1).map(unescape)];
  const last = keys.pop() ?? '';
  let parent: unknown = holder;
  for (const key of keys) parent = child(parent, key, index);
  if (typeof parent !== 'object' || parent === null) failPath(index);
  if (!Array.isArray(parent)) return { parent: parent as JsonObject, key: last };
  if (last !== '-' && (!/^(0|[1-9]\d*)$/.test(last) || Number(last) > parent.length))
    failPath(index);
  const key = last === '-' ? String(parent.length) : last;
  return { parent: parent as unknown as JsonObject, key };
}

/** The place a pointer names, where something is. */
function existing(holder: JsonObject, pointer: string, index: number): Spot {
  const spot = locate(holder, pointer, index);
  if (!Object.hasOwn(spot.parent, spot.key)) failPath(index);
  return spot;
}

function child(parent: unknown, key: string, index: number): unknown {
  const there = typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key);
  if (!there || (Array.isArray(parent) && key === 'length')) failPath(index);
  return (parent as JsonObject)[key];
}

function unescape(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

function add({ parent, key }: Spot, value: unknown): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 0, value);
  else define(parent, key, value);
}

function remove({ parent, key }: Spot): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

function replace({ parent, key }: Spot, value: unknown): void {
  if (Array.isArray(parent)) parent[Number(key)] = value;
  else define(parent, key, value);
}

/** Sets an own member whatever its name, so that `__proto__` is only a name. */
function define(parent: JsonObject, key: string, value: unknown): void {
  Object.defineProperty(parent, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/** A deep copy; numbers that keep their digits (JSON.rawJSON) are kept. */
function copy<T>(value: T): T {
  if (typeof value !== 'object' || value === null || isRawNumber(value)) return value;
  if (Array.isArray(value)) return value.map(copy) as T;
  const made: JsonObject = {};
  for (const [name, item] of Object.entries(value)) define(made, name, copy(item));
  return made as T;
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return plain(a) === plain(b);
  }
  if (isRawNumber(a) || isRawNumber(b)) return plain(a) === plain(b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every(
      (name) => Object.hasOwn(b, name) && equal((a as JsonObject)[name], (b as JsonObject)[name]),
    )
  );
}

function plain(value: unknown): unknown {
  return isRawNumber(value) ? Number(value.rawJSON) : value;
}

function failPath(index: number): never {
  return fail(index, '路径不存在', 'its path does not exist');
}

function fail(index: number, zh: string, en: string): never {
  throw refuse('bad-patch', {
    reason: `第 ${index + 1} 个操作：${zh}`,
    reasonEn: `operation ${index + 1}: ${en}`,
  });
}
