/** What follows the first form: a code, an authenticator to set up, a new password. */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { fill } from '../i18n/fill.ts';
import { Action, CodeField } from '../light/parts.tsx';
import { useConduct } from '../light/use-conduct.ts';
import { FailureNotice } from './SignInFrame.tsx';
import { PasswordField } from './StartForms.tsx';
import { askNext, askPhoneCode, signInWithPasskey } from './sign-in-api.ts';
import type { Next } from './sign-in-api.ts';
import { useSignInWords } from './sign-in-words.ts';

interface FormProps {
  follow: (next: Next) => void;
  back: () => void;
}

/** The digits that make a code complete. */
const codeLength = 6;

/** A code, sent by itself once it is complete; `ask` sends it. */
function CodeForm(props: {
  title: string;
  label: string;
  confirm: string;
  hint?: string;
  above?: ReactNode;
  below?: ReactNode;
  ask: (code: string) => Promise<void>;
  back: () => void;
}): ReactNode {
  const words = useSignInWords();
  const [code, setCode] = useState('');
  const { busy, error, run } = useConduct();
  const sendCode = (complete: string) =>
    run(async () => {
      try {
        await props.ask(complete);
      } catch (failure) {
        setCode('');
        throw failure;
      }
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (code.length === codeLength) sendCode(code);
      }}
    >
      <h1>{props.title}</h1>
      {props.above}
      <FailureNotice error={error} />
      <CodeField
        label={props.label}
        {...(props.hint === undefined ? {} : { hint: props.hint })}
        value={code}
        onChange={(typed) => {
          setCode(typed);
          if (typed.length === codeLength && typed !== code) sendCode(typed);
        }}
      />
      <Action kind="main" busy={busy} disabled={code.length !== codeLength}>
        {busy ? words.wait : props.confirm}
      </Action>
      {props.below}
      <Action onClick={props.back}>{words.back}</Action>
    </form>
  );
}

/** The second factor: the authenticator's code, or a passkey where the account has one. */
export function SecondFactor(props: FormProps & { ways: readonly string[] }): ReactNode {
  const words = useSignInWords();
  const { busy, error, run } = useConduct();
  const passkey = props.ways.includes('passkey') ? (
    <>
      <FailureNotice error={error} />
      <Action busy={busy} onClick={() => run(async () => props.follow(await signInWithPasskey()))}>
        {words.second.passkey}
      </Action>
    </>
  ) : null;
  if (!props.ways.includes('totp')) {
    return (
      <form onSubmit={(event) => event.preventDefault()}>
        <h1>{words.second.title}</h1>
        {passkey}
        <Action onClick={props.back}>{words.back}</Action>
      </form>
    );
  }
  return (
    <CodeForm
      title={words.second.title}
      label={words.second.code}
      hint={words.second.hint}
      confirm={words.second.confirm}
      below={passkey}
      back={props.back}
      ask={async (code) => props.follow(await askNext('totp', { code }))}
    />
  );
}

/** A first authenticator: its picture, its key in words, and the first code as proof. */
export function Enrol(props: FormProps & { secret: string; uri: string; qr: string }): ReactNode {
  const words = useSignInWords();
  const grouped = props.secret.replace(/(.{4})(?=.)/g, '$1 ');
  return (
    <CodeForm
      title={words.enrol.title}
      label={words.enrol.code}
      confirm={words.enrol.confirm}
      back={props.back}
      ask={async (code) => props.follow(await askNext('enrol', { code }))}
      above={
        <>
          <p className="soft">{words.enrol.how}</p>
          {/* As a picture the SVG cannot run anything, whatever is in it. */}
          <img
            className="qr"
            alt={words.enrol.qr}
            src={`data:image/svg+xml,${encodeURIComponent(props.qr)}`}
          />
          <p className="secret">
            {words.enrol.secret} <code>{grouped}</code>
          </p>
          {props.uri.startsWith('otpauth://') ? (
            <a className="on-phone" href={props.uri}>
              {words.enrol.open}
            </a>
          ) : null}
        </>
      }
    />
  );
}

/** A new password, where the old one may not stay. */
export function NewPassword(props: FormProps): ReactNode {
  const words = useSignInWords();
  const [password, setPassword] = useState('');
  const { busy, error, run } = useConduct();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run(async () => props.follow(await askNext('new-password', { password })));
      }}
    >
      <h1>{words.renew.title}</h1>
      <p className="soft">{words.renew.why}</p>
      <FailureNotice error={error} />
      <PasswordField
        label={words.renew.password}
        hint={words.renew.hint}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
      />
      <Action kind="main" busy={busy}>
        {busy ? words.wait : words.renew.confirm}
      </Action>
      <Action onClick={props.back}>{words.back}</Action>
    </form>
  );
}

/** How long one waits before another message may be asked for. */
const resendSeconds = 60;

/** The code of a message, and another message after a while. */
export function PhoneCode(props: FormProps & { phone: string }): ReactNode {
  const words = useSignInWords();
  const { phone } = props;
  return (
    <CodeForm
      title={words.phone.title}
      label={words.phone.code}
      hint={fill(words.phone.sent, { phone: spaced(phone) })}
      confirm={words.phone.confirm}
      back={props.back}
      below={<Resend phone={phone} />}
      ask={async (code) => props.follow(await askNext('phone/code', { phone, code }))}
    />
  );
}

function spaced(phone: string): string {
  return phone.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3');
}

function Resend({ phone }: { phone: string }): ReactNode {
  const words = useSignInWords();
  const [left, setLeft] = useState(resendSeconds);
  const { busy, error, run } = useConduct();
  const waiting = left > 0;
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setInterval(() => setLeft((before) => before - 1), 1000);
    return () => clearInterval(timer);
  }, [waiting]);
  return (
    <>
      <FailureNotice error={error} />
      <Action
        busy={busy}
        disabled={waiting}
        onClick={() =>
          run(async () => {
            await askPhoneCode(phone);
            setLeft(resendSeconds);
          })
        }
      >
        {waiting ? fill(words.phone.againIn, { n: left }) : words.phone.again}
      </Action>
    </>
  );
}
