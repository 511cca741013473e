/** What compiled FHIRPath is made of. https://hl7.org/fhirpath/N1/#expressions */
import type { Shapes } from '#fhir/definitions/shapes.ts';
import type { FhirNode, Nodes, Steps } from './node.ts';
import type { Tree } from './parse.ts';

/** What stays the same during one evaluation. */
export interface Environment {
  /** The resource that holds the value, `%resource`. */
  resource: FhirNode;
  /** The resource that holds `%resource` as a contained one, else the same, `%rootResource`. */
  root: FhirNode;
  /** The value the evaluation began with, `%context`. */
  context: FhirNode;
  /** Results of parts that depend on nothing else, by their tree as JSON. */
  memo: Map<string, Nodes>;
}

/** Where an evaluation stands. */
export interface Scope {
  environment: Environment;
  /** `$this` */
  self: Nodes;
  /** `$index` */
  index: number;
}

/** A compiled expression. `input` is what it is applied to. */
export type Evaluate = (scope: Scope, input: Nodes) => Nodes;

/** A compiled condition; undefined stands for the empty collection. */
export type Truth = (scope: Scope, input: Nodes) => boolean | undefined;

/** What functions need to compile their arguments. */
export interface Compiler {
  shapes: Shapes;
  steps: Steps;
  evaluate: (tree: Tree) => Evaluate;
  truth: (tree: Tree) => Truth;
}

/** A call: what it is applied to, and its arguments. */
export interface Call {
  of: Evaluate;
  args: readonly Tree[];
  compiler: Compiler;
}

/** Makes the closure of a call. */
export type MakeFunction = (call: Call) => Evaluate;

/** What an expression without a beginning is applied to. */
export const focus: Evaluate = (_scope, input) => input;

/** The truth of a collection: one value that is not a boolean is true. */
export function truthOf(nodes: Nodes): boolean | undefined {
  const [first] = nodes;
  if (first === undefined || nodes.length > 1) return undefined;
  if (first.type === 'boolean' || first.type === 'System.Boolean') {
    return typeof first.value === 'boolean' ? first.value : undefined;
  }
  return true;
}
