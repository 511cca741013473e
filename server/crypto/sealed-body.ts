/**
 * A body as it lies in the database: still JSON, with the sensitive values taken out into one
 * ciphertext at its end, `"_sealed":"k1.…"`.
 * https://hl7.org/fhir/R4/json.html
 */
import type { Resource } from '#model/fhir.ts';
import { isRawNumber } from '#fhir/json.ts';
import type { Keyring } from './keyring.ts';
import { type SensitivePath, secretLevel, secretNames, sensitivePaths } from './sensitive-paths.ts';

/** Begins the string that stands for a sealed value; a private-use character. */
const mark = '\uE000';
const placeholder = /"\uE000(\d+)"(?!:)/g;
const opening = ',"_sealed":"';

// ECMAScript's JSON.rawJSON is newer than TypeScript's library.
const json = JSON as unknown as { rawJSON(text: string): unknown };

/** Takes a value out and leaves what stands for it: raw JSON, which no string of a body is. */
type Take = (value: unknown) => unknown;

/**
 * The text to store of a resource.
 * @param resource as it is to be printed; its numbers may be raw JSON.
 * @param level of confidentiality, 1 to 5.
 */
export function sealedText(resource: Resource, level: number, keyring: Keyring): string {
  const first = takeOut(resource, level, false);
  const marks = countMarks(first.text);
  // Strings that hold the mark by themselves are taken out too: what is left are ours.
  const { text, literals } =
    marks === first.literals.length ? first : takeOut(resource, level, true);
  if (literals.length === 0 && !Object.hasOwn(resource, '_sealed')) return text;
  const sealed = keyring.seal(literals.join('\n'), contextOf(text));
  return `${text.slice(0, -1)}${opening}${sealed}"}`;
}

/** The text to send of a stored one: byte for byte what was to be printed. Throws where altered. */
export function openBody(text: string, keyring: Keyring): string {
  const sealed = sealedPart(text);
  if (sealed === undefined) return text;
  const literals = keyring.open(sealed, contextOf(text)).split('\n');
  return clearPart(text, sealed).replace(
    placeholder,
    (_, index: string) => literals[Number(index)]!,
  );
}

/**
 * A stored text sealed anew by the key of the day; undefined where it is so already, or nothing of
 * it is sealed.
 */
export function resealBody(text: string, keyring: Keyring): string | undefined {
  const sealed = sealedPart(text);
  if (sealed === undefined || keyring.isCurrent(sealed)) return undefined;
  const context = contextOf(text);
  const again = keyring.seal(keyring.open(sealed, context), context);
  return `${clearPart(text, sealed).slice(0, -1)}${opening}${again}"}`;
}

/** The ciphertext at the end of a stored text; undefined where it has none. */
export function sealedPart(text: string): string | undefined {
  if (!text.endsWith('"}')) return undefined;
  const start = text.lastIndexOf('"', text.length - 3) + 1;
  if (!text.startsWith(opening, start - opening.length)) return undefined;
  return text.slice(start, -2);
}

function clearPart(text: string, sealed: string): string {
  return `${text.slice(0, text.length - sealed.length - opening.length - 2)}}`;
}

/** What the ciphertext is bound to, so that it cannot be moved to another resource. */
function contextOf(text: string): string {
  return /^\{"resourceType":"\w+","id":"[^"]*"/.exec(text)?.[0] ?? '';
}

function countMarks(text: string): number {
  let count = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) count += 1;
  return count;
}

/** Prints a resource without its sensitive values, and these as JSON texts. */
function takeOut(
  resource: Resource,
  level: number,
  marked: boolean,
): { text: string; literals: string[] } {
  const literals: string[] = [];
  const take: Take = (value) => {
    literals.push(JSON.stringify(value));
    return json.rawJSON(`"${mark}${literals.length - 1}"`);
  };
  const isTaken = (name: string, value: string) =>
    (level >= secretLevel && secretNames.has(name)) || (marked && value.includes(mark));
  let kept: unknown = takePaths(resource, take);
  if (level >= secretLevel || marked) kept = takeStrings(kept, { name: '', isTaken, take });
  return { text: JSON.stringify(kept), literals };
}

/** Takes out what the paths of a resource lead to, also in the resources within it. */
function takePaths(resource: Resource, take: Take): Resource {
  let kept = resource;
  for (const path of sensitivePaths(resource.resourceType)) {
    kept = takePath(kept, path, take) as Resource;
  }
  const { contained, entry } = kept;
  if (Array.isArray(contained)) {
    kept = { ...kept, contained: contained.map((inner) => takeInner(inner, take)) };
  }
  if (resource.resourceType === 'Bundle' && Array.isArray(entry)) {
    const entries = entry.map((item: unknown) =>
      isObject(item) && 'resource' in item
        ? { ...item, resource: takeInner(item['resource'], take) }
        : item,
    );
    kept = { ...kept, entry: entries };
  }
  return kept;
}

function takeInner(inner: unknown, take: Take): unknown {
  return isObject(inner) ? takePaths(inner as Resource, take) : inner;
}

function takePath(value: unknown, path: SensitivePath, take: Take): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return take(value);
  if (Array.isArray(value)) return value.map((item: unknown) => takePath(item, path, take));
  if (!isObject(value) || !Object.hasOwn(value, name)) return value;
  return { ...value, [name]: takePath(value[name], rest, take) };
}

interface StringTaking {
  /** Name of the element that the value is of. */
  name: string;
  isTaken: (name: string, value: string) => boolean;
  take: Take;
}

/** Takes out strings wherever they stand. */
function takeStrings(value: unknown, taking: StringTaking): unknown {
  if (typeof value === 'string') {
    return taking.isTaken(taking.name, value) ? taking.take(value) : value;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => takeStrings(item, taking));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, takeStrings(member, { ...taking, name })]),
  );
}

/** Whether a value is an object with members: raw JSON is printed as it stands. */
function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value)
  );
}
