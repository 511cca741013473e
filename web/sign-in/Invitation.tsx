/** An invitation taken up: who it is for, and the first password. */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../design/appearance-context.ts';
import { isRoleCode, roles } from '#model/roles.ts';
import { fill } from '../i18n/fill.ts';
import { Action } from '../light/parts.tsx';
import { useConduct } from '../light/use-conduct.ts';
import { FailureNotice } from './SignInFrame.tsx';
import { PasswordField } from './StartForms.tsx';
import { askInvitation, askNext } from './sign-in-api.ts';
import type { Invited, Next } from './sign-in-api.ts';
import { useSignInWords } from './sign-in-words.ts';

/** `token` is what the invitation's link carried; `back` leads to the ordinary sign-in. */
export function Invitation(props: {
  token: string;
  follow: (next: Next) => void;
  back: () => void;
}): ReactNode {
  const { token, follow, back } = props;
  const words = useSignInWords();
  const { language } = useAppearance();
  const [invited, setInvited] = useState<Invited>();
  const [refused, setRefused] = useState<unknown>();
  const [password, setPassword] = useState('');
  const { busy, error, run } = useConduct();
  useEffect(() => {
    let wanted = true;
    askInvitation(token).then(
      (found) => wanted && setInvited(found),
      (failure: unknown) => wanted && setRefused(failure),
    );
    return () => {
      wanted = false;
    };
  }, [token]);
  if (refused !== undefined) {
    return (
      <form onSubmit={(event) => event.preventDefault()}>
        <h1>{words.invitation.invalid}</h1>
        <FailureNotice error={refused} />
        <p className="soft">{words.invitation.invalidHelp}</p>
        <Action onClick={back}>{words.invitation.toSignIn}</Action>
      </form>
    );
  }
  if (invited === undefined) return <p role="status">{words.invitation.checking}</p>;
  const role = isRoleCode(invited.role) ? roles[invited.role][language] : invited.role;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run(async () => follow(await askNext('invitation/password', { token, password })));
      }}
    >
      <h1>{fill(words.invitation.title, { name: invited.name })}</h1>
      <p className="soft">{fill(words.invitation.as, { login: invited.login, role })}</p>
      <FailureNotice error={error} />
      {/* A password keeper stores the new password under this login. */}
      <input type="hidden" name="username" autoComplete="username" value={invited.login} />
      <PasswordField
        label={words.renew.password}
        hint={words.renew.hint}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
      />
      <Action kind="main" busy={busy}>
        {busy ? words.wait : words.next}
      </Action>
    </form>
  );
}
