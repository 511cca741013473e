/** A statement while it is written: its parameters, and the names they go by in the text. */
import type { SqlParameter } from '#fhir/store/sql.ts';

/** Parameters in their order. */
export interface Statement {
  parameters: SqlParameter[];
  /** Adds a parameter. @returns `$n::type`. */
  add(value: SqlParameter, type: string): string;
}

/** A statement without parameters yet. */
export function createStatement(): Statement {
  const parameters: SqlParameter[] = [];
  return {
    parameters,
    add(value, type) {
      parameters.push(value);
      return `$${parameters.length}::${type}`;
    },
  };
}
