/**
 * Compiles the search parameters of one type. https://hl7.org/fhir/R4/searchparameter-registry.html
 */
import type { ParameterRule } from '#fhir/definitions/condensed.ts';
import { typeNumber } from '#model/resource-types.ts';
import type { IndexerContext } from '../indexers/leaf.ts';
import { textSlot } from '../values/keys.ts';
import { type CompiledBranch, branchesOf, indexKind } from './branches.ts';
import { clinicalDate } from './clinical-date.ts';
import { compileComposite } from './composites.ts';
import type { FindElement } from './elements.ts';
import { isTruth } from './expression.ts';
import { type LeafTable, addLeaves, bitsPerWord } from './leaf-table.ts';
import type { Branch, Parameter, TypeSchema, Way } from './search-schema.ts';
import { shapeTerms } from './shape.ts';
import { compileTruth } from './truth.ts';
import { type Indexer, walkNode } from './walk.ts';

/** What a type is compiled from. */
export interface TypeSource {
  find: FindElement;
  type: string;
  /** The parameters whose base is the type or every type. */
  definitions: readonly ParameterRule[];
  definitionOf: (url: string) => ParameterRule | undefined;
  compartments: ReadonlyMap<string, readonly string[]>;
  context: IndexerContext;
}

/** Parameters that columns answer. */
export const columnCodes = new Set(['_id', '_lastUpdated']);

/** Compiles one type. Throws an Error where a definition cannot be understood. */
export function compileType(source: TypeSource): TypeSchema {
  const { type, definitions } = source;
  const number = typeNumber(type);
  if (number === undefined) throw new Error(`${type} is not a resource type of R4`);
  const dates = definitions.filter((definition) => definition.type === 'date');
  const clinical = clinicalDate(
    type,
    dates.map((definition) => definition.code),
  );
  const plain = definitions.filter(
    ({ code, type: kind }) => kind !== 'composite' && !columnCodes.has(code),
  );
  const words = Math.ceil(plain.length / bitsPerWord);
  const table: LeafTable = {
    root: walkNode(type),
    context: source.context,
    words,
    leaves: new Map(),
  };
  const whole: Indexer[] = [];
  const parameters = new Map<string, Parameter>();
  // A patient is linked to others, but in nobody's compartment.
  const inCompartment = type === 'Patient' ? [] : (source.compartments.get('Patient') ?? []);
  const ranks = patientRanks(inCompartment);
  for (const definition of definitions) {
    const bit = plain.indexOf(definition);
    const branches = compileBranches(source, definition, { clinical, bit, words, whole });
    addLeaves(table, branches, { bit, rank: ranks.get(definition.code) ?? Infinity });
    parameters.set(
      definition.code,
      parameterOf(
        definition,
        branches.map(({ branch }) => branch),
      ),
    );
  }
  compileComposites(source, { parameters, clinical, table });
  const shapeSlot = textSlot(type, 'shape');
  const shapeCodes = plain.map((definition) => definition.code);
  return {
    type,
    number,
    parameters,
    clinical,
    shapeCodes,
    shapeSlot,
    shapeOf: shapeTerms(shapeSlot, shapeCodes),
    root: table.root,
    whole,
    compartments: source.compartments,
    ...patientPlaces(parameters, [...ranks.keys()]),
  };
}

function compileBranches(
  source: TypeSource,
  definition: ParameterRule,
  given: { clinical: string | undefined; bit: number; words: number; whole: Indexer[] },
): CompiledBranch[] {
  const { find, type } = source;
  const { code, expression = '' } = definition;
  if (definition.type === 'composite' || columnCodes.has(code)) return [];
  if (isTruth(expression)) {
    const mask = Array.from({ length: given.words }, () => 0);
    mask[Math.floor(given.bit / bitsPerWord)] = 1 << (given.bit % bitsPerWord);
    const { branch, indexer } = compileTruth(find, definition, { type, mask });
    given.whole.push(indexer);
    return [{ branch, chains: [] }];
  }
  return branchesOf(find, { type, expression, index: indexKind(definition, given.clinical) });
}

function compileComposites(
  source: TypeSource,
  given: { parameters: Map<string, Parameter>; clinical: string | undefined; table: LeafTable },
): void {
  const { find, type, definitionOf, context } = source;
  const { clinical, table } = given;
  const around = { find, type, definitionOf, clinical, context, root: table.root };
  const indexed = new Set<string>();
  for (const definition of source.definitions) {
    const parameter = given.parameters.get(definition.code);
    if (definition.type !== 'composite' || parameter === undefined) continue;
    parameter.composite = compileComposite(definition, { ...around, indexed });
  }
}

function parameterOf(definition: ParameterRule, branches: Branch[]): Parameter {
  const { code, type, url, target = [] } = definition;
  const only = branches.flatMap((branch) => branch.target ?? []);
  const reached = branches.flatMap((branch) => branch.ways.flatMap((way) => way.targets));
  const isNarrow = only.length > 0 && only.length === branches.length;
  const targets = isNarrow ? only : target.length > 0 ? target : reached;
  return { code, type, url, targets: [...new Set(targets)], branches };
}

/**
 * The parameters that put a resource in a patient's compartment, whose patient it is before who had
 * a hand in it.
 */
function patientRanks(codes: readonly string[]): Map<string, number> {
  const telling = ['patient', 'subject', 'beneficiary'];
  const order = [...telling.filter((code) => codes.includes(code)), ...codes];
  return new Map([...new Set(order)].map((code, rank) => [code, rank]));
}

function patientPlaces(
  parameters: ReadonlyMap<string, Parameter>,
  codes: readonly string[],
): { patientWays: Way[]; patientPath: string | undefined } {
  const branches = codes.flatMap((code) => parameters.get(code)?.branches ?? []);
  const patientWays = branches
    .flatMap((branch) => branch.ways)
    .filter((way) => way.datatype === 'Reference');
  const first = parameters.get(codes[0] ?? '')?.branches ?? [];
  const isSingle = first.length === 1 && first[0]!.ways.every((way) => !way.repeats);
  return { patientWays, patientPath: isSingle ? first[0]!.path : undefined };
}
