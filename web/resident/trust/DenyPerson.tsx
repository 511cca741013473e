/**
 * "This doctor shall not look again": a Consent that denies one person.
 * https://hl7.org/fhir/R4/consent.html
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { ask } from '../../fhir/client.ts';
import { fill } from '../../i18n/fill.ts';
import { Action, Notice } from '../../light/parts.tsx';
import { useConduct } from '../../light/use-conduct.ts';
import { useSession } from '../../session/session-context.ts';
import { useMember } from '../family/use-family.ts';
import { consentFor } from './permission.ts';
import { failureText, useWords } from '../words.ts';

/** `person` has the name in it. */
export function DenyPerson(props: {
  person: { reference: string; display: string };
  close: () => void;
}): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const { send } = useSession();
  const patient = useMember().reference;
  const [done, setDone] = useState(false);
  const { busy, error, run } = useConduct();
  const { person, close } = props;
  const deny = () =>
    run(async () => {
      const given = { kind: 'deny', patient, party: person, now: Date.now() } as const;
      await ask(send, 'Consent', { method: 'POST', body: consentFor(given) });
      setDone(true);
    });
  if (done) return <Notice tone="calm">{words.looks.denied}</Notice>;
  return (
    <div className="contest">
      <p>{fill(words.looks.denySure, { name: person.display })}</p>
      {error === undefined ? null : (
        <Notice tone="danger">{failureText(error, words, language)}</Notice>
      )}
      <div className="pair">
        <Action onClick={close}>{words.contest.cancel}</Action>
        <Action kind="danger" busy={busy} onClick={deny}>
          {words.looks.denyDo}
        </Action>
      </div>
    </div>
  );
}
