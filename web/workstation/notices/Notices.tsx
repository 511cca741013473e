/**
 * What was addressed to whoever is signed in, under the search; supervisors write down what came of
 * it. https://hl7.org/fhir/R4/communication.html
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppearance } from '../../design/appearance-context.ts';
import { Icon } from '../../design/Icon.tsx';
import { exactText, saidDate } from '../../design/moment.ts';
import { Failed } from '../../design/states.tsx';
import { ask, batch, pageOf } from '../../fhir/client.ts';
import { useSend, useSession } from '../../session/session-context.ts';
import './notices.css';
import { type Notice, answerTo, noticesOf, noticesRequest } from './notices.ts';

/** How often it is asked whether something came. */
const everyMs = 60_000;

/** Nothing where there is none. */
export function Notices(): ReactNode {
  const { t } = useTranslation();
  const { who } = useSession();
  const send = useSend();
  const request = noticesRequest(who);
  const { data, error, refetch } = useQuery({
    queryKey: ['notices', request],
    queryFn: async ({ signal }) => {
      const [answered] = await batch(send, [request ?? ''], signal);
      const { found, failure } = pageOf(answered);
      if (failure !== undefined) throw failure;
      return noticesOf(found);
    },
    enabled: request !== undefined,
    refetchInterval: everyMs,
  });
  if (error !== null) return <Failed compact error={error} retry={() => void refetch()} />;
  if (data === undefined || data.length === 0) return null;
  return (
    <section className="notices" aria-labelledby="notices">
      <h2 id="notices">{t('notices.title')}</h2>
      <ul>
        {data.map((notice) => (
          <Row key={notice.id} notice={notice} />
        ))}
      </ul>
    </section>
  );
}

function Row({ notice }: { notice: Notice }): ReactNode {
  const { t } = useTranslation();
  const { language } = useAppearance();
  const { who } = useSession();
  const { answer, sent, text, urgent } = notice;
  const reviews = who.role === 'supervisor' && answer === undefined;
  return (
    <li data-open={answer === undefined && urgent}>
      <Icon name={urgent ? 'alert' : 'shield'} />
      <p>{text}</p>
      <time dateTime={sent} title={exactText(sent)}>
        {saidDate(sent, new Date(), language)}
      </time>
      {answer === undefined ? null : (
        <p className="notice-answer">
          {t('notices.answered', { date: exactText(answer.sent) })}
          {answer.text}
        </p>
      )}
      {reviews ? <Answer notice={notice.id} /> : null}
    </li>
  );
}

function Answer({ notice }: { notice: string }): ReactNode {
  const { t } = useTranslation();
  const { who } = useSession();
  const send = useSend();
  const client = useQueryClient();
  const [text, setText] = useState<string>();
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  if (text === undefined) {
    return (
      <Button size="small" onClick={() => setText('')}>
        {t('notices.answer')}
      </Button>
    );
  }
  const save = async () => {
    setBusy(true);
    try {
      const body = answerTo(notice, { who, text: text.trim(), now: Date.now() });
      await ask(send, 'Communication', { method: 'POST', body });
      await client.invalidateQueries({ queryKey: ['notices'] });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Input.TextArea
        aria-label={t('notices.found')}
        placeholder={t('notices.found')}
        value={text}
        autoSize={{ minRows: 2 }}
        maxLength={500}
        onChange={({ target }) => setText(target.value)}
      />
      {failure === undefined ? null : (
        <Failed compact error={failure} retry={() => setFailure(undefined)} />
      )}
      <Button type="primary" htmlType="submit" loading={busy} disabled={text.trim().length < 4}>
        {t('notices.save')}
      </Button>
      <Button onClick={() => setText(undefined)}>{t('notices.cancel')}</Button>
    </form>
  );
}
