/**
 * Lets the workstation in once somebody is signed in, with the countdown and the step-up above it.
 * https://react.dev/reference/react/createContext
 */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadingRows } from '../design/states.tsx';
import { ApiFailure } from './json-api.ts';
import { IdleDialog } from './IdleDialog.tsx';
import { SessionContext, useOpening } from './session-context.ts';
import type { Session } from './session.ts';
import { StepUpProvider } from './StepUp.tsx';

/** `opening` is the same promise for as long as the page lives. */
export function SessionGate(props: {
  opening: Promise<Session | undefined>;
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation();
  const { session, error } = useOpening(props.opening);
  if (error !== undefined) return <NotOpened error={error} />;
  if (session === undefined) {
    return (
      <div aria-label={t('session.opening')}>
        <LoadingRows rows={6} />
      </div>
    );
  }
  return (
    <SessionContext value={session}>
      <StepUpProvider>
        {props.children}
        <IdleDialog session={session} />
      </StepUpProvider>
    </SessionContext>
  );
}

function NotOpened({ error }: { error: unknown }): ReactNode {
  const { t } = useTranslation();
  const offline = error instanceof ApiFailure && error.status === 0;
  const help = !isSecureContext
    ? t('session.insecure')
    : offline
      ? t('app.error.offline')
      : t('session.failedHelp');
  return (
    <div className="state" role="alert">
      <h1>{t('session.failed')}</h1>
      <p>{help}</p>
      <Button type="primary" onClick={() => location.reload()}>
        {offline ? t('app.error.retry') : t('session.again')}
      </Button>
    </div>
  );
}
