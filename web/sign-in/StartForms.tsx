/** The two ways in: staff with a password, residents with a telephone; both with a passkey. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Action, Field } from '../light/parts.tsx';
import { useConduct } from '../light/use-conduct.ts';
import { ElderSwitch } from './ElderSwitch.tsx';
import { FailureNotice } from './SignInFrame.tsx';
import { askNext, askPhoneCode, signInWithPasskey } from './sign-in-api.ts';
import type { Next } from './sign-in-api.ts';
import { useSignInWords } from './sign-in-words.ts';

/** Login and password. `follow` is told what the server wants next. */
export function StaffForm({ follow }: { follow: (next: Next) => void }): ReactNode {
  const words = useSignInWords();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const { busy, error, run } = useConduct();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run(async () => follow(await askNext('password', { login: login.trim(), password })));
      }}
    >
      <FailureNotice error={error} />
      <Field
        label={words.login}
        value={login}
        onChange={setLogin}
        autoComplete="username webauthn"
        autoFocus
        required
      />
      <PasswordField
        label={words.password}
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
      />
      <Action kind="main" busy={busy}>
        {busy ? words.wait : words.next}
      </Action>
      <PasskeyAction follow={follow} run={run} busy={busy} />
    </form>
  );
}

/** A password, hidden until one asks to see it. */
export function PasswordField(props: {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
}): ReactNode {
  const words = useSignInWords();
  const [shown, setShown] = useState(false);
  return (
    <div className="password">
      <Field {...props} type={shown ? 'text' : 'password'} required />
      <label className="check">
        <input
          type="checkbox"
          checked={shown}
          onChange={(event) => setShown(event.target.checked)}
        />
        {words.showPassword}
      </label>
    </div>
  );
}

/** A telephone; `sent` is told the number that a code went to. */
export function ResidentForm(props: {
  follow: (next: Next) => void;
  sent: (phone: string) => void;
}): ReactNode {
  const words = useSignInWords();
  const [phone, setPhone] = useState('');
  const [wrong, setWrong] = useState(false);
  const { busy, error, run } = useConduct();
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const digits = mobileOf(phone);
        setWrong(digits === undefined);
        if (digits === undefined) return;
        run(async () => {
          await askPhoneCode(digits);
          props.sent(digits);
        });
      }}
    >
      <FailureNotice error={error} />
      <Field
        label={words.phone.phone}
        hint={wrong ? words.phone.wrong : words.phone.hint}
        aria-invalid={wrong}
        value={phone}
        onChange={setPhone}
        type="tel"
        inputMode="tel"
        autoComplete="tel-national"
        autoFocus
        required
      />
      <Action kind="main" busy={busy}>
        {busy ? words.wait : words.phone.send}
      </Action>
      <PasskeyAction follow={props.follow} run={run} busy={busy} />
      <ElderSwitch />
    </form>
  );
}

/** A Chinese mobile number without spaces and country code; nothing where it is none. */
export function mobileOf(typed: string): string | undefined {
  const compact = typed
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .replace(/^(?:\+|00)?86/, '');
  return /^1\d{10}$/.test(compact) ? compact : undefined;
}

function PasskeyAction(props: {
  follow: (next: Next) => void;
  run: (act: () => Promise<void>) => void;
  busy: boolean;
}): ReactNode {
  const words = useSignInWords();
  if (!('PublicKeyCredential' in globalThis)) return null;
  return (
    <>
      <p className="or">
        <span>{words.or}</span>
      </p>
      <Action
        disabled={props.busy}
        onClick={() => props.run(async () => props.follow(await signInWithPasskey()))}
      >
        <span className="passkey">
          {words.passkey}
          <small>{words.passkeyHint}</small>
        </span>
      </Action>
    </>
  );
}
