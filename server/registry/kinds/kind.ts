/**
 * What a kind of registry file is: its columns, what a line becomes, and the way back.
 * https://hl7.org/fhir/R4/administration-module.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Column, Row } from '../csv/line-problem.ts';

/** A resource under an id that the file chose. */
export type Registered = Resource & { id: string };

/** Something that a line names and that must be there, in the file or in the store. */
export interface Link {
  /** Key of the column that names it. */
  key: string;
  /** `Organization/1`. */
  reference: string;
}

/** A number that no two may have. */
export interface Unique {
  key: string;
  system: string;
  value: string;
}

/** What a line becomes. */
export interface Draft {
  /** The first is the one the line is about; the elements are only those that the file knows. */
  resources: Registered[];
  links: Link[];
  uniques: Unique[];
}

/** Finds a resource that an export needs beside the one a line is about. */
export type Find = (reference: string) => Resource | undefined;

/** One kind of file. */
export interface RegistryKind {
  name: 'institutions' | 'people' | 'roles' | 'alliances';
  /** Type of the resource that a line is about. */
  type: string;
  columns: readonly Column[];
  /** Reads a line; what is wrong is noted on the row, and the draft is then not used. */
  read(row: Row): Draft;
  /** References of what else a line of this resource tells. */
  companions(resource: Resource): string[];
  /** The cells of a resource; undefined for one that no line of this kind made or could make. */
  cells(resource: Resource, find: Find): Record<string, string> | undefined;
  /** Whether what is stored under an id of the file is of another kind and must be left alone. */
  isForeign(current: Resource): boolean;
  /** For each element that the file knows, by type: the columns that it is made of. */
  elements: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}
