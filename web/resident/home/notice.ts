/** A Communication as its recipient reads it. https://hl7.org/fhir/R4/communication.html */
import type { Fact, Reference } from '../../fhir/shapes.ts';

/** One notice. */
export interface Told {
  id: string;
  /** When. */
  sent: string;
  /** English only where the house said it. */
  text: { zh: string; en?: string };
  /** Id of the Appointment that it is about. */
  visit: string | undefined;
  isUrgent: boolean;
}

/** The notice; undefined for a Communication without words. */
export function noticeOf(fact: Fact): Told | undefined {
  const given = fact as unknown as {
    id?: string;
    sent?: string;
    priority?: string;
    about?: Reference[];
    payload?: { contentString?: string }[];
  };
  const [zh, en] = (given.payload ?? []).flatMap(({ contentString }) => contentString ?? []);
  if (zh === undefined) return undefined;
  const about = given.about?.find(({ reference }) => reference?.startsWith('Appointment/'));
  return {
    id: given.id ?? '',
    sent: given.sent ?? '',
    text: { zh, ...(en === undefined ? {} : { en }) },
    visit: about?.reference?.split('/')[1],
    isUrgent: given.priority === 'urgent' || given.priority === 'stat',
  };
}
