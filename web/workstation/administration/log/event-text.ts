/** What an event of the log is called. https://hl7.org/fhir/R4/auditevent.html */
import type { AdministrationWords } from '../parts/words.ts';

/** The words for an event; its own name where there are none. */
export function eventText(event: string, words: AdministrationWords): string {
  const table: Readonly<Record<string, string>> = words.events;
  return (Object.hasOwn(table, event) ? table[event] : undefined) ?? event;
}
