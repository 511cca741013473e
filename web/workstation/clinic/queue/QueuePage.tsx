/**
 * Calling patients: who is in the room, who is next, who is away or was passed over; one key each.
 * https://hl7.org/fhir/R4/encounter.html
 */
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Icon } from '../../../design/Icon.tsx';
import { Empty, Failed, LoadingRows } from '../../../design/states.tsx';
import { fill } from '../../../i18n/fill.ts';
import { today } from '../parts/day.ts';
import type { ClinicSession } from '../parts/session.ts';
import { SessionChoice, useSessionChoice } from '../parts/SessionChoice.tsx';
import { useRoster, useSessions } from '../parts/use-clinic.ts';
import { CurrentPatient } from './CurrentPatient.tsx';
import { LineTable } from './LineTable.tsx';
import { ScreenLink } from './ScreenLink.tsx';
import './queue.css';
import { useQueueWords } from './queue-words.ts';
import { inRoom, useLine } from './use-line.ts';
import { useCalls } from './use-calls.ts';

/** The page: the clinics of today to choose from, and the line of the one that is on. */
export function QueuePage(): ReactNode {
  const words = useQueueWords();
  const { data, error, refetch } = useSessions({ date: today() });
  const open = (data ?? []).filter(({ isStopped }) => !isStopped);
  const { session, choose } = useSessionChoice(open);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <LoadingRows rows={8} />;
  return (
    <>
      <header className="clinic-head">
        <h1>{words.title}</h1>
      </header>
      {session === undefined ? (
        <section className="card clinic-card">
          <Empty text={words.none} />
        </section>
      ) : (
        <>
          <SessionChoice
            {...{ sessions: open, session, choose }}
            label={words.sessions}
            about={({ department, doctor }) =>
              [department, doctor].filter((text) => text !== '').join(' · ')
            }
          />
          <LineOf key={session.schedule} session={session} />
        </>
      )}
    </>
  );
}

const roomKey = 'yishu.room';

function LineOf({ session }: { session: ClinicSession }): ReactNode {
  const words = useQueueWords();
  const { line, state } = useLine(session.schedule);
  const roster = useRoster(session);
  const [room, setRoom] = useState(() => localStorage.getItem(roomKey) ?? '');
  const [linking, setLinking] = useState(false);
  const calls = useCalls(session.schedule, { room, line });
  if (state === 'refused')
    return <Empty text={line === undefined ? words.closed : words.refused} />;
  if (line === undefined) return <LoadingRows rows={8} />;
  const waiting = line.entries.filter((one) => one.state === 'waiting').length;
  const people = new Map((roster.data ?? []).map((one) => [one.id, one.person]));
  return (
    <div className="queue">
      <section className="card clinic-card queue-now">
        <div className="queue-room">
          <label htmlFor="queue-room">{words.room}</label>
          <Input
            id="queue-room"
            value={room}
            maxLength={32}
            placeholder={words.roomHelp}
            status={room.trim() === '' ? 'warning' : ''}
            onChange={({ target }) => {
              setRoom(target.value);
              localStorage.setItem(roomKey, target.value);
            }}
          />
          <Button icon={<Icon name="call" />} onClick={() => setLinking(true)}>
            {words.screen}
          </Button>
        </div>
        {state === 'broken' ? (
          <p className="queue-broken" role="alert">
            {words.broken}
          </p>
        ) : null}
        <CurrentPatient
          entry={inRoom(line, room.trim())}
          people={people}
          calls={calls}
          waiting={waiting}
        />
      </section>
      <section className="card clinic-card">
        <h2>{`${words.line} · ${fill(words.waits, { n: waiting })}`}</h2>
        <LineTable line={line} people={people} calls={calls} />
      </section>
      {linking ? <ScreenLink department={session.service} close={() => setLinking(false)} /> : null}
    </div>
  );
}
