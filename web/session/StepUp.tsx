/**
 * The dialog that asks for a strong factor, a code or a passkey, for whoever awaits it (SEC-04).
 * https://datatracker.ietf.org/doc/html/rfc9470
 */
import { browserSupportsWebAuthn, startAuthentication } from '@simplewebauthn/browser';
import { Alert, Button, Input, Modal } from 'antd';
import { useCallback, useId, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppearance } from '../design/appearance-context.ts';
import { ApiFailure, callApi } from './json-api.ts';
import { useSend } from './session-context.ts';
import { StepUpContext } from './step-up-context.ts';

const codeLength = 6;

/** Gives everything below the way to ask, and shows the dialog while somebody asks. */
export function StepUpProvider({ children }: { children: ReactNode }): ReactNode {
  const [asking, setAsking] = useState(false);
  const waiting = useRef<((shown: boolean) => void)[]>([]);
  const stepUp = useCallback(
    () =>
      new Promise<boolean>((resolve) => {
        waiting.current.push(resolve);
        setAsking(true);
      }),
    [],
  );
  const settle = (shown: boolean) => {
    setAsking(false);
    for (const resolve of waiting.current.splice(0)) resolve(shown);
  };
  return (
    <StepUpContext value={stepUp}>
      {children}
      {asking ? <StepUpDialog settle={settle} /> : null}
    </StepUpContext>
  );
}

type PasskeyOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];

function StepUpDialog({ settle }: { settle: (shown: boolean) => void }): ReactNode {
  const { t } = useTranslation();
  const { language } = useAppearance();
  const send = useSend();
  const id = useId();
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const show = (prove: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    prove().then(
      () => settle(true),
      (error: unknown) => {
        const said = error instanceof ApiFailure ? error.said[language] : undefined;
        setFailure(said ?? t('session.stepUp.failed'));
        setCode('');
        setBusy(false);
      },
    );
  };
  const showCode = (typed: string) =>
    show(() => callApi(send, '/api/account/step-up', { body: { code: typed } }));
  const showPasskey = async () => {
    const url = '/api/account/step-up/passkey';
    const optionsJSON = (await callApi(send, `${url}/options`, { body: {} })) as PasskeyOptions;
    const response = await startAuthentication({ optionsJSON });
    await callApi(send, url, { body: { response } });
  };
  return (
    <Modal
      open
      title={t('session.stepUp.title')}
      onCancel={() => settle(false)}
      cancelText={t('session.stepUp.cancel')}
      okText={t('session.stepUp.confirm')}
      okButtonProps={{ disabled: code.length !== codeLength, loading: busy }}
      onOk={() => showCode(code)}
      width={420}
    >
      <div className="step-up">
        <p>{t('session.stepUp.why')}</p>
        {failure === undefined ? null : <Alert type="error" title={failure} showIcon />}
        <label htmlFor={id}>{t('session.stepUp.code')}</label>
        <Input
          id={id}
          size="large"
          autoFocus
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onPressEnter={() => code.length === codeLength && showCode(code)}
          onChange={({ target }) =>
            setCode(target.value.normalize('NFKC').replace(/\D/g, '').slice(0, codeLength))
          }
        />
        {browserSupportsWebAuthn() ? (
          <Button block disabled={busy} onClick={() => show(showPasskey)}>
            {t('session.stepUp.passkey')}
          </Button>
        ) : null}
      </div>
    </Modal>
  );
}
