/** The record of one resident while it is written: its entries, its ids and its problem list. */
import { putEntry } from '../bundle.ts';
import type { BundleEntry, Reference } from '../bundle.ts';
import { toInstant } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import type { DiseaseKey } from '../catalogue/diseases.ts';
import type { MeasureKey } from '../catalogue/measures.ts';
import type { Life } from '../life/life.ts';
import type { Visit } from '../life/visit.ts';
import { fullName } from '../people/names.ts';
import { sourceOf } from '../places/institutions.ts';
import type { Institution } from '../places/institutions.ts';
import type { Practitioner, Staff } from '../places/practitioners.ts';
import type { Random } from '../random.ts';

/** What grows while a resident's record is written. */
export interface Chart {
  life: Life;
  staff: Staff;
  random: Random;
  entries: BundleEntry[];
  /** Resources written so far, by type. */
  counts: Map<string, number>;
  /** The Condition of each chronic disease. */
  problems: Map<DiseaseKey, Reference>;
  /** Acute illness that may not be over yet: its Condition and the day after which it is. */
  open: Map<DiseaseKey, { condition: Reference; until: Day }>;
  /** When the latest visit began. */
  latest: { day: Day; minute: number };
  /** The EpisodeOfCare of each disease that is managed. */
  programmes: Map<DiseaseKey, Reference>;
}

/** One visit while it is written. */
export interface Contact {
  chart: Chart;
  visit: Visit;
  encounter: Reference;
  doctor: Practitioner;
  /** Minute of the day when it begins. */
  start: number;
  /** Values measured on this visit, so that two panels print the same. */
  values: Map<MeasureKey, number>;
  /** Observations of this visit by the measure they hold. */
  results: Map<string, Reference>;
}

/** A reference to an id that the next `add` of this type gets under `reserve`. */
export function reserve(chart: Chart, type: string): Reference {
  const number = (chart.counts.get(type) ?? 0) + 1;
  chart.counts.set(type, number);
  return { reference: `${type}/${chart.life.resident.id}-${type.toLowerCase()}-${number}` };
}

/** Writes a resource under a reserved reference; `sender` is the institution that sent it. */
export function write(
  chart: Chart,
  reference: Reference,
  { sender, ...elements }: { sender: Institution; [element: string]: unknown },
): Reference {
  const [resourceType = '', id = ''] = (reference.reference ?? '').split('/');
  const meta = { source: sourceOf(sender.id) };
  chart.entries.push(putEntry({ resourceType, id, meta, ...elements }));
  return reference;
}

/** Writes a resource of that type under the next id. */
export function add(
  chart: Chart,
  type: string,
  resource: { sender: Institution; [element: string]: unknown },
): Reference {
  return write(chart, reserve(chart, type), resource);
}

/** The resident, as the subject of a resource. */
export function subjectOf({ life }: Chart): Reference {
  return { reference: `Patient/${life.resident.id}` };
}

/** An institution as a reference with its name. */
export function organizationReference({ id, name }: Institution): Reference {
  return { reference: `Organization/${id}`, display: name };
}

/** A practitioner as a reference with the name. */
export function practitionerReference({ id, name }: Practitioner): Reference {
  return { reference: `Practitioner/${id}`, display: fullName(name) };
}

/** The time some minutes after the visit began, as a FHIR dateTime. */
export function timeOf({ visit, start }: Contact, after: number): string {
  return toInstant(visit.day, start + after);
}
