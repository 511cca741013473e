/** The model that the house compares by. */
import { readFileSync } from 'node:fs';
import { type Model, type ModelFile, openModel } from './model.ts';

/**
 * Reads a model for an index of so many records. Throws a RangeError that says what is wrong with
 * it.
 */
export function readModel(path: string | URL, records: number): Model {
  return openModel(JSON.parse(readFileSync(path, 'utf8')) as ModelFile, records);
}

const own = new URL('zh-1.json', import.meta.url);

/** The model of the release, or the one in a file, for an index of so many records. */
export function houseModel(records: number, path?: string): Model {
  return readModel(path ?? own, records);
}
