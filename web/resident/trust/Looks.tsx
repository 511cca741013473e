/**
 * Who looked at my record: who, where, why and when, in sentences.
 * https://profiles.ihe.net/ITI/BALP/
 */
import { useCallback, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { Icon } from '../../design/Icon.tsx';
import { clockText, exactText, saidDate } from '../../design/moment.ts';
import { isRoleCode, roles } from '#model/roles.ts';
import { batch, pageOf } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { displayName } from '../../fhir/wording.ts';
import { fill } from '../../i18n/fill.ts';
import { Action, Notice } from '../../light/parts.tsx';
import { thingText } from '../../light/things.ts';
import { useSession } from '../../session/session-context.ts';
import { useMember } from '../family/use-family.ts';
import { Frame } from '../parts/Frame.tsx';
import { Contest } from './Contest.tsx';
import { DenyPerson } from './DenyPerson.tsx';
import { lookOf, together } from './look.ts';
import type { Look } from './look.ts';
import { failureText, useWords } from '../words.ts';
import type { ResidentWords } from '../words.ts';
import './trust.css';
import { useLoaded } from '../../light/use-loaded.ts';

interface Events {
  found: Fact[];
  next: string | undefined;
  /** Institutions by reference. */
  places: ReadonlyMap<string, Fact>;
}

/** The institutions of these events, as far as they can be read. */
async function placesOf(send: Send, events: readonly Fact[]): Promise<Events['places']> {
  const wanted = [...new Set(events.flatMap((event) => lookOf(event, '').place ?? []))];
  if (wanted.length === 0) return new Map();
  const answers = await batch(send, wanted);
  return new Map(
    wanted.flatMap((key, index) => {
      const answer = answers[index];
      return answer !== undefined && 'resource' in answer ? [[key, answer.resource as Fact]] : [];
    }),
  );
}

/** So many pages are read at most until others than oneself are among those who looked. */
const mostPages = 10;
/** So many looks of others fill a screen. */
const enoughOthers = 10;

/** What was seen of the log; one's own looks are many, and not what one came for. */
function useEvents(): ReturnType<typeof useLoaded<Events>> & { more: () => void; busy: boolean } {
  const { send } = useSession();
  const { id, reference } = useMember();
  const load = useCallback(
    async (request: string, signal?: AbortSignal): Promise<Events> => {
      const found: Fact[] = [];
      let next: string | undefined = request;
      for (let pages = 0; next !== undefined && pages < mostPages; pages += 1) {
        const page = pageOf((await batch(send, [next], signal))[0]);
        if (page.failure !== undefined) throw page.failure;
        found.push(...page.found);
        next = page.next;
        const others = found.filter((event) => !lookOf(event, reference).own);
        if (others.length >= enoughOthers) break;
      }
      return { found, next, places: await placesOf(send, found) };
    },
    [send, reference],
  );
  const first = useCallback(
    (signal: AbortSignal) => load(`AuditEvent?patient=${id}&_sort=-date&_count=100`, signal),
    [load, id],
  );
  const loaded = useLoaded(first);
  const [later, setLater] = useState<Events>();
  const [busy, setBusy] = useState(false);
  const next = later === undefined ? loaded.value?.next : later.next;
  const more = () => {
    if (next === undefined || busy) return;
    setBusy(true);
    void load(next)
      .then(({ found, next: after, places }) =>
        setLater((before) => ({
          found: [...(before?.found ?? []), ...found],
          next: after,
          places: new Map([...(before?.places ?? []), ...places]),
        })),
      )
      .catch(() => undefined)
      .finally(() => setBusy(false));
  };
  const value = loaded.value && {
    found: [...loaded.value.found, ...(later?.found ?? [])],
    next,
    places: new Map([...loaded.value.places, ...(later?.places ?? [])]),
  };
  return { ...loaded, value, more, busy };
}

/** The list, others first: one's own looks only where one asks for them. */
export function Looks(): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const self = useMember().reference;
  const [withOwn, setWithOwn] = useState(false);
  const { value, error, reload, more, busy } = useEvents();
  const found = value?.found;
  const all = useMemo(
    () => together((found ?? []).map((event) => lookOf(event, self))),
    [found, self],
  );
  const shown = withOwn ? all : all.filter(({ own }) => !own);
  return (
    <Frame title={words.looks.title} className="looks">
      <p className="soft">{words.looks.help}</p>
      <label className="check">
        <input
          type="checkbox"
          checked={withOwn}
          onChange={(event) => setWithOwn(event.target.checked)}
        />
        {words.looks.own}
      </label>
      {error === undefined ? null : (
        <>
          <Notice tone="danger">{failureText(error, words, language)}</Notice>
          <Action onClick={reload}>{words.failure.retry}</Action>
        </>
      )}
      {value === undefined && error === undefined ? <p role="status">{words.wait}</p> : null}
      {value !== undefined && value.next === undefined && shown.length === 0 ? (
        <p className="empty">{all.length === 0 ? words.looks.none : words.looks.noneOthers}</p>
      ) : null}
      <ul className="look-list">
        {shown.map((look) => (
          <LookCard key={look.id} look={look} place={value?.places.get(look.place ?? '')} />
        ))}
      </ul>
      {value?.next === undefined ? null : (
        <Action busy={busy} onClick={more}>
          {busy ? words.wait : words.looks.more}
        </Action>
      )}
    </Frame>
  );
}

/** The person, whom every look is about, and what is nobody's record. */
const aside = new Set([
  'Patient',
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Location',
  'Provenance',
]);

/** What was seen, in words: at most a few of them. */
function thingsText({ types }: Look, words: ResidentWords, language: 'zh' | 'en'): string {
  const known = types.filter((type) => !aside.has(type)).slice(0, 4);
  if (known.length === 0) return words.looks.anything;
  return known.map((type) => thingText(type, language)).join(language === 'zh' ? '、' : ', ');
}

function reasonText({ why, deed }: Look, words: ResidentWords): string {
  // Who writes needs no reason to look.
  if (why === undefined && deed === 'write') return '';
  const reasons: Record<string, string> = words.looks.why;
  const known = why !== undefined && Object.hasOwn(reasons, why) ? reasons[why] : why;
  return known === undefined ? words.looks.noReason : fill(words.looks.because, { why: known });
}

function LookCard({ look, place }: { look: Look; place: Fact | undefined }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const [answering, setAnswering] = useState<'contest' | 'deny'>();
  const close = () => setAnswering(undefined);
  const { deed, own, at, times } = look;
  const who = own ? words.looks.you : (look.who ?? words.looks.somebody);
  const role = look.role !== undefined && isRoleCode(look.role) ? roles[look.role][language] : '';
  const named = look.institution ?? (place && displayName(place, language));
  const day = saidDate(at, new Date(), language);
  const when = [day, clockText(at)].filter((part) => part !== undefined).join(' ');
  const notable = deed === 'glass' || deed === 'refused';
  return (
    <li className="look" data-deed={deed}>
      <p className="look-when">
        <time dateTime={at} title={exactText(at)}>
          {when}
        </time>
        {times > 1 ? <span>{fill(words.looks.times, { n: times })}</span> : null}
      </p>
      <p className="look-who">
        {notable ? <Icon name="alert" /> : null} <b>{who}</b>{' '}
        {own ? null : (
          <span className="soft">
            {[role, named ?? (look.role === 'platform' ? '' : words.looks.somewhere)]
              .filter((part) => part !== '')
              .join(' · ')}
          </span>
        )}
      </p>
      <p>{fill(words.looks.did[deed], { things: thingsText(look, words, language) })}</p>
      <div className="look-foot">
        <span className="soft">{reasonText(look, words)}</span>
        {own || answering !== undefined ? null : (
          <span className="look-answers">
            {look.person?.startsWith('Practitioner/') === true ? (
              <Action onClick={() => setAnswering('deny')}>{words.looks.deny}</Action>
            ) : null}
            <Action onClick={() => setAnswering('contest')}>{words.looks.contest}</Action>
          </span>
        )}
      </div>
      {answering === 'deny' ? (
        <DenyPerson person={{ reference: look.person ?? '', display: who }} close={close} />
      ) : null}
      {answering === 'contest' ? (
        <Contest
          event={look.id}
          place={look.place}
          look={[when, who, named].filter((part) => part !== undefined).join(' ')}
          close={close}
        />
      ) : null}
    </li>
  );
}
