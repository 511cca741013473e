/**
 * The resident's appointments, and those that are to be paid.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { whenText } from '../home/step-words.ts';
import { Empty, Failed, Frame, Loading } from '../parts/Frame.tsx';
import { LinkRow, Rows } from '../parts/Rows.tsx';
import { useWords } from '../words.ts';
import { useVisits } from './use-visits.ts';
import { inOrder } from './visit.ts';
import type { Visit } from './visit.ts';

/** The state of a visit in a word; of one whose clinic is stopped, that. */
export function statusText(
  { status, isStopped }: Visit,
  words: ReturnType<typeof useWords>['visits'],
): string {
  return isStopped ? words.stoppedShort : words.status[status];
}

/** A visit in one line: what, when, in which state. */
export function VisitRow({ visit }: { visit: Visit }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const what = [visit.department, visit.doctor].filter((text) => text !== '').join(' · ');
  return (
    <LinkRow
      to={{ page: 'visit', id: visit.id }}
      glyph="calendar"
      note={whenText(visit, Date.now(), language)}
      end={
        <span className="tag" data-status={visit.status}>
          {statusText(visit, words.visits)}
        </span>
      }
    >
      {what}
    </LinkRow>
  );
}

/** All appointments: what comes, then what was. */
export function VisitsPage(): ReactNode {
  const words = useWords();
  const { value, error, reload } = useVisits();
  const { coming, past } = inOrder(value ?? []);
  return (
    <Frame title={words.visits.mine}>
      <Failed error={error} retry={reload} />
      {value === undefined && error === undefined ? <Loading /> : null}
      {value !== undefined && coming.length === 0 ? <Empty>{words.visits.none}</Empty> : null}
      <Rows>
        {coming.map((visit) => (
          <VisitRow key={visit.id} visit={visit} />
        ))}
      </Rows>
      {past.length === 0 ? null : (
        <>
          <h2>{words.visits.past}</h2>
          <Rows>
            {past.map((visit) => (
              <VisitRow key={visit.id} visit={visit} />
            ))}
          </Rows>
        </>
      )}
    </Frame>
  );
}

/** What is to be paid (PAY-01). */
export function PayPage(): ReactNode {
  const words = useWords();
  const { value, error, reload } = useVisits();
  const due = value?.filter(({ status }) => status === 'pending');
  return (
    <Frame title={words.visits.toPay}>
      <Failed error={error} retry={reload} />
      {due === undefined && error === undefined ? <Loading /> : null}
      {due?.length === 0 ? <Empty>{words.visits.nothingToPay}</Empty> : null}
      <Rows>
        {(due ?? []).map((visit) => (
          <VisitRow key={visit.id} visit={visit} />
        ))}
      </Rows>
    </Frame>
  );
}
