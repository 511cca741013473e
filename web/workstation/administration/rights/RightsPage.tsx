/**
 * Why a doctor may or may not practise: a person, one of their posts, and what they would do.
 * http://www.nhc.gov.cn
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { roleCodesOf } from '#model/practice.ts';
import { useAppearance } from '../../../design/appearance-context.ts';
import { ChoiceField } from '../parts/Field.tsx';
import { ReferenceField } from '../parts/ReferenceField.tsx';
import { referenceAt } from '../parts/resource-parts.ts';
import { roleName } from '../parts/tables.ts';
import { allFound, useFound, useNames } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';
import { RightsCheck } from './RightsCheck.tsx';

/** The section. */
export function RightsPage(): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const [practitioner, setPractitioner] = useState('');
  const [chosen, setChosen] = useState('');
  const request = `PractitionerRole?practitioner=${practitioner}&_count=50`;
  const found = useFound(practitioner === '' ? undefined : request);
  const posts = practitioner === '' ? [] : allFound(found.data);
  const nameOf = useNames(posts.map((post) => referenceAt(post, 'organization')));
  const ids = posts.map(({ id }) => id ?? '');
  const roleId = ids.includes(chosen) ? chosen : ids[0];
  return (
    <>
      <section className="card admin-form" aria-label={words.sections.rights}>
        <header>
          <h1>{words.sections.rights}</h1>
        </header>
        <p className="soft">{words.rights.help}</p>
        <div className="admin-grid">
          <ReferenceField
            label={words.role.practitioner}
            type="Practitioner"
            value={practitioner}
            change={setPractitioner}
          />
          {posts.length === 0 ? null : (
            <ChoiceField
              label={words.rights.post}
              options={posts.map((post) => [
                post.id ?? '',
                [
                  roleName(roleCodesOf(post)[0], language),
                  nameOf(referenceAt(post, 'organization')) ?? '',
                ].join(' · '),
              ])}
              value={roleId ?? ''}
              change={setChosen}
            />
          )}
        </div>
        {found.isSuccess && practitioner !== '' && posts.length === 0 ? (
          <p>{words.role.none}</p>
        ) : null}
      </section>
      {roleId === undefined ? null : <RightsCheck key={roleId} roleId={roleId} />}
    </>
  );
}
