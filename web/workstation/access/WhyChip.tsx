/**
 * Why this record may be seen, beside the name of whose it is.
 * https://hl7.org/fhir/R4/security.html
 */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { exactText } from '../../design/moment.ts';
import { Icon } from '../../design/Icon.tsx';
import { ask } from '../../fhir/client.ts';
import { useSend } from '../../session/session-context.ts';
import './access.css';
import { timeLeft, whyOf } from './why.ts';

const tickMs = 15_000;

/** Says nothing while the reason is not known. */
export function WhyChip({ patientId }: { patientId: string }): ReactNode {
  const { t } = useTranslation();
  const send = useSend();
  const { data: why } = useQuery({
    queryKey: ['why', patientId],
    queryFn: async ({ signal }) =>
      whyOf(await ask(send, `Patient/${patientId}/$why`, { method: 'GET', signal })) ?? null,
  });
  if (why === undefined || why === null) return null;
  const { reason, until } = why;
  const isGlass = reason === 'break-glass';
  const title = until === undefined ? '' : t('access.until', { date: untilText(until) });
  return (
    <span
      className={isGlass ? 'why why-glass' : 'why'}
      title={[t('access.label'), title].filter((part) => part !== '').join(' · ')}
    >
      <Icon name={isGlass ? 'alert' : 'shield'} />
      <span className="hidden-label">{t('access.label')}: </span>
      {t(`access.why.${reason}`)}
      {isGlass && until !== undefined ? <Left until={until} /> : null}
    </span>
  );
}

function untilText(until: number): string {
  return exactText(new Date(until).toISOString());
}

function Left({ until }: { until: number }): ReactNode {
  const { t } = useTranslation();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  const { hours, minutes } = timeLeft(until, now);
  const time =
    hours > 0 ? t('access.hours', { h: hours, m: minutes }) : t('access.minutes', { m: minutes });
  const over = hours === 0 && minutes === 0;
  return (
    <span className="figures">（{over ? t('access.over') : t('access.left', { time })}）</span>
  );
}
