/**
 * What our books and the payment providers do not agree about, by day and channel; a person sees to
 * each and says how. https://hl7.org/fhir/R4/paymentreconciliation.html
 */
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { type DenseColumn, DenseTable } from '../../../design/table/DenseTable.tsx';
import { exactText } from '../../../design/moment.ts';
import { callApi } from '../../../session/json-api.ts';
import { useSend } from '../../../session/session-context.ts';
import { TextField } from '../../administration/parts/Field.tsx';
import { DeedDialog } from '../parts/DeedDialog.tsx';
import { fill } from '../../../i18n/fill.ts';
import { type ClinicWords, useClinicWords } from '../parts/clinic-words.ts';
import { useDeed } from '../parts/use-clinic.ts';

/** A difference as /api/payment/differences has it; amounts are fen. */
export interface Difference {
  id: string;
  day: string;
  channel: 'wechat' | 'alipay';
  source: 'bill' | 'callback' | 'query' | 'refund';
  kind: 'missing-there' | 'missing-here' | 'amount' | 'status' | 'transaction' | 'merchant';
  number: string;
  /** Empty for a payment. */
  refund: string;
  ours: number | null;
  theirs: number | null;
  oursSays?: string;
  theirsSays?: string;
  resolved: { at: string; how: string } | null;
}

const path = '/api/payment/differences';

/** The tab. */
export function Payments(): ReactNode {
  const words = useClinicWords();
  const send = useSend();
  const [state, setState] = useState<'open' | 'resolved'>('open');
  const [chosen, setChosen] = useState<Difference>();
  const { data, error, refetch } = useQuery({
    queryKey: ['clinic', path, state],
    queryFn: async ({ signal }) => {
      const answer = await callApi(send, `${path}?state=${state}`, { signal });
      return (answer as { differences: Difference[] }).differences;
    },
    staleTime: 0,
  });
  const { reconciliation } = words;
  return (
    <div className="clinic-stack">
      <header className="clinic-head">
        <p className="clinic-sum">{reconciliation.help}</p>
        <Segmented
          value={state}
          onChange={setState}
          options={(['open', 'resolved'] as const).map((value) => ({
            value,
            label: reconciliation[value],
          }))}
        />
      </header>
      <section className="card clinic-card">
        <DenseTable
          label={reconciliation.title}
          columns={columnsOf(words, state === 'open' ? setChosen : undefined)}
          rows={data}
          keyOf={({ id }) => id}
          error={error}
          retry={() => void refetch()}
          empty={state === 'open' ? reconciliation.none : reconciliation.noneResolved}
        />
      </section>
      {chosen === undefined ? null : (
        <Resolve difference={chosen} close={() => setChosen(undefined)} />
      )}
    </div>
  );
}

function columnsOf(
  words: ClinicWords,
  resolve: ((difference: Difference) => void) | undefined,
): DenseColumn<Difference>[] {
  const { reconciliation } = words;
  const side = (amount: number | null, says: string | undefined) => (
    <Side amount={amount} says={says} words={words} />
  );
  return [
    {
      key: 'day',
      title: reconciliation.day,
      width: 104,
      cell: ({ day, channel }) => (
        <span className="figures session-time">
          {day}
          <small className="soft narrow-only"> {reconciliation.channels[channel]}</small>
        </span>
      ),
    },
    {
      key: 'channel',
      title: reconciliation.channel,
      width: 96,
      wide: true,
      cell: ({ channel }) => reconciliation.channels[channel],
    },
    {
      key: 'kind',
      title: reconciliation.kind,
      cell: (difference) => (
        <>
          <KindOf difference={difference} words={words} resolve={resolve} />
          <span className="soft difference-what"> {reconciliation.what[difference.kind]}</span>
        </>
      ),
    },
    {
      key: 'ours',
      title: reconciliation.ours,
      width: 150,
      cell: ({ ours, oursSays }) => side(ours, oursSays),
    },
    {
      key: 'theirs',
      title: reconciliation.theirs,
      width: 150,
      cell: ({ theirs, theirsSays }) => side(theirs, theirsSays),
    },
    {
      key: 'number',
      title: reconciliation.number,
      width: 130,
      wide: true,
      cell: ({ number, refund }) => (
        <code title={refund === '' ? number : refund}>…{number.slice(-8)}</code>
      ),
    },
    {
      key: 'found',
      title: reconciliation.found,
      width: 76,
      wide: true,
      cell: ({ source }) => <span className="soft">{reconciliation.source[source]}</span>,
    },
    lastColumn(words, resolve),
  ];
}

/** What is to be done about it, or what was. */
function lastColumn(
  words: ClinicWords,
  resolve: ((difference: Difference) => void) | undefined,
): DenseColumn<Difference> {
  const { reconciliation } = words;
  if (resolve === undefined) {
    return {
      key: 'done',
      title: reconciliation.done,
      width: 220,
      cell: ({ resolved }) => <span title={exactText(resolved?.at ?? '')}>{resolved?.how}</span>,
    };
  }
  return {
    key: 'act',
    title: '',
    width: 72,
    cell: (difference) => (
      <Button
        size="small"
        className="row-act"
        aria-label={fill(reconciliation.resolveOf, { number: difference.number.slice(-8) })}
        onClick={() => resolve(difference)}
      >
        {reconciliation.resolve}
      </Button>
    ),
  };
}

function KindOf(props: {
  difference: Difference;
  words: ClinicWords;
  resolve: ((difference: Difference) => void) | undefined;
}): ReactNode {
  const { difference, resolve } = props;
  const { reconciliation } = props.words;
  const kind = reconciliation.kinds[difference.kind];
  const said = difference.refund === '' ? kind : `${reconciliation.refund}：${kind}`;
  return resolve === undefined ? (
    <strong>{said}</strong>
  ) : (
    <button type="button" className="plain row-open" onClick={() => resolve(difference)}>
      {said}
    </button>
  );
}

/** What one side has: an amount, and the state or transaction that it names. */
function Side(props: {
  amount: number | null;
  says: string | undefined;
  words: ClinicWords;
}): ReactNode {
  const { amount, says, words } = props;
  if (amount === null && says === undefined) {
    return <span className="soft">{words.reconciliation.nothing}</span>;
  }
  return (
    <span className="figures">
      {amount === null ? null : <b>{fill(words.part.yuan, { n: (amount / 100).toFixed(2) })}</b>}
      {says === undefined ? null : (
        <span className="soft" title={says}>
          {' '}
          {saidOf(says, words)}
        </span>
      )}
    </span>
  );
}

/** A state in words; of a number, its end. */
function saidOf(says: string, { reconciliation }: ClinicWords): string {
  const known = Object.entries(reconciliation.says).find(([code]) => code === says)?.[1];
  return known ?? (says.length > 12 ? `…${says.slice(-8)}` : says);
}

function Resolve({ difference, close }: { difference: Difference; close: () => void }): ReactNode {
  const words = useClinicWords();
  const { reconciliation } = words;
  const send = useSend();
  const deed = useDeed();
  const [reason, setReason] = useState('');
  const resolve = async () => {
    const url = `${path}/${difference.id}/resolve`;
    const done = await deed.run(
      () => callApi(send, url, { body: { reason: reason.trim() } }),
      () => reconciliation.done,
    );
    if (done) close();
  };
  return (
    <DeedDialog
      title={`${reconciliation.resolveTitle}：${reconciliation.kinds[difference.kind]}`}
      deed={deed}
      sure={reconciliation.resolveSure}
      disabled={reason.trim().length < 4}
      act={() => void resolve()}
      close={close}
    >
      <p>{reconciliation.resolveHelp}</p>
      <TextField
        label={reconciliation.resolveReason}
        value={reason}
        change={setReason}
        rows={3}
        required
      />
    </DeedDialog>
  );
}
