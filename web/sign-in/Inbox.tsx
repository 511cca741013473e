/**
 * The messages and authenticator codes of a demonstration, which were never really sent.
 * https://datatracker.ietf.org/doc/html/rfc6238
 */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { exactText } from '../design/moment.ts';
import { fill } from '../i18n/fill.ts';
import { Notice } from '../light/parts.tsx';
import { ApiFailure, callApi } from '../session/json-api.ts';
import { FailureNotice, SignInFrame } from './SignInFrame.tsx';
import { useSignInWords } from './sign-in-words.ts';

interface InboxContent {
  notice?: string;
  messages: readonly { to: string; text: string; at: string }[];
  codes: readonly { login: string; code: string; secondsLeft: number }[];
}

const everyMs = 1000;

/** What the inbox holds now; asked anew each second. */
function useInbox(): { content: InboxContent | undefined; error: unknown } {
  const [content, setContent] = useState<InboxContent>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const ending = new AbortController();
    const ask = () =>
      callApi(fetch.bind(globalThis), '/api/development/inbox', { signal: ending.signal }).then(
        (found) => {
          setContent(found as InboxContent);
          setError(undefined);
        },
        (failure: unknown) => ending.signal.aborted || setError(failure),
      );
    void ask();
    const timer = setInterval(() => void ask(), everyMs);
    return () => {
      clearInterval(timer);
      ending.abort();
    };
  }, []);
  return { content, error };
}

/** The whole page at /development/inbox. */
export function Inbox(): ReactNode {
  const words = useSignInWords();
  const { content, error } = useInbox();
  if (error instanceof ApiFailure && error.status === 404) {
    return (
      <SignInFrame>
        <h1>{words.inbox.closed}</h1>
        <p className="soft">{words.inbox.closedHelp}</p>
        <a href="/sign-in">{words.inbox.signIn}</a>
      </SignInFrame>
    );
  }
  return (
    <SignInFrame>
      <h1>{words.inbox.title}</h1>
      <Notice tone="warn">{words.inbox.warning}</Notice>
      <FailureNotice error={error} />
      {content === undefined ? <p role="status">{words.wait}</p> : <Content content={content} />}
    </SignInFrame>
  );
}

function Content({ content: { messages, codes } }: { content: InboxContent }): ReactNode {
  const words = useSignInWords();
  return (
    <>
      <section aria-label={words.inbox.messages}>
        <h2>{words.inbox.messages}</h2>
        {messages.length === 0 ? <p className="soft">{words.inbox.noMessages}</p> : null}
        <ul className="inbox-list">
          {messages.map(({ to, text, at }) => (
            <li key={`${at} ${to} ${text}`}>
              <small>
                <span>{fill(words.inbox.to, { to })}</span>
                <time dateTime={at}>{exactText(at)}</time>
              </small>
              {text}
            </li>
          ))}
        </ul>
      </section>
      <section aria-label={words.inbox.codes}>
        <h2>{words.inbox.codes}</h2>
        {codes.length === 0 ? <p className="soft">{words.inbox.noCodes}</p> : null}
        <ul className="inbox-list">
          {codes.map(({ login, code, secondsLeft }) => (
            <li key={login}>
              <small>
                <span>{login}</span>
                <span>{fill(words.inbox.left, { n: secondsLeft })}</span>
              </small>
              <span className="digits figures">{code}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
