/**
 * Who is called to the room or in it, with what can be done, and the button that calls the next.
 * https://hl7.org/fhir/R4/encounter.html
 */
import { Alert, Button } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { LineEntry } from '#model/queue/place.ts';
import { fill } from '../../../i18n/fill.ts';
import { fragmentOf } from '../../route.ts';
import { PersonName, PersonSexAge } from '../parts/PersonName.tsx';
import type { Person } from '../parts/session.ts';
import { Marks } from './Marks.tsx';
import { useQueueWords } from './queue-words.ts';
import type { Calls } from './use-calls.ts';
import { minutesSince } from './use-line.ts';

/** The moment, told anew every so often. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** The patient of the room. */
export function CurrentPatient(props: {
  entry: LineEntry | undefined;
  people: ReadonlyMap<string, Person>;
  calls: Calls;
  waiting: number;
}): ReactNode {
  const words = useQueueWords();
  const { entry, people, calls, waiting } = props;
  return (
    <>
      {entry === undefined ? (
        <p className="queue-nobody">{words.nobodyIn}</p>
      ) : (
        <Patient entry={entry} person={people.get(entry.appointment)} calls={calls} />
      )}
      {calls.failure === undefined ? null : (
        <Alert type="error" showIcon role="alert" title={calls.failure} />
      )}
      <Button
        type="primary"
        size="large"
        className="queue-next"
        loading={calls.busy}
        disabled={!calls.ready || waiting === 0}
        onClick={calls.next}
      >
        {entry === undefined ? words.callNext : words.finishAndCall}
        <kbd aria-hidden="true">c</kbd>
      </Button>
      <p className="soft queue-why" role="status">
        {calls.ready ? (waiting === 0 ? words.nobodyWaits : '') : words.roomMissing}
      </p>
    </>
  );
}

function Patient(props: { entry: LineEntry; person: Person | undefined; calls: Calls }): ReactNode {
  const words = useQueueWords();
  const { entry, person, calls } = props;
  const now = useNow(10_000);
  const { appointment, state } = entry;
  const minutes = minutesSince(entry.since, now);
  const steps = state === 'called' ? inDoor : inside;
  return (
    <div className="queue-patient">
      <p className="queue-number figures">{entry.number}</p>
      <div className="queue-who">
        <p className="queue-name">
          {person === undefined ? null : <PersonName person={person} opens={false} />}
          <Marks entry={entry} />
        </p>
        <p className="soft">
          {person === undefined ? null : <PersonSexAge person={person} />}{' '}
          {fill(state === 'called' ? words.called : words.serving, { minutes })}
        </p>
      </div>
      <div className="queue-steps">
        {steps.map(([step, key]) => (
          <Button key={step} disabled={calls.busy} onClick={() => calls.step(appointment, step)}>
            {words[step]}
            <kbd aria-hidden="true">{key}</kbd>
          </Button>
        ))}
        {entry.patient === null ? null : (
          <a href={fragmentOf({ page: 'chart', patientId: entry.patient })}>{words.chart}</a>
        )}
      </div>
    </div>
  );
}

const inDoor = [
  ['start', 's'],
  ['recall', 'r'],
  ['pass', 'p'],
  ['finish', 'f'],
] as const;
const inside = [
  ['finish', 'f'],
  ['send', 't'],
] as const;
