/** All that the log knows of one event. https://profiles.ihe.net/ITI/BALP/ */
import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import type { Resource } from '#model/fhir.ts';
import { useAppearance } from '../../../design/appearance-context.ts';
import { exactText } from '../../../design/moment.ts';
import { roleName } from '../parts/tables.ts';
import { useNames } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';
import { eventText } from './event-text.ts';
import { logEntryOf } from './log-entry.ts';

/** The drawer. */
export function EventDetail({ event, close }: { event: Resource; close: () => void }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const entry = logEntryOf(event);
  const nameOf = useNames([entry.organization]);
  const why: Readonly<Record<string, string>> = words.why;
  const known = entry.why !== undefined && Object.hasOwn(why, entry.why);
  const others = entry.entities.filter((one) => !entry.patients.includes(one));
  const facts: readonly (readonly [string, string | undefined])[] = [
    [words.log.when, exactText(entry.at)],
    [words.log.who, entry.who ?? words.log.nobody],
    [words.log.reference, entry.whoReference],
    [words.log.role, roleName(entry.role, language)],
    [words.log.organization, nameOf(entry.organization) ?? entry.organization],
    [words.log.what, eventText(entry.event, words)],
    [words.log.touched, some(others)],
    [words.log.whose, some(entry.patients)],
    [words.log.query, entry.query],
    [words.log.why, known ? why[entry.why ?? ''] : entry.why],
    [words.log.result, words.log.results[entry.result]],
    [words.log.refusal, entry.refusal],
    [words.log.client, entry.client],
    [words.log.address, entry.address],
    [words.log.request, entry.request],
    [words.log.session, entry.session],
    [words.log.id, entry.id],
  ];
  return (
    <Drawer open onClose={close} title={words.log.event} size="min(560px, 100vw)">
      <dl className="admin-facts">
        {facts
          .filter(([, text]) => text !== undefined && text !== '')
          .map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
      <details className="admin-source">
        <summary>{words.log.source}</summary>
        <pre tabIndex={0}>{JSON.stringify(event, null, 2)}</pre>
      </details>
    </Drawer>
  );
}

const shown = 12;

/** The first of many, and how many more the source has. */
function some(references: readonly string[]): string {
  const more = references.length - shown;
  return [...references.slice(0, shown), ...(more > 0 ? [`… +${more}`] : [])].join('\n');
}
