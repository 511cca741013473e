/**
 * The audit log: filters, rows in words, the whole of one event, and how the chain stands (SEC-09).
 * https://hl7.org/fhir/R4/auditevent.html
 */
import { Button } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Resource } from '#model/fhir.ts';
import { useAppearance } from '../../../design/appearance-context.ts';
import { clockText, exactText, saidDate } from '../../../design/moment.ts';
import { fill } from '../../../i18n/fill.ts';
import { thingText } from '../../../light/things.ts';
import { ChoiceField, TextField } from '../parts/Field.tsx';
import { Listing } from '../parts/Listing.tsx';
import { roleName } from '../parts/tables.ts';
import { allFound, useFound, useNames } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';
import { ChainState } from './ChainState.tsx';
import { EventDetail } from './EventDetail.tsx';
import { eventText } from './event-text.ts';
import { logEntryOf } from './log-entry.ts';
import type { LogEntry } from './log-entry.ts';
import { deedNames, logQuery, noFilters } from './log-query.ts';
import type { LogFilters } from './log-query.ts';

/** The section. */
export function LogPage(): ReactNode {
  const words = useWords();
  const [asked, setAsked] = useState(noFilters);
  const [opened, setOpened] = useState<Resource>();
  const found = useFound(logQuery(asked), { keep: true });
  const events = allFound(found.data);
  const entries = events.map(logEntryOf);
  const nameOf = useNames(entries.map(({ organization }) => organization));
  return (
    <>
      <Filters asked={asked} ask={setAsked} />
      <Listing
        title={words.sections.log}
        extra={<ChainState />}
        columns={[words.log.when, words.log.who, words.log.what, words.log.why, words.log.result]}
        widths="130px minmax(0, 1.4fr) minmax(0, 2fr) minmax(0, 1fr) 90px"
        loading={found}
        none={words.log.none}
        rows={entries.map((entry, index) => ({
          key: entry.id,
          open: () => setOpened(events[index]),
          cells: [
            <When key="when" at={entry.at} />,
            <Who key="who" entry={entry} place={nameOf(entry.organization)} />,
            <What key="what" entry={entry} />,
            whyText(entry, words.why),
            <Result key="result" entry={entry} />,
          ],
        }))}
      />
      {opened === undefined ? null : (
        <EventDetail event={opened} close={() => setOpened(undefined)} />
      )}
    </>
  );
}

function When({ at }: { at: string }): ReactNode {
  const { language } = useAppearance();
  return (
    <time dateTime={at} title={exactText(at)} className="figures">
      {saidDate(at, new Date(), language)} {clockText(at)}
    </time>
  );
}

function Who({ entry, place }: { entry: LogEntry; place: string | undefined }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const about = [roleName(entry.role, language), place].filter((part) => part);
  return (
    <>
      <b>{entry.who ?? words.log.nobody}</b>
      <span className="soft"> {about.length > 0 ? about.join(' · ') : (entry.client ?? '')}</span>
    </>
  );
}

/** The deed, the types that it touched, and whose they are. */
function What({ entry }: { entry: LogEntry }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const others = entry.entities.filter((one) => !entry.patients.includes(one));
  const types = [...new Set(others.map((one) => one.split('/')[0] ?? ''))].slice(0, 3);
  const things = types.map((type) => thingText(type, language));
  return (
    <>
      {eventText(entry.event, words)}
      {things.length === 0 ? '' : ` · ${things.join(language === 'zh' ? '、' : ', ')}`}
      {entry.patients.length === 0 ? null : (
        <code className="soft"> {entry.patients.slice(0, 2).join(' ')}</code>
      )}
      {entry.patients.length > 2 ? (
        <span className="soft"> {fill(words.log.others, { n: entry.patients.length - 2 })}</span>
      ) : null}
    </>
  );
}

function whyText({ why }: LogEntry, table: Readonly<Record<string, string>>): string {
  return why === undefined ? '' : ((Object.hasOwn(table, why) ? table[why] : why) ?? why);
}

function Result({ entry }: { entry: LogEntry }): ReactNode {
  const words = useWords();
  const { result, refusal } = entry;
  const tone = { done: '', refused: 'admin-warn', failed: 'admin-danger' }[result];
  return (
    <span className={`chip ${tone}`} title={refusal}>
      {words.log.results[result]}
    </span>
  );
}

const results = ['done', 'refused', 'failed'] as const;

function Filters(props: { asked: LogFilters; ask: (filters: LogFilters) => void }): ReactNode {
  const words = useWords();
  const [draft, setDraft] = useState(props.asked);
  const set = (name: keyof LogFilters) => (value: string) => setDraft({ ...draft, [name]: value });
  return (
    <form
      className="card admin-filters"
      aria-label={words.log.filters}
      onSubmit={(event) => {
        event.preventDefault();
        props.ask(draft);
      }}
    >
      <TextField label={words.form.from} type="date" value={draft.from} change={set('from')} />
      <TextField label={words.form.to} type="date" value={draft.to} change={set('to')} />
      <TextField
        label={words.log.agent}
        placeholder={words.log.agentHint}
        value={draft.agent}
        change={set('agent')}
      />
      <TextField
        label={words.log.patient}
        placeholder={words.log.patientHint}
        value={draft.patient}
        change={set('patient')}
      />
      <ChoiceField
        label={words.log.deed}
        none={words.log.any}
        options={deedNames.map((name) => [name, words.log.deeds[name]])}
        value={draft.deed}
        change={set('deed')}
      />
      <ChoiceField
        label={words.log.result}
        none={words.log.any}
        options={results.map((name) => [name, words.log.results[name]])}
        value={draft.result}
        change={set('result')}
      />
      <TextField
        label={words.log.entity}
        placeholder="Organization/…"
        value={draft.entity}
        change={set('entity')}
      />
      <div className="admin-acts">
        <Button type="primary" htmlType="submit">
          {words.log.search}
        </Button>
        <Button
          onClick={() => {
            setDraft(noFilters);
            props.ask(noFilters);
          }}
        >
          {words.log.clear}
        </Button>
      </div>
    </form>
  );
}
