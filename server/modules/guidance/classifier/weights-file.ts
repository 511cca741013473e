/**
 * The weights as bytes: `YSG1`, length and JSON of the header, then by feature its number (as the
 * step from the one before), idf, count, and the labels and weights that are not 0. Little-endian.
 * docs/decisions/0023-guidance.md
 */
import { featureBits } from './features.ts';
import type { Fitted } from './train.ts';

/** What the file says of itself. */
export interface WeightsHeader {
  version: string;
  /** Codes of 医疗机构诊疗科目名录, in the order of the labels. */
  departments: readonly string[];
  temperature: number;
  bias: readonly number[];
  features: number;
  weights: number;
}

/** Weights in memory: of each feature a run of labels with their weights. */
export interface SparseWeights extends WeightsHeader {
  idf: Float32Array;
  /** Where the run of a feature starts; it ends where that of the next one does. */
  starts: Uint32Array;
  labels: Uint8Array;
  values: Float32Array;
}

const magic = 'YSG1';

/** Writes weights of at least this size; smaller ones are taken for 0. */
export function packWeights(
  fitted: Fitted,
  given: { version: string; departments: readonly string[]; temperature: number; least: number },
): Uint8Array {
  const { version, departments, temperature, least } = given;
  const kept: { place: number; runs: [label: number, value: number][] }[] = [];
  let count = 0;
  for (let place = 0; place < 2 ** featureBits; place += 1) {
    if (fitted.idf[place] === 0) continue;
    const runs: [number, number][] = [];
    for (let label = 0; label < fitted.labels; label += 1) {
      const value = fitted.weights[place * fitted.labels + label]!;
      if (Math.abs(value) >= least) runs.push([label, value]);
    }
    if (runs.length === 0) continue;
    kept.push({ place, runs });
    count += runs.length;
  }
  const header: WeightsHeader = {
    version,
    departments,
    temperature,
    bias: [...fitted.bias],
    features: kept.length,
    weights: count,
  };
  const head = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + head.length + kept.length * 9 + count * 5);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(magic));
  view.setUint32(4, head.length, true);
  bytes.set(head, 8);
  let at = 8 + head.length;
  for (const { place, runs } of kept) {
    view.setUint32(at, place, true);
    view.setFloat32(at + 4, fitted.idf[place]!, true);
    view.setUint8(at + 8, runs.length);
    at += 9;
    for (const [label, value] of runs) {
      view.setUint8(at, label);
      view.setFloat32(at + 1, value, true);
      at += 5;
    }
  }
  return bytes;
}

/** Reads what packWeights wrote. Throws a RangeError that says what is wrong with the file. */
export function unpackWeights(bytes: Uint8Array): SparseWeights {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (new TextDecoder().decode(bytes.subarray(0, 4)) !== magic) {
    throw new RangeError('the weights do not begin with YSG1');
  }
  const size = view.getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + size))) as WeightsHeader;
  if (bytes.length !== 8 + size + header.features * 9 + header.weights * 5) {
    throw new RangeError('the weights are cut off');
  }
  const idf = new Float32Array(2 ** featureBits);
  const starts = new Uint32Array(2 ** featureBits + 1);
  const labels = new Uint8Array(header.weights);
  const values = new Float32Array(header.weights);
  let at = 8 + size;
  let next = 0;
  let filled = 0;
  for (let feature = 0; feature < header.features; feature += 1) {
    const place = view.getUint32(at, true);
    idf[place] = view.getFloat32(at + 4, true);
    while (filled <= place) starts[filled++] = next;
    const runs = view.getUint8(at + 8);
    at += 9;
    for (let run = 0; run < runs; run += 1) {
      labels[next] = view.getUint8(at);
      values[next] = view.getFloat32(at + 1, true);
      next += 1;
      at += 5;
    }
  }
  starts.fill(next, filled);
  return { ...header, idf, starts, labels, values };
}
