/**
 * What staff were told: emergencies and contested looks to be reviewed, and what came of it.
 * https://hl7.org/fhir/R4/communication.html
 */
import type { Fact, Reference } from '../../fhir/shapes.ts';
import type { Who } from '../../session/session.ts';

/** A notice, and the answer that it got. */
export interface Notice {
  id: string;
  sent: string;
  /** Whether somebody must look into it soon. */
  urgent: boolean;
  text: string;
  answer: { text: string; sent: string } | undefined;
}

interface Communication extends Fact {
  sent?: string;
  priority?: string;
  inResponseTo?: Reference[];
  payload?: { contentString?: string }[];
}

/** The search for what was addressed to somebody; undefined for whom nobody can address. */
export function noticesRequest(who: Who): string | undefined {
  if (who.kind !== 'staff') return undefined;
  const { practitionerRoles = [], organization } = who;
  // What is addressed to the institution is for whoever supervises there.
  const supervises = who.role === 'supervisor' && typeof organization === 'string';
  const recipients = [
    who.who,
    ...practitionerRoles.map((id) => `PractitionerRole/${id}`),
    ...(supervises ? [`Organization/${organization}`] : []),
  ];
  return `Communication?recipient=${recipients.join(',')}&_sort=-sent&_count=50`;
}

/** Notices of what was found, newest first; answers stand with what they answer. */
export function noticesOf(found: readonly Fact[]): Notice[] {
  const all = found as readonly Communication[];
  const answers = new Map(
    all.flatMap((one) => (one.inResponseTo ?? []).map(({ reference = '' }) => [reference, one])),
  );
  return all
    .filter(({ inResponseTo }) => inResponseTo === undefined)
    .map((one) => {
      const answer = answers.get(`Communication/${one.id ?? ''}`);
      return {
        id: one.id ?? '',
        sent: one.sent ?? '',
        urgent: one.priority === 'urgent',
        text: textOf(one),
        answer: answer && { text: textOf(answer), sent: answer.sent ?? '' },
      };
    });
}

function textOf({ payload = [] }: Communication): string {
  return payload.map(({ contentString = '' }) => contentString).join('\n');
}

/** The answer to a notice: kept by the institution, for whoever reviews. */
export function answerTo(notice: string, given: { who: Who; text: string; now: number }): object {
  const { who, text, now } = given;
  return {
    resourceType: 'Communication',
    status: 'completed',
    inResponseTo: [{ reference: `Communication/${notice}` }],
    sender: { reference: who.who },
    recipient: [{ reference: `Organization/${who.organization}` }],
    sent: new Date(now).toISOString(),
    payload: [{ contentString: text }],
  };
}
