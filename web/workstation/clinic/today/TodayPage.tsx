/**
 * The clinics of a day: a doctor's own with who comes, the institution's with its numbers.
 * https://hl7.org/fhir/R4/schedule.html
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { fill } from '../../../i18n/fill.ts';
import { useSession } from '../../../session/session-context.ts';
import { DayChoice } from '../parts/DayChoice.tsx';
import { useClinicWords } from '../parts/clinic-words.ts';
import { today } from '../parts/day.ts';
import { type ClinicSession, sumOf } from '../parts/session.ts';
import { useSessions } from '../parts/use-clinic.ts';
import { DeskDay } from './DeskDay.tsx';
import { DoctorDay } from './DoctorDay.tsx';

const treating = new Set(['doctor', 'assistant-doctor', 'village-doctor']);

/** The page. */
export function TodayPage(): ReactNode {
  const words = useClinicWords();
  const { role } = useSession().who;
  const [date, setDate] = useState(today);
  const sessions = useSessions({ date });
  const isToday = date === today();
  const title = isToday ? words.today.title : fill(words.today.titleOf, { date });
  const Day = treating.has(role) ? DoctorDay : DeskDay;
  return (
    <>
      <header className="clinic-head">
        <h1>{title}</h1>
        <p className="clinic-sum" role="status">
          {sessions.data === undefined || sessions.data.length === 0
            ? null
            : summary(words.today.summary, sessions.data)}
        </p>
        <DayChoice date={date} choose={setDate} />
      </header>
      <Day key={date} sessions={sessions} />
    </>
  );
}

function summary(sentence: string, sessions: readonly ClinicSession[]): string {
  return fill(sentence, {
    sessions: sessions.length,
    taken: sumOf(sessions, 'taken'),
    here: sumOf(sessions, 'checkedIn'),
    seen: sumOf(sessions, 'seen'),
    free: sumOf(sessions, 'free'),
  });
}
