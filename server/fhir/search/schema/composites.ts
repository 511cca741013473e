/**
 * Composite parameters: which components belong together, and whether they must be indexed so.
 * https://hl7.org/fhir/R4/search.html#composite
 */
import type { ParameterKind, ParameterRule } from '#fhir/definitions/condensed.ts';
import { type Component, type ComponentChain, pairsIndexer } from '../indexers/composite.ts';
import type { IndexerContext } from '../indexers/leaf.ts';
import { type Chain, alternativesFor, chainsOf, indexKind, pathOf, wayOf } from './branches.ts';
import type { FindElement } from './elements.ts';
import { type PathExpression, parseAlternatives } from './expression.ts';
import { nodeOf } from './leaf-table.ts';
import type { Branch, Composite, CompositeRule } from './search-schema.ts';
import type { WalkNode } from './walk.ts';

interface Surroundings {
  find: FindElement;
  type: string;
  /** The definition of a component by its url. */
  definitionOf: (url: string) => ParameterRule | undefined;
  /** The code of the clinical date. */
  clinical: string | undefined;
  root: WalkNode;
  context: IndexerContext;
  /** Paths whose pairs are indexed already. */
  indexed: Set<string>;
}

interface ComponentPart {
  type: ParameterKind;
  code: string;
  alternatives: PathExpression[];
  expression: string;
}

/** Compiles a composite, and puts its indexers on the tree where its elements repeat. */
export function compileComposite(definition: ParameterRule, around: Surroundings): Composite {
  const parts = (definition.component ?? []).map((component): ComponentPart => {
    const target = around.definitionOf(component.definition);
    if (target === undefined) throw new Error(`no search parameter ${component.definition}`);
    return {
      type: target.type,
      code: target.code,
      alternatives: parseAlternatives(component.expression),
      expression: component.expression,
    };
  });
  const contexts = alternativesFor(definition.expression ?? '', around.type);
  for (const part of parts) part.type = typeOfPart(part, contexts, around);
  const rules = contexts.map((context) => compileRule(context, parts, around));
  return { rules, componentTypes: parts.map((part) => part.type) };
}

/**
 * The type of a component as its elements have it: R4 names the two of DocumentReference's
 * `relationship` the wrong way round.
 */
function typeOfPart(
  part: ComponentPart,
  contexts: readonly PathExpression[],
  { find, type }: Surroundings,
): ParameterKind {
  const chains = contexts.flatMap(({ steps }) =>
    part.alternatives
      .filter((item) => item.root !== '%resource')
      .flatMap((item) => chainsOf(find, type, [...steps, ...item.steps])),
  );
  if (chains.some(({ datatype }) => datatype === 'Reference')) {
    return part.type === 'token' ? 'reference' : part.type;
  }
  return part.type === 'reference' ? 'token' : part.type;
}

function compileRule(
  { steps }: PathExpression,
  parts: readonly ComponentPart[],
  around: Surroundings,
): CompositeRule {
  const { find, type } = around;
  const components = parts.map((part) => part.alternatives.map((item) => branchOf(item, part)));
  if (steps.length === 0) return { kind: 'and', components };
  const path = `${pathOf(type, steps)}(${parts.map((part) => part.expression).join(',')})`;
  if (!around.indexed.has(path)) {
    around.indexed.add(path);
    for (const context of chainsOf(find, type, steps)) {
      const compared = parts.map((part) => componentOf(part, context));
      nodeOf(around.root, context).indexers.push(pairsIndexer(path, compared, around.context));
    }
  }
  return { kind: 'pairs', path, components };

  function branchOf(item: PathExpression, part: ComponentPart): Branch {
    const all = item.root === '%resource' ? item.steps : [...steps, ...item.steps];
    const definition = { code: part.code, type: part.type };
    const chains = chainsOf(find, type, all);
    return {
      path: pathOf(type, all),
      index: indexKind(definition, around.clinical),
      datatypes: [...new Set(chains.map((chain) => chain.datatype))],
      ways: chains.map(wayOf),
    };
  }

  function componentOf(part: ComponentPart, context: Chain): Component {
    const chains = part.alternatives.flatMap((item) => {
      const fromRoot = item.root === '%resource';
      const found = chainsOf(
        find,
        fromRoot ? type : context.definedAt,
        fromRoot ? item.steps : item.steps,
      );
      return found.map((chain): ComponentChain => ({
        properties: wayOf(chain).steps,
        datatype: chain.datatype,
        fromRoot,
      }));
    });
    const compared = part.type === 'token' || part.type === 'reference' ? part.type : 'ordered';
    return { compared, chains };
  }
}
