/** The model that the house compares by. */
import { readFileSync } from 'node:fs';
import { type Model, type ModelFile, openModel } from './model.ts';

/** Reads a model. Throws a RangeError that says what is wrong with it. */
export function readModel(path: string | URL): Model {
  return openModel(JSON.parse(readFileSync(path, 'utf8')) as ModelFile);
}

/** The model in the repository. */
export const houseModel: Model = readModel(new URL('zh-1.json', import.meta.url));
