/**
 * Puts the indexers of one type's parameters on its tree of paths: each path once, whoever asks for
 * it.
 */
import type { IndexerContext, Leaf } from '../indexers/leaf.ts';
import { clinicalIndexer, nearIndexer, orderedIndexer } from '../indexers/ordered.ts';
import { referenceIndexer } from '../indexers/reference.ts';
import { soundIndexer, textIndexer, uriIndexer } from '../indexers/text.ts';
import { tokenIndexer } from '../indexers/token.ts';
import { type Chain, type CompiledBranch, leafName } from './branches.ts';
import { type Indexer, type WalkNode, childNode } from './walk.ts';

/** How many bits of presence a number holds. */
export const bitsPerWord = 31;

/** The leaves of one type while they are gathered. */
export interface LeafTable {
  root: WalkNode;
  context: IndexerContext;
  words: number;
  /** The leaf of each name, and the nodes that it stands on. */
  leaves: Map<string, { leaf: Leaf; indexer: Indexer; nodes: Set<WalkNode> }>;
}

/**
 * Adds the paths of a parameter. @param bit the parameter's place in a shape; @param rank see
 * Leaf.patientRank.
 */
export function addLeaves(
  table: LeafTable,
  branches: readonly CompiledBranch[],
  parameter: { bit: number; rank: number },
): void {
  for (const { branch, chains } of branches) {
    for (const chain of chains) {
      const { path, index } = branch;
      const entry = leafFor(table, { path, index, datatype: chain.datatype });
      const { leaf } = entry;
      if (index === 'reference') leaf.patientRank = Math.min(leaf.patientRank, parameter.rank);
      markBit(table, leaf, { bit: parameter.bit, ...branch });
      const node = nodeOf(table.root, chain);
      if (entry.nodes.has(node)) continue;
      entry.nodes.add(node);
      node.indexers.push(entry.indexer);
    }
  }
}

/** The node that a chain ends at. */
export function nodeOf(root: WalkNode, chain: Pick<Chain, 'steps'>): WalkNode {
  return chain.steps.reduce((node, { property, step }) => childNode(node, property, step), root);
}

function leafFor(table: LeafTable, given: Pick<Leaf, 'path' | 'index' | 'datatype'>) {
  const name = leafName(given);
  let entry = table.leaves.get(name);
  if (entry === undefined) {
    const presence = { always: zeros(table.words), byTarget: new Map(), bySystem: new Map() };
    const leaf: Leaf = { ...given, presence, patientRank: Infinity };
    entry = { leaf, indexer: indexerFor(leaf, table.context), nodes: new Set() };
    table.leaves.set(name, entry);
  }
  return entry;
}

function markBit(
  table: LeafTable,
  { presence }: Leaf,
  given: { bit: number; target?: string; system?: string },
): void {
  const { bit, target, system } = given;
  if (bit < 0) return;
  let mask = presence.always;
  if (target !== undefined) mask = maskOf(table, presence.byTarget, target);
  else if (system !== undefined) mask = maskOf(table, presence.bySystem, system);
  const word = Math.floor(bit / bitsPerWord);
  mask[word] = mask[word]! | (1 << (bit % bitsPerWord));
}

function maskOf(table: LeafTable, masks: Map<string, number[]>, name: string): number[] {
  let mask = masks.get(name);
  if (mask === undefined) masks.set(name, (mask = zeros(table.words)));
  return mask;
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

function indexerFor(leaf: Leaf, context: IndexerContext): Indexer {
  switch (leaf.index) {
    case 'reference':
      return referenceIndexer(leaf, context);
    case 'text':
      return textIndexer(leaf, context);
    case 'sound':
      return soundIndexer(leaf);
    case 'uri':
      return uriIndexer(leaf);
    case 'ordered':
      return orderedIndexer(leaf, context);
    case 'clinical':
      return clinicalIndexer(leaf, context);
    case 'near':
      return nearIndexer(leaf);
    default:
      return tokenIndexer(leaf, context);
  }
}
