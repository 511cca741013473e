/** Values, moments, the dense table, and the states that every list has. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { FhirFailure } from '../../fhir/client.ts';
import type { Reading } from '../../fhir/reading.ts';
import { Broken } from '../Failsafe.tsx';
import { Sparkline } from '../measured/Sparkline.tsx';
import { Value } from '../measured/Value.tsx';
import { useAppearance } from '../appearance-context.ts';
import { exactText, saidDate } from '../moment.ts';
import { Empty, Failed, LoadingRows, NoRight } from '../states.tsx';
import { type DenseColumn, DenseTable } from '../table/DenseTable.tsx';
import type { SectionProps } from './DesignPage.tsx';

const glucose: Reading = {
  code: 'glucose',
  unit: 'mmol/L',
  low: 3.9,
  high: 6.1,
  range: '3.9–6.1',
};
const readings: Reading[] = [
  { ...glucose, number: 5.2, value: '5.2', flag: 'normal' },
  { ...glucose, number: 8.2, value: '8.2', flag: 'high' },
  { ...glucose, number: 3.1, value: '3.1', flag: 'low' },
  { ...glucose, number: 1.9, value: '1.9', flag: 'critical-low' },
  { code: 'glucose' },
];

/** Values with unit, range, flag, and a small trend; what is unknown says so. */
export function Values(): ReactNode {
  const points = [5.2, 5.9, 6.4, 7.4, 8.2].map((number, at) => ({
    at,
    reading: { ...glucose, number, value: String(number) },
    fact: { resourceType: 'Observation' },
  }));
  return (
    <ul className="design-rows">
      {readings.map((reading, at) => (
        <li key={at} className="design-row">
          <Value reading={reading} withRange />
          {at === 1 ? <Sparkline series={{ points } as never} /> : null}
        </li>
      ))}
    </ul>
  );
}

/** A moment as people say it; the exact one on hover. */
export function Moments(): ReactNode {
  const { language } = useAppearance();
  const now = new Date();
  const days = [0, 1, 3, 30].map((back) => new Date(now.getTime() - back * 86_400_000));
  return (
    <p className="design-row">
      {days.map((day) => (
        <time key={day.getTime()} dateTime={day.toISOString()} title={exactText(day.toISOString())}>
          {saidDate(day.toISOString(), now, language)}
        </time>
      ))}
    </p>
  );
}

/** The table with rows, one of them chosen and one over; then loading, empty and failed. */
export function Tables({ words, theme }: SectionProps): ReactNode {
  const columns: DenseColumn<{ name: string; at: number }>[] = [
    {
      key: 'name',
      title: words.columns.name,
      cell: ({ name }) => (
        <button type="button" className="plain row-open">
          {name}
        </button>
      ),
    },
    {
      key: 'state',
      title: words.columns.state,
      cell: ({ at }) => <span className={chips[at]}>{[words.primary, words.busy][at]}</span>,
    },
    { key: 'n', title: words.columns.number, numeric: true, width: 60, cell: ({ at }) => at + 1 },
    {
      key: 'act',
      title: '',
      width: 70,
      cell: () => (
        <Button size="small" className="row-act">
          {words.columns.act}
        </Button>
      ),
    },
  ];
  const rows = words.rows.map((name, at) => ({ name, at }));
  const given = {
    label: `${words.table} ${words[theme]}`,
    columns,
    keyOf: ({ name }: { name: string }) => name,
  };
  return (
    <div className="design-rows">
      <DenseTable
        {...given}
        rows={rows}
        empty=""
        chosen={rows[1]?.name}
        isOver={({ at }) => at === 2}
      />
      <DenseTable {...given} rows={[]} empty={words.emptyText} />
      <DenseTable {...given} rows={undefined} empty="" error={new FhirFailure(500)} />
    </div>
  );
}

const chips = ['chip chip-lead', 'chip chip-warn', ''];

/** Every state in which there is nothing to show. */
export function States({ words }: SectionProps): ReactNode {
  const retry = () => undefined;
  const states: [string, ReactNode][] = [
    [words.empty, <Empty key="empty" text={words.emptyText} />],
    [words.loading, <LoadingRows key="loading" rows={3} />],
    [words.offline, <Failed key="offline" error={new FhirFailure(0)} retry={retry} />],
    [words.failed, <Failed key="failed" compact error={new FhirFailure(500)} retry={retry} />],
    [words.missing, <Failed key="missing" compact error={new FhirFailure(404)} retry={retry} />],
    [
      words.forbidden,
      <Failed key="forbidden" compact error={new FhirFailure(403)} retry={retry} />,
    ],
    [words.noRight, <NoRight key="noRight" home="#/" />],
    [words.broken, <Broken key="broken" />],
  ];
  return (
    <div className="design-states">
      {states.map(([name, state]) => (
        <figure key={name}>
          <figcaption className="soft">{name}</figcaption>
          <div className="card">{state}</div>
        </figure>
      ))}
    </div>
  );
}
