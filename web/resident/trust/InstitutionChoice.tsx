/** An institution, found by a part of its name. https://hl7.org/fhir/R4/organization.html#search */
import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { batch, pageOf } from '../../fhir/client.ts';
import type { Fact, Reference } from '../../fhir/shapes.ts';
import { displayName } from '../../fhir/wording.ts';
import { Action, Field, Notice } from '../../light/parts.tsx';
import { useSession } from '../../session/session-context.ts';
import { failureText, useWords } from '../words.ts';
import { useLoaded } from '../../light/use-loaded.ts';
import { useSettled } from '../../light/use-settled.ts';

/** `choose` is given a reference with the name in it, so that it can be read without a look-up. */
export function InstitutionChoice(props: {
  title: string;
  busy: boolean;
  choose: (institution: Reference) => void;
  back: () => void;
}): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const { send } = useSession();
  const [typed, setTyped] = useState('');
  const text = useSettled(typed.trim());
  const load = useCallback(
    async (signal: AbortSignal): Promise<Fact[]> => {
      if (text === '') return [];
      const query = `Organization?name:contains=${encodeURIComponent(text)}&_count=10`;
      const page = pageOf((await batch(send, [query], signal))[0]);
      if (page.failure !== undefined) throw page.failure;
      return page.found;
    },
    [send, text],
  );
  const { value, error } = useLoaded(load);
  return (
    <div className="adding">
      <h2>{props.title}</h2>
      <Field
        label={words.permissions.search}
        hint={words.permissions.searchHint}
        type="search"
        autoFocus
        autoComplete="off"
        value={typed}
        onChange={setTyped}
      />
      {error === undefined ? null : (
        <Notice tone="danger">{failureText(error, words, language)}</Notice>
      )}
      {text !== '' && value?.length === 0 ? (
        <p className="soft" role="status">
          {words.permissions.nobody}
        </p>
      ) : null}
      <ul className="choice-list">
        {(value ?? []).map((organization) => {
          const name = displayName(organization, language) ?? organization.id ?? '';
          const reference = `Organization/${organization.id ?? ''}`;
          return (
            <li key={organization.id}>
              <Action
                disabled={props.busy}
                onClick={() => props.choose({ reference, display: name })}
              >
                {name}
              </Action>
            </li>
          );
        })}
      </ul>
      <Action onClick={props.back}>{words.permissions.back}</Action>
    </div>
  );
}
