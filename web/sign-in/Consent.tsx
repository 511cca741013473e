/**
 * What an app of somebody else asks for, in words, and the person's answer.
 * https://hl7.org/fhir/smart-app-launch/app-launch.html
 */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../design/appearance-context.ts';
import { fill } from '../i18n/fill.ts';
import { Action, Field, Notice } from '../light/parts.tsx';
import { useConduct } from '../light/use-conduct.ts';
import { callApi } from '../session/json-api.ts';
import { interactionOf, ownAddress } from './destination.ts';
import { scopeSentence } from './scope-words.ts';
import { FailureNotice, SignInFrame } from './SignInFrame.tsx';
import { useSignInWords } from './sign-in-words.ts';

/** What the server says of the request. */
interface Interaction {
  client: { id: string; name?: string; uri?: string };
  scopes: readonly string[];
  needsPatient: boolean;
  patients?: readonly { id: string; name: string }[];
}

const send = (url: string, init?: RequestInit) => fetch(url, init);

/** The whole page at /sign-in/consent. */
export function Consent(): ReactNode {
  const words = useSignInWords();
  const uid = interactionOf(location.search);
  const [interaction, setInteraction] = useState<Interaction>();
  const [refused, setRefused] = useState<unknown>();
  useEffect(() => {
    let wanted = true;
    if (uid === undefined) return undefined;
    callApi(send, `/api/oauth/interaction/${uid}`).then(
      (found) => wanted && setInteraction(found as Interaction),
      (failure: unknown) => wanted && setRefused(failure),
    );
    return () => {
      wanted = false;
    };
  }, [uid]);
  return (
    <SignInFrame>
      {uid === undefined || refused !== undefined ? (
        <>
          <h1>{words.consent.gone}</h1>
          <FailureNotice error={refused} />
          <p className="soft">{words.consent.goneHelp}</p>
        </>
      ) : interaction === undefined ? (
        <p role="status">{words.wait}</p>
      ) : (
        <Question uid={uid} interaction={interaction} />
      )}
    </SignInFrame>
  );
}

function Question({ uid, interaction }: { uid: string; interaction: Interaction }): ReactNode {
  const words = useSignInWords();
  const { client, scopes, needsPatient, patients = [] } = interaction;
  const [unticked, setUnticked] = useState<ReadonlySet<string>>(new Set());
  const [patient, setPatient] = useState(patients.length === 1 ? patients[0]?.id : undefined);
  const [elsewhere, setElsewhere] = useState(false);
  const { busy, error, run } = useConduct();
  const allowed = scopes.filter((scope) => !unticked.has(scope));
  const answer = (decision: 'allow' | 'deny') =>
    run(async () => {
      const given = decision === 'allow' ? { scopes: allowed, patient } : { scopes: [] };
      const reply = await callApi(send, `/api/oauth/interaction/${uid}`, {
        body: { decision, ...given },
      });
      const { location: target } = reply as { location: string };
      const own = ownAddress(target, location.origin);
      if (own === undefined) setElsewhere(true);
      else location.replace(own);
    });
  const missing = needsPatient && (patient === undefined || patient === '');
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <h1>
        {client.name === undefined
          ? words.consent.titleUnknown
          : fill(words.consent.title, { client: client.name })}
      </h1>
      <Site uri={client.uri} />
      <FailureNotice error={error} />
      {elsewhere ? <Notice tone="danger">{words.consent.elsewhere}</Notice> : null}
      {needsPatient ? <Patients {...{ patients, patient, setPatient }} /> : null}
      <Scopes {...{ scopes, unticked, setUnticked }} />
      {allowed.length === 0 ? <Notice tone="warn">{words.consent.nothing}</Notice> : null}
      <div className="consent-actions">
        <Action disabled={busy} onClick={() => answer('deny')}>
          {words.consent.deny}
        </Action>
        <Action
          kind="main"
          busy={busy}
          disabled={missing || allowed.length === 0}
          onClick={() => answer('allow')}
        >
          {words.consent.allow}
        </Action>
      </div>
    </form>
  );
}

/** Where the app says it comes from: its host, which nobody can dress up. */
function Site({ uri }: { uri: string | undefined }): ReactNode {
  const words = useSignInWords();
  if (uri === undefined || !URL.canParse(uri)) return null;
  return <p className="soft">{fill(words.consent.site, { site: new URL(uri).host })}</p>;
}

function Patients(props: {
  patients: NonNullable<Interaction['patients']>;
  patient: string | undefined;
  setPatient: (id: string) => void;
}): ReactNode {
  const words = useSignInWords();
  if (props.patients.length === 0) {
    return (
      <Field
        label={words.consent.patientId}
        hint={words.consent.patientIdHint}
        value={props.patient ?? ''}
        onChange={(id) => props.setPatient(id.trim())}
        autoComplete="off"
      />
    );
  }
  return (
    <fieldset className="consent-list">
      <legend>{words.consent.patient}</legend>
      {props.patient === undefined ? <p className="soft">{words.consent.choose}</p> : null}
      {props.patients.map(({ id, name }) => (
        <label key={id}>
          <input
            type="radio"
            name="patient"
            checked={props.patient === id}
            onChange={() => props.setPatient(id)}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Scopes(props: {
  scopes: readonly string[];
  unticked: ReadonlySet<string>;
  setUnticked: (scopes: ReadonlySet<string>) => void;
}): ReactNode {
  const words = useSignInWords();
  const { language } = useAppearance();
  const toggle = (scope: string) => {
    const next = new Set(props.unticked);
    if (!next.delete(scope)) next.add(scope);
    props.setUnticked(next);
  };
  const sentences = props.scopes.map((scope) => ({ scope, ...scopeSentence(scope, language) }));
  const needed = sentences.filter((sentence) => sentence.needed).map(({ text }) => text);
  return (
    <fieldset className="consent-list">
      <legend>{words.consent.asks}</legend>
      {sentences
        .filter((sentence) => !sentence.needed)
        .map(({ scope, text }) => (
          <label key={scope} title={scope}>
            <input
              type="checkbox"
              checked={!props.unticked.has(scope)}
              onChange={() => toggle(scope)}
            />
            <span>{text}</span>
          </label>
        ))}
      <p className="soft">{words.consent.asksHelp}</p>
      {needed.length === 0 ? null : (
        <p className="soft">
          {fill(words.consent.always, { what: needed.join(language === 'zh' ? '；' : '; ') })}
        </p>
      )}
    </fieldset>
  );
}
