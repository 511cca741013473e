/**
 * Turns a parameter's expression into the paths of one type: what each is indexed under and how to
 * walk there.
 */
import type { ParameterRule } from '#fhir/definitions/condensed.ts';
import type { Leaf } from '../indexers/leaf.ts';
import { type FindElement, type TypedStep, typeSteps } from './elements.ts';
import { type PathExpression, type Step, isTruth, parseAlternatives } from './expression.ts';
import type { Branch, IndexKind, Way } from './search-schema.ts';
import { isContactSystem } from './walk.ts';

/** A way down a resource through JSON properties, to values of one type. */
export interface Chain {
  steps: { property: string; step: Step }[];
  datatype: string;
  definedAt: string;
  repeats: boolean;
  targets: readonly string[];
  valueSet: string | undefined;
}

/** A branch together with the ways to its values. */
export interface CompiledBranch {
  branch: Branch;
  chains: Chain[];
}

const roots = new Set(['Resource', 'DomainResource', '']);

/** The alternatives of an expression that concern a type. */
export function alternativesFor(expression: string, type: string): PathExpression[] {
  if (isTruth(expression)) return [];
  return parseAlternatives(expression).filter(({ root }) => root === type || roots.has(root));
}

/** All ways that an alternative leads from an element. */
export function chainsOf(find: FindElement, definedAt: string, steps: readonly Step[]): Chain[] {
  let chains: Chain[] = [
    { steps: [], datatype: definedAt, definedAt, repeats: false, targets: [], valueSet: undefined },
  ];
  for (const step of steps) {
    chains = chains.flatMap((chain) =>
      typeSteps(find, chain.definedAt, step).map((typed) => extend(chain, step, typed)),
    );
  }
  return chains;
}

function extend(chain: Chain, step: Step, typed: TypedStep): Chain {
  return {
    steps: [...chain.steps, { property: typed.property, step }],
    datatype: typed.datatype,
    definedAt: typed.definedAt,
    repeats: chain.repeats || typed.repeats,
    targets: typed.targets,
    valueSet: typed.valueSet,
  };
}

/**
 * The normalised path of steps, as `Observation.valueQuantity` or
 * `Library.relatedArtifact(composed-of).resource`.
 */
export function pathOf(start: string, steps: readonly Step[]): string {
  return steps.reduce((path, step) => {
    const as = step.as === undefined ? '' : step.as.charAt(0).toUpperCase() + step.as.slice(1);
    const where = step.where === undefined || isContactSystem(step) ? '' : `(${step.where.value})`;
    return `${path}.${step.property}${as}${step.first === true ? '(first)' : ''}${where}`;
  }, start);
}

const datatypesOf: Record<IndexKind, ReadonlySet<string> | undefined> = {
  token: undefined,
  truth: undefined,
  near: undefined,
  reference: new Set(['Reference', 'canonical', 'uri', 'Resource']),
  text: new Set(['string', 'markdown', 'HumanName', 'Address']),
  sound: new Set(['string', 'HumanName']),
  uri: new Set(['uri', 'url', 'canonical', 'oid']),
  clinical: new Set(['date', 'dateTime', 'instant', 'Period', 'Timing']),
  ordered: new Set(
    `date dateTime instant Period Timing integer decimal positiveInt unsignedInt
    Quantity Age Duration Count Distance Money Range`.split(/\s+/),
  ),
};

/** How a parameter's values are indexed. */
export function indexKind(
  definition: Pick<ParameterRule, 'code' | 'type'>,
  clinical: string | undefined,
): IndexKind {
  if (definition.code === 'phonetic') return 'sound';
  if (definition.code === clinical) return 'clinical';
  switch (definition.type) {
    case 'string':
      return 'text';
    case 'date':
    case 'number':
    case 'quantity':
      return 'ordered';
    case 'special':
    case 'composite':
      return 'near';
    default:
      return definition.type;
  }
}

/**
 * The branches of an ordinary parameter for a type. Values that its kind of index cannot hold are
 * left out.
 */
export function branchesOf(
  find: FindElement,
  given: { type: string; expression: string; index: IndexKind },
): CompiledBranch[] {
  const { type, expression, index } = given;
  const compiled = new Map<string, CompiledBranch>();
  for (const { steps } of alternativesFor(expression, type)) {
    const chains = chainsOf(find, type, steps).filter(
      (chain) => datatypesOf[index]?.has(chain.datatype) !== false,
    );
    if (chains.length === 0) continue;
    const branch = branchFor({ path: pathOf(type, steps), index, steps, chains });
    const name = `${branch.path} ${branch.target ?? ''} ${branch.system ?? ''}`;
    compiled.set(name, { branch, chains });
  }
  return [...compiled.values()];
}

function branchFor(given: {
  path: string;
  index: IndexKind;
  steps: readonly Step[];
  chains: Chain[];
}): Branch {
  const last = given.steps.at(-1);
  const datatypes = [...new Set(given.chains.map((chain) => chain.datatype))];
  const ways = given.chains.map(wayOf);
  const branch: Branch = { path: given.path, index: given.index, datatypes, ways };
  if (last?.target !== undefined) branch.target = last.target;
  if (last !== undefined && isContactSystem(last)) branch.system = last.where!.value;
  return branch;
}

/** A chain as a way that values are read by. */
export function wayOf(chain: Chain): Way {
  const way: Way = {
    steps: chain.steps.map(({ property, step }) => ({
      property,
      ...(step.first === true ? { first: true } : {}),
      ...(step.where === undefined ? {} : { where: step.where }),
    })),
    datatype: chain.datatype,
    targets: chain.targets,
    repeats: chain.repeats,
  };
  if (chain.datatype === 'code' && chain.valueSet !== undefined) way.valueSet = chain.valueSet;
  return way;
}

/** The name of a leaf: parameters that share path and index share it. */
export function leafName(leaf: Pick<Leaf, 'path' | 'index' | 'datatype'>): string {
  return `${leaf.path} ${leaf.index} ${leaf.datatype}`;
}
