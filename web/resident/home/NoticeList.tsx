/**
 * What the house told the resident, the latest first. https://hl7.org/fhir/R4/communication.html
 */
import { useCallback } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { clockText, exactText, saidDate } from '../../design/moment.ts';
import type { Language } from '../../design/moment.ts';
import { batch, pageOf } from '../../fhir/client.ts';
import type { Loaded } from '../../light/use-loaded.ts';
import { useSession } from '../../session/session-context.ts';
import { useMember } from '../family/use-family.ts';
import { Glyph } from '../parts/Glyph.tsx';
import { useKept } from '../parts/kept.ts';
import { fragmentOf } from '../route.ts';
import { useWords } from '../words.ts';
import { noticeOf } from './notice.ts';
import type { Told } from './notice.ts';

/** So many stand on the first page. */
const fewest = 3;

/** The notices of whose things are shown. */
export function useNotices(): Loaded<Told[]> {
  const { send } = useSession();
  const { id, reference } = useMember();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const query = `Communication?recipient=${reference}&_sort=-sent&_count=30`;
      const page = pageOf((await batch(send, [query], signal))[0]);
      if (page.failure !== undefined) throw page.failure;
      return page.found.flatMap((fact) => noticeOf(fact) ?? []);
    },
    [send, reference],
  );
  return useKept(`notices ${id}`, load);
}

/** The latest of them, and the way to all; nothing where there is none. */
export function LatestNotices(): ReactNode {
  const words = useWords();
  const { value } = useNotices();
  if (value === undefined || value.length === 0) return null;
  return (
    <section className="block notices" aria-label={words.notices.title}>
      <div className="block-head">
        <h2>{words.notices.title}</h2>
        {value.length > fewest ? (
          <a className="more" href={fragmentOf({ page: 'notices' })}>
            {words.notices.all}
          </a>
        ) : null}
      </div>
      <NoticeLines notices={value.slice(0, fewest)} />
    </section>
  );
}

/** The lines; one about a visit opens it. */
export function NoticeLines({ notices }: { notices: readonly Told[] }): ReactNode {
  const { language } = useAppearance();
  return (
    <ul className="notice-lines">
      {notices.map((notice) => (
        <li key={notice.id}>
          <NoticeLine notice={notice} language={language} />
        </li>
      ))}
    </ul>
  );
}

function NoticeLine({ notice, language }: { notice: Told; language: Language }): ReactNode {
  const { sent, visit, text } = notice;
  const said = `${saidDate(sent, new Date(), language)} ${clockText(sent) ?? ''}`.trim();
  const inside = (
    <>
      <Glyph name={notice.isUrgent ? 'alert' : 'bell'} />
      <span className="row-text">
        <span>{text[language] ?? text.zh}</span>
        <time className="soft small" dateTime={sent} title={exactText(sent)}>
          {said}
        </time>
      </span>
    </>
  );
  if (visit === undefined) return <div className="row row-still">{inside}</div>;
  return (
    <a className="row" href={fragmentOf({ page: 'visit', id: visit })}>
      {inside}
      <Glyph name="next" />
    </a>
  );
}
