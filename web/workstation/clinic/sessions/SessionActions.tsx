/**
 * What the desk does about a session: book for somebody, add numbers, substitute, stop; each says
 * first how many people it affects. https://hl7.org/fhir/R4/schedule.html
 */
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { fill } from '../../../i18n/fill.ts';
import { go } from '../../route.ts';
import { useClinicWords } from '../parts/clinic-words.ts';
import { type ClinicSession, spanText } from '../parts/session.ts';
import { AddNumbers } from './AddNumbers.tsx';
import { BookFor } from './BookFor.tsx';
import { StopClinic } from './StopClinic.tsx';
import { Substitute } from './Substitute.tsx';

const dialogs = { book: BookFor, add: AddNumbers, substitute: Substitute, stop: StopClinic };

/** What each dialog is given. */
export interface SessionDialogProps {
  session: ClinicSession;
  /** Who sees patients, when: 王医生 08:00–11:30. */
  who: string;
  close: () => void;
}

/** The menu of a session; only its ledger once it is stopped or over. */
export function SessionActions({ session }: { session: ClinicSession }): ReactNode {
  const words = useClinicWords();
  const [open, setOpen] = useState<keyof typeof dialogs>();
  const doctor = session.doctor === '' ? words.part.anyDoctor : session.doctor;
  const who = `${doctor} ${spanText(session.start, session.end)}`;
  const isOver = session.isStopped || Date.parse(session.end) <= Date.now();
  const Dialog = open === undefined ? undefined : dialogs[open];
  const deeds = isOver ? [] : (['add', 'substitute', 'stop'] as const);
  const canBook = !isOver && session.free > 0;
  return (
    <span className="row-acts">
      {canBook ? (
        <Button
          size="small"
          aria-label={fill(words.act.bookOf, { who })}
          onClick={() => setOpen('book')}
        >
          {words.act.bookShort}
        </Button>
      ) : null}
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        menu={{
          items: [
            ...deeds.map((key) => ({
              key,
              label: words.act[key],
              danger: key === 'stop',
              onClick: () => setOpen(key),
            })),
            {
              key: 'ledger',
              label: words.act.ledger,
              onClick: () =>
                go({
                  page: 'clinic',
                  section: 'ledger',
                  id: session.schedule,
                  slot: session.id,
                }),
            },
          ],
        }}
      >
        <Button size="small" className="row-act" aria-label={fill(words.act.label, { who })}>
          {words.part.act}
        </Button>
      </Dropdown>
      {Dialog === undefined ? null : (
        <Dialog session={session} who={who} close={() => setOpen(undefined)} />
      )}
    </span>
  );
}
