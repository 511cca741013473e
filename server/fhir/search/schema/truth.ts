/**
 * Parameters that are a condition, as Patient's `deceased`: indexed as true or false.
 * https://hl7.org/fhir/R4/patient.html#search
 */
import type { ParameterRule } from '#fhir/definitions/condensed.ts';
import { codeToken } from '../values/keys.ts';
import { markPresent } from '../values/sink.ts';
import { chainsOf, pathOf } from './branches.ts';
import type { FindElement } from './elements.ts';
import { parseTruth } from './expression.ts';
import type { Branch } from './search-schema.ts';
import { type Indexer, collect } from './walk.ts';

/**
 * The branch and the indexer of a condition. @param mask the bits of the parameter, which always
 * has a value.
 */
export function compileTruth(
  find: FindElement,
  definition: ParameterRule,
  given: { type: string; mask: readonly number[] },
): { branch: Branch; indexer: Indexer } {
  const { type, mask } = given;
  const { tests } = parseTruth(definition.expression ?? '');
  const path = `${pathOf(type, tests[0]?.steps ?? [])}?`;
  const compiled = tests.map(({ steps, not }) => ({
    ways: chainsOf(find, type, steps).map((chain) => chain.steps),
    not,
  }));
  const [yes, no] = [codeToken(path, 'true'), codeToken(path, 'false')];
  return {
    branch: { path, index: 'truth', datatypes: ['boolean'], ways: [] },
    indexer: (_value, sink) => {
      const holds = compiled.every(({ ways, not }) => {
        const values = ways.flatMap((way) => collect(way, sink.resource));
        return values.length > 0 && values.every((value) => String(value) !== not);
      });
      markPresent(sink, mask);
      sink.tokens.add(holds ? yes : no);
    },
  };
}
