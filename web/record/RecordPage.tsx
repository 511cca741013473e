/**
 * A resident's own pages, as far as they are about trust: who looked, and who may.
 * https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import mark from '../design/mark.svg';
import { fill } from '../light/fill.ts';
import { Action, LightSwitches, Notice } from '../light/parts.tsx';
import { useIdle } from '../session/idle.ts';
import { ApiFailure } from '../session/json-api.ts';
import { SessionContext, useOpening, useSession } from '../session/session-context.ts';
import type { Session } from '../session/session.ts';
import { Looks } from './Looks.tsx';
import { Permissions } from './Permissions.tsx';
import './record.css';
import { Visits } from './visits/Visits.tsx';
import { useRecordWords } from './record-words.ts';

/** `opening` is the same promise for as long as the page lives. */
export function RecordPage({ opening }: { opening: Promise<Session | undefined> }): ReactNode {
  const words = useRecordWords();
  const { session, error } = useOpening(opening);
  if (error !== undefined) return <NotOpened error={error} />;
  if (session === undefined) {
    return (
      <main className="record">
        <p role="status">{words.wait}</p>
      </main>
    );
  }
  return (
    <SessionContext value={session}>
      {session.who.kind === 'resident' ? <Pages /> : <StaffHere />}
      <IdleNotice session={session} />
    </SessionContext>
  );
}

function NotOpened({ error }: { error: unknown }): ReactNode {
  const words = useRecordWords();
  const offline = error instanceof ApiFailure && error.status === 0;
  const text = !isSecureContext
    ? words.failure.insecure
    : offline
      ? words.failure.offline
      : words.failure.signIn;
  return (
    <main className="record">
      <Notice tone="danger">{text}</Notice>
      <Action kind="main" onClick={() => location.reload()}>
        {offline ? words.failure.retry : words.failure.again}
      </Action>
    </main>
  );
}

function StaffHere(): ReactNode {
  const words = useRecordWords();
  return (
    <main className="record">
      <Notice tone="warn">{words.staffOnly}</Notice>
      <Action kind="main" onClick={() => location.assign('/')}>
        {words.toWorkstation}
      </Action>
    </main>
  );
}

const parts = ['looks', 'permissions', 'visits'] as const;
const pages = { looks: Looks, permissions: Permissions, visits: Visits };

/** The part that the address names; who looked, where it names none. */
const partAsked = () => parts.find((one) => location.hash === `#${one}`) ?? 'looks';

function Pages(): ReactNode {
  const words = useRecordWords();
  const { who, signOut } = useSession();
  const [part, setPart] = useState<(typeof parts)[number]>(partAsked);
  const Page = pages[part];
  return (
    <>
      <header className="record-top">
        <span className="record-brand">
          <img src={mark} alt="" width="28" height="28" />
          {fill(words.hello, { name: who.name })}
        </span>
        <div className="record-switches">
          <LightSwitches words={words} />
          <Action onClick={() => void signOut().catch(() => undefined)}>{words.signOut}</Action>
        </div>
      </header>
      <main className="record">
        <div className="tabs" role="tablist" aria-label={words.title}>
          {parts.map((one) => (
            <button
              key={one}
              type="button"
              role="tab"
              id={`tab-${one}`}
              aria-selected={part === one}
              aria-controls="part"
              onClick={() => setPart(one)}
            >
              {words.tabs[one]}
            </button>
          ))}
        </div>
        <div id="part" role="tabpanel" aria-labelledby={`tab-${part}`} className="record-part">
          <Page />
        </div>
      </main>
    </>
  );
}

function IdleNotice({ session }: { session: Session }): ReactNode {
  const words = useRecordWords();
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
