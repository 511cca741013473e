/** Opens days of a template, and shows what is open: stopped, substituted, added to from there. */
import { Alert, Button } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { DenseTable } from '../../../design/table/DenseTable.tsx';
import { parametersOf, partsOf } from '../../../fhir/parameters.ts';
import { fill } from '../../../i18n/fill.ts';
import { TextField } from '../../administration/parts/Field.tsx';
import { go } from '../../route.ts';
import { useClinicWords } from '../parts/clinic-words.ts';
import { moved, today } from '../parts/day.ts';
import { useDeed, useOperation, useSessions } from '../parts/use-clinic.ts';
import { useSessionColumns } from '../today/session-columns.tsx';

const days = 14;
/** The most days that the server opens at once. */
const mostDays = 60;

/** `schedule` is the id of the Schedule, saved. */
export function OpenDays({ schedule }: { schedule: string }): ReactNode {
  const { templates } = useClinicWords();
  const deed = useDeed();
  const operation = useOperation();
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(() => moved(today(), days - 1));
  const isWrong = from === '' || to === '' || from > to || moved(from, mostDays) <= to;
  const open = () => {
    const body = parametersOf({ from: { valueDate: from }, to: { valueDate: to } });
    void deed.run(
      () => operation(`Schedule/${schedule}/$open`, body),
      (answer) => {
        const n = partsOf(answer).count('opened');
        return n === 0 ? templates.openedNone : fill(templates.opened, { n });
      },
    );
  };
  return (
    <section className="card clinic-card" aria-label={templates.openDays}>
      <form
        className="open-days"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isWrong) open();
        }}
      >
        <h2>{templates.openDays}</h2>
        <TextField label={templates.from} type="date" value={from} change={setFrom} />
        <TextField
          label={templates.to}
          type="date"
          value={to}
          change={setTo}
          error={isWrong ? templates.problem.open : undefined}
        />
        <Button type="primary" htmlType="submit" loading={deed.busy} disabled={isWrong}>
          {templates.open}
        </Button>
        <p className="soft">{templates.openHelp}</p>
      </form>
      {deed.failure === undefined ? null : (
        <Alert type="error" showIcon role="alert" title={deed.failure} />
      )}
      <Coming schedule={schedule} />
    </section>
  );
}

function Coming({ schedule }: { schedule: string }): ReactNode {
  const { templates } = useClinicWords();
  const { data, error, refetch } = useSessions({ date: today(), days, schedule });
  const columns = useSessionColumns({
    open: ({ id: slot }) => go({ page: 'clinic', section: 'ledger', id: schedule, slot }),
    acts: true,
    counts: false,
    dated: true,
  });
  return (
    <>
      <h2>{templates.coming}</h2>
      <DenseTable
        label={templates.coming}
        columns={columns}
        rows={data}
        keyOf={({ id }) => id}
        error={error}
        retry={() => void refetch()}
        empty={templates.comingNone}
        isOver={({ isStopped }) => isStopped}
      />
    </>
  );
}
