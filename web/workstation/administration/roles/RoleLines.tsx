/** The posts of one person, as lines. https://hl7.org/fhir/R4/practitionerrole.html */
import type { ReactNode } from 'react';
import type { Resource } from '#model/fhir.ts';
import type { Period } from '#model/practice.ts';
import { roleCodesOf } from '#model/practice.ts';
import { useAppearance } from '../../../design/appearance-context.ts';
import { Failed, LoadingRows } from '../../../design/states.tsx';
import { listAt, referenceAt, textAt } from '../parts/resource-parts.ts';
import { roleName } from '../parts/tables.ts';
import { allFound, useFound, useNames } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';

/** The card; who may not change posts sees them. */
export function RoleLines({ practitioner }: { practitioner: string }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const found = useFound(`PractitionerRole?practitioner=${practitioner}&_count=50`);
  const posts = allFound(found.data);
  const nameOf = useNames(posts.map((post) => referenceAt(post, 'organization')));
  return (
    <section className="card admin-list" aria-label={words.role.posts}>
      <header>
        <h2>{words.role.posts}</h2>
      </header>
      <p className="soft admin-note">{words.role.postsHelp}</p>
      {found.isPending ? <LoadingRows rows={2} /> : null}
      {found.isError ? <Failed error={found.error} retry={() => void found.refetch()} /> : null}
      {found.isSuccess && posts.length === 0 ? <p className="nothing">{words.role.none}</p> : null}
      <ul className="admin-lines">
        {posts.map((post) => (
          <li key={post.id}>
            <div>
              <b>{roleName(roleCodesOf(post)[0], language)}</b>
              <p className="soft">
                {[
                  textAt(listAt<object>(post, 'code')[0], 'text'),
                  nameOf(referenceAt(post, 'organization')),
                  periodText(post),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** From when until when a post lasts: `2020-01-01 – 2026-12-31`. */
export function periodText(post: Resource): string {
  const { start, end } = (post['period'] ?? {}) as Period;
  return start === undefined && end === undefined ? '' : `${start ?? ''} – ${end ?? ''}`;
}
