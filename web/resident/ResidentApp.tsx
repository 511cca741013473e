/**
 * The residents' app: opens the session, and tells what to do where that does not work.
 * https://www.w3.org/TR/mobile-bp/
 */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { fill } from '../i18n/fill.ts';
import { Action, Notice } from '../light/parts.tsx';
import { useIdle } from '../session/idle.ts';
import { ApiFailure } from '../session/json-api.ts';
import { SessionContext, useOpening } from '../session/session-context.ts';
import type { Session } from '../session/session.ts';
import { ElderContext, useElderChoice } from './elder/elder.ts';
import { VisitsContext, useOpenVisits } from './booking/use-visits.ts';
import { FamilyContext, useOpenFamily } from './family/use-family.ts';
import { Mishap } from './parts/Mishap.tsx';
import { KeptContext } from './parts/kept.ts';
import type { Kept } from './parts/kept.ts';
import { Loading } from './parts/Frame.tsx';
import { OfflinePage } from './pwa/OfflinePage.tsx';
import { Shell } from './Shell.tsx';
import { WayContext, useHashRoute } from './use-route.ts';
import { useWords } from './words.ts';
import './look/measures.css';
import './look/app.css';
import './look/shell.css';
import './look/home.css';

/** `opening` is the same promise for as long as the page lives. */
export function ResidentApp({ opening }: { opening: Promise<Session | undefined> }): ReactNode {
  const elder = useElderChoice();
  const { session, error } = useOpening(opening);
  return (
    <ElderContext value={elder}>
      <div className="app">
        <Opened session={session} error={error} />
      </div>
    </ElderContext>
  );
}

function Opened(props: { session: Session | undefined; error: unknown }): ReactNode {
  const { session, error } = props;
  const words = useWords();
  if (error !== undefined) return <NotOpened error={error} />;
  if (session === undefined) {
    return (
      <main className="page" aria-label={words.title}>
        <Loading rows={4} />
      </main>
    );
  }
  return (
    <SessionContext value={session}>
      {session.who.kind === 'resident' ? <Resident /> : <StaffHere />}
      <IdleNotice session={session} />
    </SessionContext>
  );
}

function NotOpened({ error }: { error: unknown }): ReactNode {
  const words = useWords();
  if (error instanceof ApiFailure && error.status === 0) return <OfflinePage />;
  return (
    <main className="page">
      <Notice tone="danger">
        {isSecureContext ? words.failure.signIn : words.failure.insecure}
      </Notice>
      <Action kind="main" onClick={() => location.reload()}>
        {words.failure.again}
      </Action>
    </main>
  );
}

function StaffHere(): ReactNode {
  const words = useWords();
  return (
    <main className="page">
      <Notice tone="warn">{words.staffOnly}</Notice>
      <Action kind="main" onClick={() => location.assign('/')}>
        {words.toWorkstation}
      </Action>
    </main>
  );
}

/** What every page of a resident stands on: the way, the family, what is kept. */
function Resident(): ReactNode {
  const [kept] = useState<Kept>(() => new Map());
  const way = useHashRoute();
  const family = useOpenFamily();
  return (
    <KeptContext value={kept}>
      <WayContext value={way}>
        <FamilyContext value={family}>
          <WithVisits />
        </FamilyContext>
      </WayContext>
    </KeptContext>
  );
}

/** Appointments are loaded anew whenever somebody comes back to the app. */
function WithVisits(): ReactNode {
  const visits = useOpenVisits();
  const { reload } = visits;
  useEffect(() => {
    const see = () => document.visibilityState === 'visible' && reload();
    document.addEventListener('visibilitychange', see);
    return () => document.removeEventListener('visibilitychange', see);
  }, [reload]);
  return (
    <VisitsContext value={visits}>
      <Mishap>
        <Shell />
      </Mishap>
    </VisitsContext>
  );
}

function IdleNotice({ session }: { session: Session }): ReactNode {
  const words = useWords();
  const { left, stay } = useIdle(session);
  if (left === undefined) return null;
  return (
    <div className="veil">
      <div className="veil-card" role="alertdialog" aria-modal="true" aria-label={words.idle.title}>
        <h2>{words.idle.title}</h2>
        <p role="timer">{fill(words.idle.text, { n: left })}</p>
        <Action kind="main" onClick={stay}>
          {words.idle.stay}
        </Action>
      </div>
    </div>
  );
}
