/** An institution's day: every session with its numbers, and who comes to the one chosen. */
import type { UseQueryResult } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Icon } from '../../../design/Icon.tsx';
import { DenseTable } from '../../../design/table/DenseTable.tsx';
import { fill } from '../../../i18n/fill.ts';
import { useSession } from '../../../session/session-context.ts';
import { hasSection } from '../../rail/rail-items.ts';
import { useClinicWords } from '../parts/clinic-words.ts';
import type { ClinicSession } from '../parts/session.ts';
import { Roster } from './Roster.tsx';
import { useSessionColumns } from './session-columns.tsx';

/** The day; the desk acts on sessions, nurses look. */
export function DeskDay({ sessions }: { sessions: UseQueryResult<ClinicSession[]> }): ReactNode {
  const words = useClinicWords();
  const { role } = useSession().who;
  const [chosen, setChosen] = useState<string>();
  const { data, error, refetch } = sessions;
  const session = data?.find(({ id }) => id === chosen);
  const columns = useSessionColumns({
    open: (one) => setChosen(one.id),
    acts: hasSection(role, 'templates'),
    counts: true,
    compact: session !== undefined,
  });
  const who = session?.doctor === '' ? words.part.anyDoctor : (session?.doctor ?? '');
  return (
    <div className={session === undefined ? undefined : 'clinic-pair'}>
      <section className="card clinic-card">
        <DenseTable
          label={words.today.sessions}
          columns={columns}
          rows={data}
          keyOf={({ id }) => id}
          error={error}
          retry={() => void refetch()}
          empty={words.today.noneDesk}
          chosen={session?.id}
          isOver={({ isStopped, end }) => isStopped || Date.parse(end) <= Date.now()}
        />
      </section>
      {session === undefined ? null : (
        <section className="card clinic-card clinic-side" aria-label={words.today.name}>
          <header>
            <h2>{fill(words.today.roster, { who })}</h2>
            <Button
              type="text"
              size="small"
              aria-label={words.part.close}
              icon={<Icon name="close" />}
              onClick={() => setChosen(undefined)}
            />
          </header>
          <Roster key={session.id} session={session} whole={false} />
        </section>
      )}
    </div>
  );
}
