/**
 * FHIRPath compiled to closures: what the R4 invariants are made of. https://hl7.org/fhirpath/N1/
 */
import type { Shapes } from '#fhir/definitions/shapes.ts';
import { collectionFunctions } from './collections.ts';
import type { Compiler, Evaluate, MakeFunction, Truth } from './evaluate.ts';
import { focus } from './evaluate.ts';
import { ExpressionError } from './lex.ts';
import {
  type FhirNode,
  type Nodes,
  createSteps,
  none,
  primitiveText,
  system,
  truthNodes,
} from './node.ts';
import { calculate, distinctNodes, includesNode } from './operators.ts';
import { type Tree, parseExpression } from './parse.ts';
import { createStringFunctions } from './strings.ts';
import { compileTruth, isCondition } from './truth.ts';
import { exactTest, typeTest } from './types.ts';

const constants: Readonly<Record<string, string>> = {
  ucum: 'http://unitsofmeasure.org',
  sct: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
};

/** Compiles expressions. Each throws ExpressionError where one is wrong or beyond this subset. */
export interface FhirPath {
  compile: (expression: string) => Evaluate;
  compileTruth: (expression: string) => Truth;
}

/** A compiler over the given shapes. */
export function createFhirPath(shapes: Shapes): FhirPath {
  const functions = { ...collectionFunctions, ...createStringFunctions() };
  const compiler: Compiler = {
    shapes,
    steps: createSteps(shapes),
    evaluate: (tree) => compileTree(tree, compiler, functions),
    truth: (tree) => compileTruth(tree, compiler),
  };
  return {
    compile: (expression) => compiler.evaluate(parseExpression(expression)),
    compileTruth: (expression) => compiler.truth(parseExpression(expression)),
  };
}

type Functions = Readonly<Record<string, MakeFunction>>;

function compileTree(tree: Tree, compiler: Compiler, functions: Functions): Evaluate {
  if (isCondition(tree)) {
    const test = compiler.truth(tree);
    return (scope, input) => truthNodes(test(scope, input));
  }
  const evaluate = compilePlain(tree, compiler, functions);
  // What begins at %resource is the same for every item of a loop.
  if (tree.kind === 'literal' || tree.kind === 'constant' || !isFixed(tree)) return evaluate;
  const key = JSON.stringify(tree);
  return (scope, input) => {
    const { memo } = scope.environment;
    const known = memo.get(key);
    if (known !== undefined) return known;
    const found = evaluate(scope, input);
    memo.set(key, found);
    return found;
  };
}

/** Whether the value depends on nothing but the environment. */
function isFixed(tree: Tree): boolean {
  switch (tree.kind) {
    case 'literal':
      return true;
    case 'constant':
      return tree.name !== 'context';
    case 'member':
      return tree.of !== undefined && isFixed(tree.of);
    case 'call':
      return (
        tree.of !== undefined &&
        isFixed(tree.of) &&
        tree.args.every((arg) => arg.kind === 'literal' || tree.name === 'as')
      );
    case 'binary':
      return tree.operator === '|' && isFixed(tree.left) && isFixed(tree.right);
    default:
      return false;
  }
}

function compilePlain(tree: Tree, compiler: Compiler, functions: Functions): Evaluate {
  switch (tree.kind) {
    case 'empty':
      return () => none;
    case 'literal': {
      const nodes = system(tree.type, tree.value);
      return () => nodes;
    }
    case 'this':
      return (scope) => scope.self;
    case 'index':
      return (scope) => system('Integer', scope.index);
    case 'total':
      throw new ExpressionError('$total is not compiled', true);
    case 'constant':
      return compileConstant(tree.name);
    case 'member':
      return compileMember(tree, compiler);
    case 'call': {
      const make = Object.hasOwn(functions, tree.name) ? functions[tree.name] : undefined;
      if (make === undefined) throw new ExpressionError(`${tree.name}() is not compiled`, true);
      const of = tree.of === undefined ? focus : compiler.evaluate(tree.of);
      return make({ of, args: tree.args, compiler });
    }
    case 'item': {
      const of = compiler.evaluate(tree.of);
      const at = compiler.evaluate(tree.at);
      return (scope, input) => {
        const index = Number(at(scope, scope.self)[0]?.value);
        return of(scope, input).slice(index, index + 1);
      };
    }
    case 'negative': {
      const of = compiler.evaluate(tree.of);
      const zero = system('Integer', 0);
      return (scope, input) => calculate('-', zero, of(scope, input));
    }
    case 'type':
      return compileType(tree, compiler);
    case 'binary':
      return compileBinary(tree, compiler);
  }
}

function compileConstant(name: string): Evaluate {
  if (name === 'resource' || name === 'context') return ({ environment }) => [environment[name]];
  if (name === 'rootResource') return ({ environment }) => [environment.root];
  const value = constants[name];
  if (value === undefined) throw new ExpressionError(`%${name} is not compiled`, true);
  const nodes = system('String', value);
  return () => nodes;
}

function compileMember(
  tree: Tree & { kind: 'member' },
  { steps, shapes, evaluate }: Compiler,
): Evaluate {
  const { name } = tree;
  const of = tree.of === undefined ? focus : evaluate(tree.of);
  // A type at the beginning, as in `Patient.name`, is the value itself.
  const test = tree.of === undefined && /^[A-Z]/.test(name) ? typeTest(name, shapes) : undefined;
  return (scope, input) => {
    const nodes = of(scope, input);
    if (test !== undefined && nodes[0] !== undefined && test(nodes[0])) return nodes;
    const found: FhirNode[] = [];
    for (const node of nodes) steps.named(node, name, found);
    return found;
  };
}

function compileType(tree: Tree & { kind: 'type' }, { shapes, evaluate }: Compiler): Evaluate {
  const of = evaluate(tree.of);
  const test = (tree.operator === 'as' ? exactTest : typeTest)(tree.type, shapes);
  if (test === undefined) throw new ExpressionError(`unknown type ${tree.type}`);
  if (tree.operator === 'as') return (scope, input) => of(scope, input).filter(test);
  return (scope, input) => {
    const nodes = of(scope, input);
    const [node] = nodes;
    return truthNodes(node === undefined ? undefined : nodes.length === 1 && test(node));
  };
}

function compileBinary(tree: Tree & { kind: 'binary' }, { evaluate }: Compiler): Evaluate {
  const left = evaluate(tree.left);
  const right = evaluate(tree.right);
  const { operator } = tree;
  switch (operator) {
    case '|':
      return (scope, input) => distinctNodes([...left(scope, input), ...right(scope, input)]);
    case '&':
      return (scope, input) =>
        system('String', textOf(left(scope, input)) + textOf(right(scope, input)));
    case 'in':
      return (scope, input) => membership(left(scope, input), right(scope, input));
    case 'contains':
      return (scope, input) => membership(right(scope, input), left(scope, input));
    case '~':
    case '!~':
      return (scope, input) => equivalence(operator, left(scope, input), right(scope, input));
    default:
      return (scope, input) => calculate(operator, left(scope, input), right(scope, input));
  }
}

function textOf(nodes: Nodes): string {
  return primitiveText(nodes[0]?.value) ?? '';
}

function membership(wanted: Nodes, nodes: Nodes): Nodes {
  const [node] = wanted;
  return node === undefined ? none : truthNodes(includesNode(nodes, node));
}

/**
 * `~` here is equality in any order, that knows the empty collection and takes texts without case.
 */
function equivalence(operator: string, left: Nodes, right: Nodes): Nodes {
  const fold = (nodes: Nodes) =>
    nodes.map((node) =>
      typeof node.value === 'string' ? { ...node, value: node.value.toLowerCase() } : node,
    );
  const [a, b] = [fold(left), fold(right)];
  const same =
    a.length === b.length &&
    a.every((node) => includesNode(b, node)) &&
    b.every((node) => includesNode(a, node));
  return truthNodes(same === (operator === '~'));
}
