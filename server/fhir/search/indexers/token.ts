/**
 * Indexes coded values: one token a form, and the text beside the code.
 * https://hl7.org/fhir/R4/search.html#token
 */
import type { Hash } from '#fhir/store/hash.ts';
import type { TermEntry } from '#fhir/store/index-entries.ts';
import type { Indexer, JsonObject } from '../schema/walk.ts';
import { fold } from '../values/fold.ts';
import { codeToken, textSlot, textToken } from '../values/keys.ts';
import { memo } from '../values/memo.ts';
import { type Sink, addTerm, markPresent } from '../values/sink.ts';
import { codingForms, contactForms, foldCode, identifierForms } from '../values/token-forms.ts';
import { isSecret, secretToken } from '../values/secret.ts';
import type { IndexerContext, Leaf } from './leaf.ts';

/** An indexer of a coded datatype. */
export function tokenIndexer(leaf: Leaf, context: IndexerContext): Indexer {
  const index = indexerOf(leaf, tokenMaker(leaf, context));
  const { always } = leaf.presence;
  return (value, sink) => {
    markPresent(sink, always);
    index(value, sink);
  };
}

type IndexValue = (value: unknown, sink: Sink) => void;

/** The token of a form of the leaf's values: by a key where they are sealed. */
type TokenOf = (form: string) => Hash;

function tokenMaker({ path, datatype }: Leaf, { keyedHash }: IndexerContext): TokenOf {
  if (!isSecret(path, datatype)) return (form) => codeToken(path, form);
  return (form) => secretToken(keyedHash, path, form);
}

function indexerOf(leaf: Leaf, tokenOf: TokenOf): IndexValue {
  switch (leaf.datatype) {
    case 'CodeableConcept':
      return conceptIndexer(leaf.path);
    case 'Coding':
      return codingIndexer(leaf.path);
    case 'Identifier':
      return identifierIndexer(leaf.path, tokenOf);
    case 'ContactPoint':
      return contactIndexer(leaf, tokenOf);
    default:
      return plainIndexer(leaf.path);
  }
}

function conceptIndexer(path: string): IndexValue {
  const indexCoding = codingIndexer(path);
  const displayOf = displayMemo(path);
  return (value, sink) => {
    const concept = value as { coding?: unknown; text?: unknown };
    if (Array.isArray(concept.coding)) {
      for (const coding of concept.coding) if (coding !== null) indexCoding(coding, sink);
    }
    if (typeof concept.text === 'string') addTerm(sink, displayOf(concept.text));
  };
}

function codingIndexer(path: string): IndexValue {
  const tokensOf = memo((name) => {
    const [system = '', code = ''] = name.split('\n');
    return codingForms(definedPair(system, code)).map((form) => codeToken(path, form));
  });
  const displayOf = displayMemo(path);
  return (value, sink) => {
    const { system, code, display } = value as JsonObject;
    const [space, own] = [system, code].map((text) => (typeof text === 'string' ? text : ''));
    const name = `${space}\n${own}`;
    addTokens(sink, tokensOf(name));
    if (typeof display === 'string') addTerm(sink, displayOf(display));
  };
}

function definedPair(system: string, code: string): { system?: string; code?: string } {
  return { ...(system === '' ? {} : { system }), ...(code === '' ? {} : { code }) };
}

function displayMemo(path: string): (text: string) => TermEntry {
  const slot = textSlot(path, 'display');
  return memo((text) => ({ slot, value: fold(text), token: textToken(slot, text) }));
}

function identifierIndexer(path: string, tokenOf: TokenOf): IndexValue {
  const displayOf = displayMemo(path);
  return (value, sink) => {
    const identifier = value as { system?: string; value?: string; type?: { text?: unknown } };
    for (const form of identifierForms(identifier)) sink.tokens.add(tokenOf(form));
    const text = identifier.type?.text;
    if (typeof text === 'string') addTerm(sink, displayOf(text));
  };
}

function contactIndexer({ presence }: Leaf, tokenOf: TokenOf): IndexValue {
  return (value, sink) => {
    const contact = value as { system?: string; value?: string };
    for (const form of contactForms(contact)) sink.tokens.add(tokenOf(form));
    const mask = presence.bySystem.get(contact.system ?? '');
    if (mask !== undefined) markPresent(sink, mask);
  };
}

/** Codes, ids, uris, strings and booleans: one form, without a system. */
function plainIndexer(path: string): IndexValue {
  const tokenOf = memo((text) => codeToken(path, foldCode(text, undefined)));
  return (value, sink) => {
    if (isScalar(value)) sink.tokens.add(tokenOf(String(value)));
  };
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';
}

function addTokens(sink: Sink, tokens: readonly Hash[]): void {
  for (const token of tokens) sink.tokens.add(token);
}

/** The codes of a value of any coded datatype, without their systems. */
export function bareFormsOf(datatype: string, value: unknown): string[] {
  const object = value as { coding?: { code?: string }[]; code?: string };
  switch (datatype) {
    case 'CodeableConcept':
      return Array.isArray(object.coding) ? [...new Set(object.coding.flatMap(bareForm))] : [];
    case 'Coding':
      return bareForm(object);
    default:
      return isScalar(value) ? [foldCode(String(value), undefined)] : [];
  }
}

function bareForm(coding: { code?: string }): string[] {
  return typeof coding.code === 'string' ? codingForms(coding).slice(0, 1) : [];
}
