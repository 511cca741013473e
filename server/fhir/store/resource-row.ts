/** A resource as the store keeps and returns it: the body stays opaque text. */

/** One version of one resource. `body` is undefined where the version is a deletion. */
export interface ResourceRow {
  type: string;
  id: string;
  version: number;
  /** Milliseconds since 1970. */
  updated: number;
  body: string;
}
