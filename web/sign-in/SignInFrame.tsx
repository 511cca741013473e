/** The frame of the light pages of sign-in: who we are, one card, the switches. */
import type { ReactNode } from 'react';
import mark from '../design/mark.svg';
import { LightSwitches, Notice } from '../light/parts.tsx';
import { ApiFailure } from '../session/json-api.ts';
import { useAppearance } from '../design/appearance-context.ts';
import { failureText, useSignInWords } from './sign-in-words.ts';
import './sign-in.css';

/** One card in the middle; `note` stands quietly under it. */
export function SignInFrame(props: { children: ReactNode; note?: ReactNode }): ReactNode {
  const words = useSignInWords();
  return (
    <div className="sign-in">
      <header className="sign-in-top">
        <span className="sign-in-brand">
          <img src={mark} alt="" width="32" height="32" />
          {words.name}
        </span>
        <LightSwitches words={words} />
      </header>
      <main className="sign-in-main">
        <div className="sign-in-words">
          <p className="sign-in-motto">{words.motto}</p>
          <p>{words.mottoMore}</p>
        </div>
        <div className="sign-in-card">{props.children}</div>
        {props.note === undefined ? null : <div className="sign-in-note">{props.note}</div>}
      </main>
    </div>
  );
}

/** What went wrong, and what to do about it where that is known. */
export function FailureNotice({ error }: { error: unknown }): ReactNode {
  const words = useSignInWords();
  const { language } = useAppearance();
  if (error === undefined) return null;
  const locked = error instanceof ApiFailure && error.code === 'account-locked';
  return (
    <Notice tone="danger">
      <p>{failureText(error, words, language)}</p>
      {locked ? <p>{words.locked}</p> : null}
    </Notice>
  );
}
