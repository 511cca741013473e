/**
 * Indexes references: where they point, by which identifier, and the patient whose compartment that
 * is. https://hl7.org/fhir/R4/search.html#reference
 */
import type { Hash } from '#fhir/store/hash.ts';
import type { Indexer } from '../schema/walk.ts';
import { identifierToken, referenceToken } from '../values/keys.ts';
import { memo } from '../values/memo.ts';
import { type ParsedReference, canonicalForms, parseReference } from '../values/reference.ts';
import { type Sink, markPresent } from '../values/sink.ts';
import { identifierForms } from '../values/token-forms.ts';
import type { IndexerContext, Leaf } from './leaf.ts';

/** An indexer of Reference, canonical, uri, or of a resource inside a Bundle. */
export function referenceIndexer(leaf: Leaf, context: IndexerContext): Indexer {
  switch (leaf.datatype) {
    case 'Reference':
      return literalIndexer(leaf, context);
    case 'Resource':
      return resourceIndexer(leaf);
    default:
      return canonicalIndexer(leaf);
  }
}

interface Known {
  token: Hash;
  reference: ParsedReference;
}

function literalIndexer(leaf: Leaf, context: IndexerContext): Indexer {
  const knownOf = memo((text): Known | null => {
    const reference = parseReference(text, context.baseUrls);
    if (reference === undefined) return null;
    return { token: referenceToken(leaf.path, reference.target), reference };
  });
  return (value, sink) => {
    if (typeof value !== 'object') return;
    const { reference, identifier } = value as { reference?: unknown; identifier?: object };
    markPresent(sink, leaf.presence.always);
    if (identifier !== undefined) {
      for (const form of identifierForms(identifier)) {
        sink.tokens.add(identifierToken(leaf.path, form));
      }
    }
    if (typeof reference !== 'string') return;
    const known = knownOf(reference);
    if (known !== null) add(leaf, sink, known);
  };
}

function add(leaf: Leaf, sink: Sink, { token, reference }: Known): void {
  sink.tokens.add(token);
  const mask = leaf.presence.byTarget.get(reference.type ?? '');
  if (mask !== undefined) markPresent(sink, mask);
  if (reference.type !== 'Patient' || reference.id === undefined) return;
  if (leaf.patientRank < sink.patientRank) {
    sink.patientRank = leaf.patientRank;
    sink.patientId = reference.id;
  }
}

function canonicalIndexer(leaf: Leaf): Indexer {
  const tokensOf = memo((text) =>
    canonicalForms(text).map((form) => referenceToken(leaf.path, form)),
  );
  return (value, sink) => {
    if (typeof value !== 'string') return;
    markPresent(sink, leaf.presence.always);
    for (const token of tokensOf(value)) sink.tokens.add(token);
  };
}

function resourceIndexer(leaf: Leaf): Indexer {
  return (value, sink) => {
    const { resourceType, id } = value as { resourceType?: unknown; id?: unknown };
    if (typeof resourceType !== 'string') return;
    const mask = leaf.presence.byTarget.get(resourceType) ?? leaf.presence.always;
    markPresent(sink, mask);
    if (typeof id === 'string') sink.tokens.add(referenceToken(leaf.path, `${resourceType}/${id}`));
  };
}
