/** FHIRPath functions on collections. https://hl7.org/fhirpath/N1/#functions */
import type { Call, Evaluate, MakeFunction, Scope } from './evaluate.ts';
import { focus, truthOf } from './evaluate.ts';
import { ExpressionError } from './lex.ts';
import { type FhirNode, type Nodes, none, system, truthNodes } from './node.ts';
import { distinctNodes, includesNode } from './operators.ts';
import type { Tree } from './parse.ts';
import { exactTest, typeTest } from './types.ts';

function argument({ args }: Call, at: number): Tree {
  const tree = args[at];
  if (tree === undefined) throw new ExpressionError('an argument is missing');
  return tree;
}

function inside(scope: Scope, node: FhirNode, index: number): Scope {
  return { environment: scope.environment, self: [node], index };
}

/** A function of the collection alone. */
function simple(change: (nodes: Nodes) => Nodes): MakeFunction {
  return ({ of }) =>
    (scope, input) =>
      change(of(scope, input));
}

/** A function of the collection and of another, which is evaluated where the call stands. */
function withOther(change: (nodes: Nodes, other: Nodes) => Nodes): MakeFunction {
  return (call) => {
    const other = call.compiler.evaluate(argument(call, 0));
    return (scope, input) => change(call.of(scope, input), other(scope, scope.self));
  };
}

function withNumber(change: (nodes: Nodes, count: number) => Nodes): MakeFunction {
  return withOther((nodes, other) => {
    const count = other[0]?.value;
    return typeof count === 'number' ? change(nodes, count) : none;
  });
}

function where(call: Call): Evaluate {
  const test = call.compiler.truth(argument(call, 0));
  return (scope, input) =>
    call.of(scope, input).filter((node, at) => test(inside(scope, node, at), [node]) === true);
}

function select(call: Call): Evaluate {
  const project = call.compiler.evaluate(argument(call, 0));
  return (scope, input) =>
    call.of(scope, input).flatMap((node, at) => project(inside(scope, node, at), [node]));
}

function all(call: Call): Evaluate {
  const test = call.compiler.truth(argument(call, 0));
  return (scope, input) =>
    truthNodes(
      call.of(scope, input).every((node, at) => test(inside(scope, node, at), [node]) === true),
    );
}

function exists(call: Call): Evaluate {
  const found = call.args.length === 0 ? call.of : where(call);
  return (scope, input) => truthNodes(found(scope, input).length > 0);
}

function iif(call: Call): Evaluate {
  const test = call.compiler.truth(argument(call, 0));
  const yes = call.compiler.evaluate(argument(call, 1));
  const otherwise = call.args[2];
  const no = otherwise === undefined ? () => none : call.compiler.evaluate(otherwise);
  return (scope, input) => {
    const nodes = call.of(scope, input);
    const within: Scope = call.of === focus ? scope : { ...scope, self: nodes };
    return test(within, nodes) === true ? yes(within, nodes) : no(within, nodes);
  };
}

function repeat(call: Call): Evaluate {
  const project = call.compiler.evaluate(argument(call, 0));
  return (scope, input) => {
    let found: Nodes = none;
    let fresh = call.of(scope, input);
    while (fresh.length > 0) {
      const step = fresh.flatMap((node, at) => project(inside(scope, node, at), [node]));
      const known = found;
      fresh = distinctNodes(step).filter((node) => !includesNode(known, node));
      found = [...found, ...fresh];
    }
    return found;
  };
}

function descendants({ of, compiler: { steps } }: Call): Evaluate {
  return (scope, input) => {
    const found: FhirNode[] = [];
    for (const node of of(scope, input)) steps.children(node, found);
    // The list grows while it is walked: breadth first.
    for (const node of found) steps.children(node, found);
    return found;
  };
}

function children({ of, compiler: { steps } }: Call): Evaluate {
  return (scope, input) => {
    const found: FhirNode[] = [];
    for (const node of of(scope, input)) steps.children(node, found);
    return found;
  };
}

/** The name of the type that an argument spells. */
function typeName(tree: Tree): string {
  if (tree.kind !== 'member') throw new ExpressionError('a type is expected');
  return tree.of === undefined ? tree.name : `${typeName(tree.of)}.${tree.name}`;
}

function ofType(call: Call): Evaluate {
  const name = typeName(argument(call, 0));
  const test = exactTest(name, call.compiler.shapes);
  if (test === undefined) throw new ExpressionError(`unknown type ${name}`);
  return (scope, input) => call.of(scope, input).filter(test);
}

function isType(call: Call): Evaluate {
  const name = typeName(argument(call, 0));
  const test = typeTest(name, call.compiler.shapes);
  if (test === undefined) throw new ExpressionError(`unknown type ${name}`);
  return (scope, input) => {
    const [node] = call.of(scope, input);
    return truthNodes(node === undefined ? undefined : test(node));
  };
}

/** Contained resources are found; others are not here, so they are left out. */
function resolve({ of, compiler: { steps } }: Call): Evaluate {
  return (scope, input) => {
    const contained: FhirNode[] = [];
    steps.named(scope.environment.root, 'contained', contained);
    return of(scope, input).flatMap((node) => {
      const reference =
        typeof node.value === 'string'
          ? node.value
          : (node.value as { reference?: unknown }).reference;
      if (typeof reference !== 'string' || !reference.startsWith('#')) return none;
      const id = reference.slice(1);
      return contained.filter((item) => (item.value as { id?: unknown }).id === id);
    });
  };
}

function extension(call: Call): Evaluate {
  const url = call.compiler.evaluate(argument(call, 0));
  return (scope, input) => {
    const [wanted] = url(scope, scope.self);
    const found: FhirNode[] = [];
    for (const node of call.of(scope, input)) call.compiler.steps.named(node, 'extension', found);
    return found.filter((node) => (node.value as { url?: unknown }).url === wanted?.value);
  };
}

function everyTruth(test: (truth: boolean | undefined) => boolean, some = false): MakeFunction {
  return simple((nodes) => {
    const check = (node: FhirNode) => test(truthOf([node]));
    return truthNodes(some ? nodes.some(check) : nodes.every(check));
  });
}

const isValue = (node: FhirNode | undefined) =>
  node !== undefined && node.shape === undefined && node.value !== undefined && node.value !== null;

/** The functions by name. */
export const collectionFunctions: Readonly<Record<string, MakeFunction>> = {
  where,
  select,
  all,
  exists,
  iif,
  repeat,
  descendants,
  children,
  ofType,
  as: ofType,
  is: isType,
  resolve,
  extension,
  empty: simple((nodes) => truthNodes(nodes.length === 0)),
  not: simple((nodes) => {
    const truth = truthOf(nodes);
    return truthNodes(truth === undefined ? undefined : !truth);
  }),
  count: simple((nodes) => system('Integer', nodes.length)),
  first: simple((nodes) => nodes.slice(0, 1)),
  last: simple((nodes) => nodes.slice(-1)),
  tail: simple((nodes) => nodes.slice(1)),
  single: simple((nodes) => (nodes.length === 1 ? nodes : none)),
  skip: withNumber((nodes, count) => nodes.slice(Math.max(0, count))),
  take: withNumber((nodes, count) => nodes.slice(0, Math.max(0, count))),
  distinct: simple(distinctNodes),
  isDistinct: simple((nodes) => truthNodes(distinctNodes(nodes).length === nodes.length)),
  combine: withOther((nodes, other) => [...nodes, ...other]),
  union: withOther((nodes, other) => distinctNodes([...nodes, ...other])),
  intersect: withOther((nodes, other) =>
    distinctNodes(nodes.filter((node) => includesNode(other, node))),
  ),
  exclude: withOther((nodes, other) => nodes.filter((node) => !includesNode(other, node))),
  subsetOf: withOther((nodes, other) =>
    truthNodes(nodes.every((node) => includesNode(other, node))),
  ),
  supersetOf: withOther((nodes, other) =>
    truthNodes(other.every((node) => includesNode(nodes, node))),
  ),
  allTrue: everyTruth((truth) => truth === true),
  allFalse: everyTruth((truth) => truth === false),
  anyTrue: everyTruth((truth) => truth === true, true),
  anyFalse: everyTruth((truth) => truth === false, true),
  hasValue: simple((nodes) => truthNodes(nodes.length === 1 && isValue(nodes[0]))),
  trace: simple((nodes) => nodes),
};
