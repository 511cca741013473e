/**
 * The pages of appointments: loaded when the first of them is opened.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { ReactNode } from 'react';
import '../administration/parts/forms.css';
import type { ClinicRoute } from '../route.ts';
import './clinic.css';
import './templates/templates.css';
import { LedgerPage } from './ledger/LedgerPage.tsx';
import { NoShowsPage } from './no-shows/NoShowsPage.tsx';
import { ReconciliationPage } from './reconciliation/ReconciliationPage.tsx';
import { TemplatesPage } from './templates/TemplatesPage.tsx';
import { TodayPage } from './today/TodayPage.tsx';

const pages: Record<ClinicRoute['section'], (props: { id?: string; slot?: string }) => ReactNode> =
  {
    today: TodayPage,
    templates: TemplatesPage,
    ledger: LedgerPage,
    'no-shows': NoShowsPage,
    reconciliation: ReconciliationPage,
  };

/** The page of a section. */
export function ClinicPage({ section, id, slot }: Omit<ClinicRoute, 'page'>): ReactNode {
  const Page = pages[section];
  return (
    <div className="clinic">
      <Page {...(id === undefined ? {} : { id })} {...(slot === undefined ? {} : { slot })} />
    </div>
  );
}
