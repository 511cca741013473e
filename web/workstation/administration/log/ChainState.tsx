/**
 * How the chain of the log stands: its head, its seal, its last verification (SEC-09).
 * https://csrc.nist.gov/pubs/sp/800/92/final
 */
import { useQuery } from '@tanstack/react-query';
import { Popover } from 'antd';
import type { ReactNode } from 'react';
import { useAppearance } from '../../../design/appearance-context.ts';
import { Icon } from '../../../design/Icon.tsx';
import { clockText, exactText, saidDate } from '../../../design/moment.ts';
import { fill } from '../../../i18n/fill.ts';
import { callApi } from '../../../session/json-api.ts';
import { useSend } from '../../../session/session-context.ts';
import { useWords } from '../parts/words.ts';

/** As GET /api/audit/status answers; instants in milliseconds since 1970. */
interface AuditStatus {
  head: { n: number; hash: string };
  waiting: number;
  sealedAt: number | null;
  since: number | null;
  verified: { at: number; n: number; events: number; findings: number } | null;
}

/** A chip that says whether all is well, with the figures behind it; nothing until it is known. */
export function ChainState(): ReactNode {
  const words = useWords();
  const send = useSend();
  const { data } = useQuery({
    queryKey: ['audit-status'],
    queryFn: async ({ signal }) =>
      (await callApi(send, '/api/audit/status', { signal })) as AuditStatus,
  });
  if (data === undefined) return null;
  const isBroken = data.verified !== null && data.verified.findings > 0;
  const text = isBroken
    ? words.chain.broken
    : data.sealedAt === null
      ? words.chain.unsealed
      : words.chain.sealed;
  return (
    <Popover trigger="click" content={<Figures status={data} />} placement="bottomRight">
      <button type="button" className={`plain admin-chain ${isBroken ? 'admin-danger' : ''}`}>
        <Icon name={isBroken ? 'alert' : 'shield'} /> {text}
      </button>
    </Popover>
  );
}

function Figures({ status }: { status: AuditStatus }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const said = (at: number | null) => {
    if (at === null) return '—';
    const iso = new Date(at).toISOString();
    return `${saidDate(iso, new Date(), language)} ${clockText(iso) ?? ''}`;
  };
  const { head, waiting, sealedAt, since, verified } = status;
  const checked =
    verified === null
      ? words.chain.notVerified
      : fill(verified.findings === 0 ? words.chain.whole : words.chain.findings, {
          n: verified.findings,
          events: verified.events,
          at: exactText(new Date(verified.at).toISOString()),
        });
  return (
    <dl className="admin-facts admin-chain-facts">
      {[
        [words.chain.head, `#${head.n} ${head.hash.slice(0, 16)}…`],
        [words.chain.sealedAt, said(sealedAt)],
        [words.chain.waiting, String(waiting)],
        [words.chain.since, said(since)],
        [words.chain.verified, checked],
      ].map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
