/**
 * Indexes texts, names, addresses and uris: each distinct text once in the dictionary.
 * https://hl7.org/fhir/R4/search.html#string
 */
import type { TermEntry } from '#fhir/store/index-entries.ts';
import type { Indexer, JsonObject } from '../schema/walk.ts';
import { fold, hasHan } from '../values/fold.ts';
import { textSlot, textToken } from '../values/keys.ts';
import { memo } from '../values/memo.ts';
import { type Sink, addTerm, markPresent } from '../values/sink.ts';
import { soundsOfName, soundsOfText } from '../values/sound.ts';
import { type KeyedHash, isSecret, secretExactToken, secretToken } from '../values/secret.ts';
import type { IndexerContext, Leaf } from './leaf.ts';

/**
 * Parts of a name or address that are kept apart, so that `family` or `address-city` finds them
 * alone.
 */
export const partsOf: Record<string, readonly string[]> = {
  HumanName: ['family', 'given'],
  Address: ['city', 'state', 'country', 'postalCode', 'district'],
};

/** An indexer of string, markdown, HumanName or Address. */
export function textIndexer(leaf: Leaf, context: IndexerContext): Indexer {
  const { always } = leaf.presence;
  const index = indexerOf(leaf, context);
  return (value, sink) => {
    markPresent(sink, always);
    index(value, sink);
  };
}

function indexerOf(
  { path, datatype }: Leaf,
  { keyedHash }: IndexerContext,
): (value: unknown, sink: Sink) => void {
  const add = isSecret(path, datatype) ? secretAdder(path, keyedHash) : termAdder(path);
  if (datatype === 'HumanName' || datatype === 'Address') {
    const parts = partsOf[datatype]!.map((part) => [part, termAdder(`${path}.${part}`)] as const);
    const wholeOf = datatype === 'HumanName' ? wholeName : wholeAddress;
    return (value, sink) => {
      for (const [part, addPart] of parts) {
        for (const text of textsIn((value as JsonObject)[part])) addPart(sink, text);
      }
      for (const text of wholeOf(value as JsonObject)) add(sink, text);
    };
  }
  return (value, sink) => {
    if (typeof value === 'string') add(sink, value);
  };
}

/**
 * Prefixes, suffixes, the text, and the name as it is said in one piece: 张三, John Smith, Smith
 * John.
 */
function wholeName(name: JsonObject): string[] {
  const family = textsIn(name['family']);
  const given = textsIn(name['given']);
  const texts = [...textsIn(name['text']), ...textsIn(name['prefix']), ...textsIn(name['suffix'])];
  if (family.length > 0 && given.length > 0) {
    if (hasHan(family[0]!)) texts.push([...family, ...given].join(''));
    else texts.push([...given, ...family].join(' '), [...family, ...given].join(' '));
  }
  return texts;
}

/**
 * The text, the lines, and for a Chinese address the whole from province to house, as people write
 * it.
 */
function wholeAddress(address: JsonObject): string[] {
  const texts = [...textsIn(address['text']), ...textsIn(address['line'])];
  const places = ['state', 'city', 'district'].flatMap((part) => textsIn(address[part]));
  const whole = [...places, ...textsIn(address['line'])].join('');
  if (places.length > 0 && hasHan(whole)) texts.push(whole);
  return texts;
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function termAdder(path: string): (sink: Sink, text: string) => void {
  const slot = textSlot(path, 'value');
  const termOf = memo((text): TermEntry => ({
    slot,
    value: fold(text),
    token: textToken(slot, text),
  }));
  return (sink, text) => addTerm(sink, termOf(text));
}

/** A sealed text is in no dictionary: it is found where it is asked for whole. */
function secretAdder(path: string, keyedHash: KeyedHash): (sink: Sink, text: string) => void {
  return (sink, text) => {
    sink.tokens.add(secretToken(keyedHash, path, fold(text)));
    sink.tokens.add(secretExactToken(keyedHash, path, text));
  };
}

/** An indexer of how a name sounds. */
export function soundIndexer({ path, datatype, presence }: Leaf): Indexer {
  const slot = textSlot(path, 'sound');
  const termsOf = memo((json): TermEntry[] => {
    const value: unknown = JSON.parse(json);
    const sounds =
      datatype === 'HumanName' ? soundsOfName(value as object) : soundsOfText(value as string);
    return sounds.map((sound) => ({ slot, value: sound, token: textToken(slot, sound) }));
  });
  return (value, sink) => {
    markPresent(sink, presence.always);
    for (const term of termsOf(JSON.stringify(value))) addTerm(sink, term);
  };
}

/** An indexer of uris, which are compared as they stand; the dictionary answers `:below`. */
export function uriIndexer({ path, presence }: Leaf): Indexer {
  const slot = textSlot(path, 'value');
  const termOf = memo((uri): TermEntry => ({
    slot,
    value: uri.slice(0, 600),
    token: textToken(slot, uri),
  }));
  return (value, sink) => {
    if (typeof value !== 'string') return;
    markPresent(sink, presence.always);
    addTerm(sink, termOf(value));
  };
}
