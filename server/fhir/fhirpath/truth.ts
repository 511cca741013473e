/**
 * FHIRPath conditions compiled without collections in between.
 * https://hl7.org/fhirpath/N1/#boolean-logic
 */
import type { Compiler, Truth } from './evaluate.ts';
import { truthOf } from './evaluate.ts';
import type { FhirNode } from './node.ts';
import { compareNodes, equalCollections } from './operators.ts';
import type { Tree } from './parse.ts';

const operators = new Set(['and', 'or', 'xor', 'implies', '=', '!=', '<', '<=', '>', '>=']);
const tests = new Set(['exists', 'empty', 'not']);

/** Whether a tree is compiled here rather than to collections. */
export function isCondition(tree: Tree): boolean {
  if (tree.kind === 'binary') return operators.has(tree.operator);
  return tree.kind === 'call' && tree.args.length === 0 && tests.has(tree.name);
}

/** A condition as a closure. */
export function compileTruth(tree: Tree, compiler: Compiler): Truth {
  if (tree.kind === 'call' && isCondition(tree)) {
    if (tree.name === 'not') return not(compiler.truth(tree.of ?? { kind: 'this' }));
    return presence(tree, compiler);
  }
  if (tree.kind === 'binary' && isCondition(tree)) return compileOperator(tree, compiler);
  const evaluate = compiler.evaluate(tree);
  return (scope, input) => truthOf(evaluate(scope, input));
}

function not(test: Truth): Truth {
  return (scope, input) => {
    const truth = test(scope, input);
    return truth === undefined ? undefined : !truth;
  };
}

/** `exists()` and `empty()`; of an element of the focus, without building nodes. */
function presence(tree: Tree & { kind: 'call' }, compiler: Compiler): Truth {
  const wanted = tree.name === 'exists';
  const { of } = tree;
  if (of?.kind === 'member' && of.of === undefined && /^[a-z]/.test(of.name)) {
    const { name } = of;
    return (_scope, input) => input.some((node) => has(node, name, compiler)) === wanted;
  }
  if (of === undefined) return (_scope, input) => input.length > 0 === wanted;
  const evaluate = compiler.evaluate(of);
  return (scope, input) => evaluate(scope, input).length > 0 === wanted;
}

function has(node: FhirNode, name: string, { steps }: Compiler): boolean {
  const { shape, value } = node;
  if (shape === undefined) {
    const found: FhirNode[] = [];
    steps.named(node, name, found);
    return found.length > 0;
  }
  const members = shape.elements.get(name);
  if (members === undefined || typeof value !== 'object' || value === null) return false;
  const object = value as Record<string, unknown>;
  for (const { key, siblingKey } of members) {
    if (object[key] !== undefined) return true;
    if (siblingKey !== undefined && object[siblingKey] !== undefined) return true;
  }
  return false;
}

function compileOperator(tree: Tree & { kind: 'binary' }, compiler: Compiler): Truth {
  const { operator } = tree;
  if (operator === 'and' || operator === 'or' || operator === 'xor' || operator === 'implies') {
    return logic(operator, compiler.truth(tree.left), compiler.truth(tree.right));
  }
  const left = compiler.evaluate(tree.left);
  const right = compiler.evaluate(tree.right);
  if (operator === '=')
    return (scope, input) => equalCollections(left(scope, input), right(scope, input));
  if (operator === '!=') {
    return not((scope, input) => equalCollections(left(scope, input), right(scope, input)));
  }
  const holds = orders[operator as keyof typeof orders];
  return (scope, input) => {
    const order = compareNodes(left(scope, input), right(scope, input));
    return order === undefined ? undefined : holds(order);
  };
}

const orders = {
  '<': (order: number) => order < 0,
  '<=': (order: number) => order <= 0,
  '>': (order: number) => order > 0,
  '>=': (order: number) => order >= 0,
};

function logic(operator: 'and' | 'or' | 'xor' | 'implies', left: Truth, right: Truth): Truth {
  if (operator === 'xor') {
    return (scope, input) => {
      const a = left(scope, input);
      const b = right(scope, input);
      return a === undefined || b === undefined ? undefined : a !== b;
    };
  }
  // One side with this value decides alone: and by false, or by true, implies by false on the left
  // or true on the right.
  const decidingLeft = operator === 'or';
  const decidingRight = operator !== 'and';
  const decided = operator !== 'and';
  return (scope, input) => {
    const a = left(scope, input);
    if (a === decidingLeft) return decided;
    const b = right(scope, input);
    if (b === decidingRight) return decided;
    return a === undefined || b === undefined ? undefined : !decided;
  };
}
