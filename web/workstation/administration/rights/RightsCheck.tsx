/**
 * Whether the holder of a post may practise, in person or online, and each rule that forbids it.
 * http://www.nhc.gov.cn
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../../design/appearance-context.ts';
import { Icon } from '../../../design/Icon.tsx';
import { Failed, LoadingRows } from '../../../design/states.tsx';
import { fill } from '../../../i18n/fill.ts';
import { ChoiceField } from '../parts/Field.tsx';
import { departmentOptions } from '../parts/tables.ts';
import { useWords } from '../parts/words.ts';
import { useRights } from './use-rights.ts';
import type { Ruling } from './use-rights.ts';

const modes = ['online', 'in-person', 'invited'] as const;
const acts = ['visit', 'prescription'] as const;

/** The card; `roleId` is the id of a PractitionerRole. */
export function RightsCheck({ roleId }: { roleId: string | undefined }): ReactNode {
  const words = useWords();
  const [asked, setAsked] = useState({ mode: 'online', act: 'visit', department: '03' });
  const { data, error, isFetching, refetch } = useRights(roleId, asked);
  return (
    <section className="card admin-form" aria-label={words.rights.title}>
      <h2>{words.rights.title}</h2>
      <div className="admin-grid">
        <ChoiceField
          label={words.rights.mode}
          options={modes.map((code) => [code, words.rights.modes[code]])}
          value={asked.mode}
          change={(mode) => setAsked({ ...asked, mode })}
        />
        <ChoiceField
          label={words.rights.act}
          options={acts.map((code) => [code, words.rights.acts[code]])}
          value={asked.act}
          change={(act) => setAsked({ ...asked, act })}
        />
        <ChoiceField
          label={words.rights.department}
          options={departmentOptions}
          value={asked.department}
          change={(department) => setAsked({ ...asked, department })}
        />
      </div>
      {isFetching && data === undefined ? <LoadingRows rows={2} /> : null}
      {error === null ? null : <Failed error={error} retry={() => void refetch()} compact />}
      {data === undefined ? null : <Answer ruling={data} />}
    </section>
  );
}

function Answer({ ruling }: { ruling: Ruling }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  return (
    <div role="status" className="admin-ruling">
      <p>
        {ruling.allowed ? (
          <b className="admin-good">{words.rights.allowed}</b>
        ) : (
          <b className="tone-danger">
            <Icon name="alert" /> {fill(words.rights.forbidden, { n: ruling.denials.length })}
          </b>
        )}
      </p>
      <ul>
        {ruling.denials.map((denial) => (
          <li key={denial.refused}>
            <span className="chip">{denial.rule}</span> {denial[language]}
          </li>
        ))}
      </ul>
    </div>
  );
}
