/**
 * The page of a route. Home is part of the first load; all others come when they are needed, and
 * are fetched once the first page stands. https://vite.dev/guide/features#dynamic-import
 */
import type { ComponentType, ReactNode } from 'react';
import { useEffect } from 'react';
import { useLate } from '../design/late.ts';
import { ElderHome } from './elder/ElderHome.tsx';
import { useElder } from './elder/elder.ts';
import { useMember } from './family/use-family.ts';
import { mayBook, maySee } from './family/member.ts';
import { HomePage } from './home/HomePage.tsx';
import { Frame, Loading } from './parts/Frame.tsx';
import { Notice } from '../light/parts.tsx';
import { fill } from '../i18n/fill.ts';
import type { PageName } from './route.ts';
import { useWay } from './use-route.ts';
import { useWords } from './words.ts';

type Made = { Made: ComponentType };
type LatePage = Exclude<PageName, 'home'>;

/** How each page is fetched. */
const late: Record<LatePage, () => Promise<Made>> = {
  book: async () => ({ Made: (await import('./booking/BookPage.tsx')).BookPage }),
  visits: async () => ({ Made: (await import('./booking/VisitLists.tsx')).VisitsPage }),
  pay: async () => ({ Made: (await import('./booking/VisitLists.tsx')).PayPage }),
  department: async () => ({ Made: (await import('./booking/DepartmentPage.tsx')).DepartmentPage }),
  slot: async () => ({ Made: (await import('./booking/SlotPage.tsx')).SlotPage }),
  again: async () => ({ Made: (await import('./booking/SlotPage.tsx')).AgainPage }),
  visit: async () => ({ Made: (await import('./booking/VisitPage.tsx')).VisitPage }),
  guide: async () => ({ Made: (await import('./guide/GuidePage.tsx')).GuidePage }),
  notices: async () => ({ Made: (await import('./home/NoticesPage.tsx')).NoticesPage }),
  results: async () => ({ Made: (await import('./results/ResultsPage.tsx')).ResultsPage }),
  result: async () => ({ Made: (await import('./results/ResultPage.tsx')).ResultPage }),
  report: async () => ({ Made: (await import('./results/ReportPage.tsx')).ReportPage }),
  archive: async () => ({ Made: (await import('./archive/ArchivePage.tsx')).ArchivePage }),
  medicines: async () => ({ Made: (await import('./archive/MedicinesPage.tsx')).MedicinesPage }),
  me: async () => ({ Made: (await import('./me/MePage.tsx')).MePage }),
  looks: async () => ({ Made: (await import('./trust/Looks.tsx')).Looks }),
  permissions: async () => ({ Made: (await import('./trust/Permissions.tsx')).Permissions }),
  settings: async () => ({ Made: (await import('./elder/SettingsPage.tsx')).SettingsPage }),
  call: async () => ({ Made: (await import('./elder/CallPage.tsx')).CallPage }),
  'check-in': async () => ({ Made: (await import('./queue/CheckInPage.tsx')).CheckInPage }),
};

/** Pages that show the record, and pages that book. */
const seeing: ReadonlySet<PageName> = new Set([
  'results',
  'result',
  'report',
  'archive',
  'medicines',
  'looks',
  'permissions',
] as const);
const booking: ReadonlySet<PageName> = new Set(['book', 'department', 'slot', 'again'] as const);

/** So long after the first page the others are fetched. */
const restMs = 2500;

/** The page that the address names; home is here at once. */
export function Page(): ReactNode {
  const { isElder } = useElder();
  const { page } = useWay().route;
  const member = useMember();
  const words = useWords();
  useEffect(() => {
    const fetchAll = () => {
      for (const load of Object.values(late)) void load().catch(() => undefined);
    };
    const timer = setTimeout(fetchAll, restMs);
    return () => clearTimeout(timer);
  }, []);
  if (page === 'home') return isElder ? <ElderHome /> : <HomePage />;
  const closed =
    seeing.has(page) && !maySee(member)
      ? words.family.notSeen
      : booking.has(page) && !mayBook(member)
        ? words.family.notBooked
        : undefined;
  if (closed !== undefined) {
    return (
      <Frame title={member.name}>
        <Notice tone="warn">{fill(closed, { name: member.name })}</Notice>
      </Frame>
    );
  }
  return <LateMade load={late[page]} />;
}

function LateMade({ load }: { load: () => Promise<Made> }): ReactNode {
  const loaded = useLate(load);
  if (loaded === undefined) return <Loading />;
  return <loaded.Made />;
}
