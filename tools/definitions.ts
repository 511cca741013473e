/**
 * `npm run definitions`: condenses the official R4 definitions, in npm `hl7.fhir.r4.examples`, to
 * what the server needs.
 * https://hl7.org/fhir/R4/downloads.html
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { createRequire } from 'node:module';
import type {
  CodeSystem,
  CodeSystemConcept,
  CompartmentDefinition,
  ElementDefinition,
  SearchParameter,
  StructureDefinition,
  ValueSet,
  ValueSetComposeInclude,
} from '@medplum/fhirtypes';
import type { CodeRule, Condensed, ElementRule } from '#fhir/definitions/condensed.ts';

const source = dirname(createRequire(import.meta.url).resolve('hl7.fhir.r4.examples/package.json'));

type Known = StructureDefinition | SearchParameter | ValueSet | CodeSystem | CompartmentDefinition;

/** Every resource of a type, in the order of the names of their files. */
function readAll<Type extends Known['resourceType']>(
  type: Type,
): Extract<Known, { resourceType: Type }>[] {
  const files = readdirSync(source).filter((name) => name.startsWith(`${type}-`));
  return files
    .toSorted()
    .map((name) => JSON.parse(readFileSync(join(source, name), 'utf8')) as never);
}

const official = (url: string | undefined) => url?.startsWith('http://hl7.org/fhir/') === true;
const structures = readAll('StructureDefinition');
const codeSystems = new Map<string, CodeSystem>();
const valueSets = new Map<string, ValueSet>();
for (const system of readAll('CodeSystem')) codeSystems.set(system.url ?? '', system);
for (const valueSet of readAll('ValueSet')) valueSets.set(valueSet.url ?? '', valueSet);

function conceptCodes(concepts: readonly CodeSystemConcept[] = []): string[] {
  return concepts.flatMap((concept) => [concept.code ?? '', ...conceptCodes(concept.concept)]);
}

/**
 * The codes that a part of a value set names, by system; undefined where only a terminology server
 * could tell.
 */
function includedCodes(include: ValueSetComposeInclude): Map<string, string[]> | undefined {
  const { system, concept, filter, valueSet } = include;
  if (valueSet !== undefined) {
    const parts = valueSet.map((url) => allCodes(url.split('|')[0] ?? ''));
    return parts.length === 1 && system === undefined ? parts[0] : undefined;
  }
  if (system === undefined) return undefined;
  if (concept !== undefined) return new Map([[system, concept.map((item) => item.code ?? '')]]);
  const codes = codeSystems.get(system);
  if (filter !== undefined || codes?.content !== 'complete') return undefined;
  return new Map([[system, conceptCodes(codes.concept)]]);
}

function allCodes(url: string): Map<string, string[]> | undefined {
  const valueSet = valueSets.get(url);
  if (valueSet?.compose === undefined || valueSet.compose.exclude !== undefined) return undefined;
  const all = new Map<string, string[]>();
  for (const include of valueSet.compose.include) {
    const codes = includedCodes(include);
    if (codes === undefined) return undefined;
    for (const [system, list] of codes) all.set(system, [...(all.get(system) ?? []), ...list]);
  }
  return all;
}

const constraints: Condensed['constraints'] = {};
const bound = new Set<string>();

/**
 * The first element of a definition that has fixed[x] or pattern[x] keeps it under its own name.
 */
function condenseElement(element: ElementDefinition): ElementRule {
  const profiles = element.type?.flatMap((type) => type.profile ?? []) ?? [];
  const keys = [...new Set([element, ...profiles.map(rootOf)].flatMap(constraintKeys))];
  const valueSet = element.binding?.strength === 'required' ? element.binding.valueSet : undefined;
  const url = valueSet?.split('|')[0];
  if (url !== undefined) bound.add(url);
  const types = element.type?.map(condenseType);
  const fixed = Object.entries(element).filter(([name]) => /^(fixed|pattern)[A-Z]/.test(name));
  return {
    path: element.path ?? '',
    min: element.min ?? 0,
    max: element.max ?? '*',
    ...(types === undefined ? {} : { type: types }),
    ...(element.contentReference === undefined
      ? {}
      : { contentReference: element.contentReference.replace(/^.*#/, '') }),
    ...(url === undefined ? {} : { valueSet: url }),
    ...(keys.length === 0 ? {} : { constraint: keys }),
    ...(element.isSummary === true ? { isSummary: true } : {}),
    ...Object.fromEntries(fixed),
  };
}

/** The root element of a profile on a data type, as SimpleQuantity. */
function rootOf(url: string): Pick<ElementDefinition, 'constraint'> {
  const profile = structures.find((structure) => structure.url === url);
  return profile?.snapshot?.element[0] ?? {};
}

/** The names of the error-level constraints of an element. */
function constraintKeys(element: Pick<ElementDefinition, 'constraint'>): string[] {
  const keys: string[] = [];
  for (const { key = '', severity, human = '', expression } of element.constraint ?? []) {
    if (severity === 'error' && expression !== undefined) {
      keys.push(constraintName(key, { human, expression }));
    }
  }
  return keys;
}

/**
 * The name of a constraint: its key, with a number behind it where the definitions use a key twice.
 */
function constraintName(key: string, constraint: { human: string; expression: string }): string {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? key : `${key}~${n}`;
    const known = (constraints[name] ??= constraint);
    if (known.expression === constraint.expression) return name;
  }
}

function condenseType(type: NonNullable<ElementDefinition['type']>[number]): {
  code: string;
  targets?: string[];
} {
  const { code, targetProfile, extension } = type;
  // The value element of a primitive, and Element.id, name their type in an extension.
  const named = extension?.find((item) => item.url?.endsWith('structuredefinition-fhir-type'));
  const targets = targetProfile?.map((profile) => profile.split('/').at(-1) ?? '');
  return { code: named?.valueUrl ?? code, ...(targets === undefined ? {} : { targets }) };
}

function condense(): Condensed {
  const condensed: Condensed = {
    structures: {},
    constraints,
    codes: {},
    searchParameters: [],
    compartments: {},
    patterns: {},
  };
  for (const structure of structures) addStructure(condensed, structure);
  for (const { id, code = '', resource } of readAll('CompartmentDefinition')) {
    if (id === 'example') continue;
    const members = (resource ?? []).filter((item) => item.param !== undefined);
    condensed.compartments[code] = Object.fromEntries(
      members.map((item) => [item.code ?? '', item.param ?? []]),
    );
  }
  // The experimental ones are examples and come with extensions; _filter has no expression.
  condensed.searchParameters = readAll('SearchParameter')
    .filter((parameter) => parameter.experimental !== true && parameter.code !== '_filter')
    .map(condenseParameter);
  for (const url of [...bound].toSorted()) condensed.codes[url] = codeRule(url);
  return condensed;
}

function codeRule(url: string): CodeRule {
  const codes = allCodes(url);
  return codes === undefined ? 'any' : Object.fromEntries(codes);
}

function addStructure(condensed: Condensed, structure: StructureDefinition): void {
  const { name, kind, abstract, derivation, url } = structure;
  if (!official(url) || derivation === 'constraint' || kind === 'logical') return;
  const elements = structure.snapshot?.element ?? [];
  condensed.structures[name] = {
    kind,
    abstract,
    element: elements.map(condenseElement),
  };
  const value = elements.find((element) => element.path === `${name}.value`);
  const regex = value?.type?.[0]?.extension?.find((item) => item.url?.endsWith('/regex'));
  if (kind === 'primitive-type' && regex?.valueString !== undefined) {
    condensed.patterns[name] = regex.valueString;
  }
}

function condenseParameter(parameter: SearchParameter): Condensed['searchParameters'][number] {
  const { url, code, base, type, expression, target, component } = parameter;
  return {
    url,
    code,
    base,
    type,
    ...(expression === undefined ? {} : { expression }),
    ...(target === undefined ? {} : { target }),
    ...(component === undefined
      ? {}
      : {
          component: component.map((part) => ({
            definition: part.definition ?? '',
            expression: part.expression ?? '',
          })),
        }),
  };
}

/** The file as it should be. */
export function condensedFile(): Buffer {
  const text = Buffer.from(JSON.stringify(condense()));
  return brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 9,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
  });
}

/** Where it is. */
export const condensedPath = join(import.meta.dirname, '../server/fhir/definitions/r4.json.br');

if (process.argv[1] === import.meta.filename) writeFileSync(condensedPath, condensedFile());
