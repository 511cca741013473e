/**
 * SQL that reads values out of a stored body, for sorts and reverse chains.
 * https://www.postgresql.org/docs/18/functions-json.html#FUNCTIONS-SQLJSON-PATH
 */
import type { Way } from '../schema/search-schema.ts';

/** What a value is ordered by: the properties below it, by its datatype. */
const below: Record<string, readonly string[]> = {
  HumanName: ['family', 'text'],
  Address: ['text', 'city'],
  CodeableConcept: ['coding.code'],
  Coding: ['code'],
  Identifier: ['value'],
  ContactPoint: ['value'],
  Reference: ['reference'],
  Quantity: ['value'],
};

/** The jsonpaths of a way, as literals: all names are from the R4 definitions. */
function pathsOf({ steps, datatype }: Way): string[] {
  const start = steps.reduce((path, { property, first, where }) => {
    const filter = where === undefined ? '' : ` ? (@."${where.property}" == "${where.value}")`;
    return `${path}."${property}"${first === true ? '[0]' : ''}${filter}`;
  }, '$');
  const ends = below[datatype]?.map((end) => `.${end}`) ?? [''];
  return ends.map((end) => `'${start}${end.replace(/\.(\w+)/g, '."$1"')}'`);
}

function values(ways: readonly Way[], from: string): string {
  return ways
    .flatMap(pathsOf)
    .map((path) => `select v #>> '{}' as value from jsonb_path_query(${from}, ${path}) as v`)
    .join(' union all ');
}

/** A subquery with the texts of all values, between line ends. */
export function valuesText(ways: readonly Way[]): string {
  return `select string_agg(value, E'\\n') from (${values(ways, 'r.body::jsonb')}) as found`;
}

/** A subquery with the least or greatest value, in lower case, its first 100 characters. */
export function extremeText(ways: readonly Way[], descending: boolean): string {
  const extreme = descending ? 'max' : 'min';
  return `select ${extreme}(lower(left(value, 100)) collate "C")
    from (select r.body::jsonb as body offset 0) as parsed,
    lateral (${values(ways, 'parsed.body')}) as found`;
}
