/**
 * "This look is wrong": told to the hub, which checks and answers.
 * https://hl7.org/fhir/R4/communication.html
 */
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { ask } from '../../fhir/client.ts';
import { fill } from '../../i18n/fill.ts';
import { Action, Notice } from '../../light/parts.tsx';
import { useConduct } from '../../light/use-conduct.ts';
import { useSession } from '../../session/session-context.ts';
import { useMember } from '../family/use-family.ts';
import { contestOf } from './permission.ts';
import { supervisorsAt } from './supervisors.ts';
import { failureText, useWords } from '../words.ts';

/** `event` is the id of the look, `look` says it in words, `place` is whose people looked. */
export function Contest(props: {
  event: string;
  look: string;
  place: string | undefined;
  close: () => void;
}): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const { who, send } = useSession();
  const { reference } = useMember();
  const id = useId();
  const [text, setText] = useState('');
  const [sent, setSent] = useState(false);
  const { busy, error, run } = useConduct();
  if (sent) return <Notice tone="calm">{words.contest.sent}</Notice>;
  return (
    <form
      className="contest"
      aria-label={words.contest.title}
      onSubmit={(event) => {
        event.preventDefault();
        run(async () => {
          const content = fill(words.contest.content, { look: props.look, text: text.trim() });
          const { place } = props;
          const recipients = place === undefined ? [] : await supervisorsAt(send, place);
          const body = contestOf({
            patient: reference,
            sender: who.who,
            event: props.event,
            recipients,
            content,
            now: Date.now(),
          });
          await ask(send, 'Communication', { method: 'POST', body });
          setSent(true);
        });
      }}
    >
      <p className="soft">{words.contest.help}</p>
      {error === undefined ? null : (
        <Notice tone="danger">{failureText(error, words, language)}</Notice>
      )}
      <div className="field">
        <label htmlFor={id}>{words.contest.text}</label>
        <textarea
          id={id}
          required
          maxLength={1000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <div className="pair">
        <Action onClick={props.close}>{words.contest.cancel}</Action>
        <Action kind="main" busy={busy} disabled={text.trim() === ''}>
          {words.contest.send}
        </Action>
      </div>
    </form>
  );
}
