/** A resource as the store keeps and returns it: the body stays opaque text. */
import type { Guarded } from './guard.ts';

/** One version of one resource. */
export interface ResourceRow extends Guarded {
  id: string;
  version: number;
  /** Milliseconds since 1970. */
  updated: number;
  body: string;
}
