/**
 * What `$verify` says of the signatures of a resource, as a reader understands it.
 * https://hl7.org/fhir/R4/parameters.html
 */
import type { Fact } from '../../fhir/shapes.ts';

/** One signature that holds. */
export interface Signature {
  /** Reference of the signer. */
  who: string | undefined;
  when: string | undefined;
  /** Who vouches for the key, in words: `非CA(测试)`. */
  mark: string | undefined;
}

/**
 * The state of a resource: `signed`, the current version is; `outdated`, an earlier version is;
 * `changed`, a signature fails; `unsigned`, there is none.
 */
export interface Verdict {
  state: 'signed' | 'outdated' | 'changed' | 'unsigned';
  /** What the server says of it. */
  said: { zh: string; en: string };
  /** Those that hold, of the current version where it is signed. */
  signatures: readonly Signature[];
}

interface Parameter {
  name?: string;
  valueBoolean?: boolean;
  valueCode?: string;
  valueString?: string;
  valueInteger?: number;
  valueInstant?: string;
  valueReference?: { reference?: string };
  part?: Parameter[];
}

const named = (list: readonly Parameter[], name: string) => list.find((one) => one.name === name);

/** The verdict in the Parameters of an answer. */
export function verdictOf(answered: Fact): Verdict {
  const { parameter = [] } = answered as Fact & { parameter?: Parameter[] };
  const isTrue = (name: string) => named(parameter, name)?.valueBoolean === true;
  const all = parameter.flatMap(({ name, part }) =>
    name === 'signature' && part !== undefined ? [part] : [],
  );
  const holding = all.filter((parts) => named(parts, 'valid')?.valueBoolean === true);
  const current = named(parameter, 'currentVersion')?.valueInteger;
  const ofCurrent = holding.filter((parts) => named(parts, 'version')?.valueInteger === current);
  const known = all.filter((parts) => named(parts, 'why')?.valueCode !== 'other-format');
  const text = (name: string) => named(parameter, name)?.valueString ?? '';
  return {
    state: isTrue('valid')
      ? isTrue('currentSigned')
        ? 'signed'
        : 'outdated'
      : known.length > 0
        ? 'changed'
        : 'unsigned',
    said: { zh: text('zh'), en: text('en') },
    signatures: (ofCurrent.length > 0 ? ofCurrent : holding).map((parts) => ({
      who: named(parts, 'who')?.valueReference?.reference,
      when: named(parts, 'when')?.valueInstant,
      mark: named(parts, 'signer')?.valueString,
    })),
  };
}
