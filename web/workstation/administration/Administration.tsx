/**
 * The administrators' pages: a rail of the sections that the role has, and the section beside it.
 * https://www.w3.org/WAI/ARIA/apg/patterns/landmarks/
 */
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useSession } from '../../session/session-context.ts';
import { fragmentOf } from '../route.ts';
import { AccountsPage } from './accounts/AccountsPage.tsx';
import './parts/forms.css';
import './administration.css';
import { ClientsPage } from './clients/ClientsPage.tsx';
import { DutiesPage } from './duties/DutiesPage.tsx';
import { ExplainPage } from './explain/ExplainPage.tsx';
import { FilesPage } from './files/FilesPage.tsx';
import { InstitutionsPage } from './institutions/InstitutionsPage.tsx';
import { LogPage } from './log/LogPage.tsx';
import { useWords } from './parts/words.ts';
import { PeoplePage } from './people/PeoplePage.tsx';
import { RightsPage } from './rights/RightsPage.tsx';
import { RolesPage } from './roles/RolesPage.tsx';
import { sectionOf, sectionsOf } from './sections.ts';
import type { Section } from './sections.ts';

/** What a section is given: the thing in it that the address names, `+` for a new one. */
export interface SectionProps {
  id: string | undefined;
}

const pages: Record<Section, (props: SectionProps) => ReactNode> = {
  institutions: InstitutionsPage,
  people: PeoplePage,
  roles: RolesPage,
  accounts: AccountsPage,
  clients: ClientsPage,
  files: FilesPage,
  rights: RightsPage,
  explain: ExplainPage,
  duties: DutiesPage,
  log: LogPage,
};

/** The whole page; `section` and `id` are those of the address. */
export function Administration(props: {
  section: string | undefined;
  id: string | undefined;
}): ReactNode {
  const words = useWords();
  const { role } = useSession().who;
  const shown = sectionOf(role, props.section);
  const rail = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the rail is a strip that may begin elsewhere.
    const here = rail.current?.querySelector('[aria-current]');
    here?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [shown]);
  if (shown === undefined) return null;
  const Page = pages[shown];
  const own = shown === props.section ? props.id : undefined;
  return (
    <div className="administration">
      <nav aria-label={words.title} ref={rail}>
        <ul>
          {sectionsOf(role).map((section) => (
            <li key={section}>
              <a
                href={fragmentOf({ page: 'administration', section })}
                aria-current={section === shown ? 'page' : undefined}
              >
                {words.sections[section]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="administration-page">
        <Page key={`${shown}/${own ?? ''}`} id={own} />
      </div>
    </div>
  );
}
