/**
 * What somebody typed into the search box, as searches of the FHIR API.
 * https://hl7.org/fhir/R4/patient.html#search
 */
import { parseResidentId, toEighteen } from '#model/resident-id.ts';

/** What the typed text looks like; `nothing` is too little to search for. */
export type TypedKind = 'nothing' | 'id-number' | 'number' | 'latin' | 'name';

/** A typed text and the searches that answer it, the most exact first. */
export interface PersonQuery {
  kind: TypedKind;
  /** Requests for `batch`. */
  requests: string[];
  /** An identity-card number that cannot be right: its check digit, date or area is wrong. */
  wrongIdNumber: boolean;
}

const page = '_count=20';

/**
 * Reads the typed text: an identity-card number, a telephone or other number, pinyin or a Latin
 * name, a Chinese name.
 */
export function personQuery(typed: string): PersonQuery {
  const text = typed.normalize('NFKC').trim().replace(/\s+/g, ' ');
  const compact = text.replace(/[\s-]/g, '');
  const none = { wrongIdNumber: false };
  if (text === '') return { kind: 'nothing', requests: [], ...none };
  const idNumber = toEighteen(compact);
  if (idNumber !== undefined) {
    const values = [...new Set([idNumber, compact.toUpperCase()])].join(',');
    const wrongIdNumber = parseResidentId(compact) === undefined;
    return { kind: 'id-number', requests: [search('identifier', values)], wrongIdNumber };
  }
  if (/^\+?[\d\s()-]+$/.test(text)) {
    if (compact.length < 3) return { kind: 'nothing', requests: [], ...none };
    const values = [...new Set([text, compact, compact.replace(/^\+?86/, '')])].join(',');
    return {
      kind: 'number',
      requests: [search('phone', values), search('identifier', values)],
      ...none,
    };
  }
  if (/^[\p{Script=Latin}\s.'’-]+$/u.test(text)) {
    const initials = search('phonetic', text.replace(/\s/g, ''));
    const requests = text.length === 1 ? [initials] : [nameSearch(text), initials];
    return { kind: 'latin', requests, ...none };
  }
  return { kind: 'name', requests: [nameSearch(text)], ...none };
}

/** Every word must begin some part of the name. */
function nameSearch(text: string): string {
  const words = text.split(' ').map((word) => `name=${escaped(word)}`);
  return `Patient?${words.join('&')}&${page}`;
}

function search(parameter: string, value: string): string {
  return `Patient?${parameter}=${encodeURIComponent(value)}&${page}`;
}

/**
 * Commas, pipes and dollars mean something in a search value.
 * https://hl7.org/fhir/R4/search.html#escaping
 */
function escaped(value: string): string {
  return encodeURIComponent(value.replace(/[\\,|$]/g, (sign) => `\\${sign}`));
}
