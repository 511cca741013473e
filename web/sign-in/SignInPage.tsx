/**
 * Signing in, step by step as the server asks for it; ends at the interaction that sent us here.
 * https://pages.nist.gov/800-63-4/sp800-63b.html
 */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { fill } from '../i18n/fill.ts';
import { Action, Notice } from '../light/parts.tsx';
import type { Ending } from '../session/ending.ts';
import { destinationOf, interactionOf, invitationOf } from './destination.ts';
import { Enrol, NewPassword, PhoneCode, SecondFactor } from './FactorForms.tsx';
import { Invitation } from './Invitation.tsx';
import { SignInFrame } from './SignInFrame.tsx';
import { ResidentForm, StaffForm } from './StartForms.tsx';
import { askSession, isDemonstration, signOut } from './sign-in-api.ts';
import type { Next } from './sign-in-api.ts';
import { useSignInWords } from './sign-in-words.ts';

type Way = 'staff' | 'resident';
type Step =
  | { next: 'start' }
  | { next: 'phone-code'; phone: string }
  | { next: 'invitation'; token: string }
  | { next: 'leaving' }
  | Exclude<Next, { next: 'done' }>;

/** The token leaves the address bar at once, so that no history keeps it. */
function firstStep(): Step {
  const token = invitationOf(location.hash);
  return token === undefined ? { next: 'start' } : { next: 'invitation', token };
}

/** The whole page at /sign-in; `ending` is how the session before it ended, where there was one. */
export function SignInPage({ ending }: { ending: Ending | undefined }): ReactNode {
  const [step, setStep] = useState<Step>(firstStep);
  const [way, setWay] = useState<Way>(() => wayOf(ending));
  useEffect(() => {
    if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
  }, []);
  const follow = (next: Next) => {
    if (next.next !== 'done') return setStep(next);
    setStep({ next: 'leaving' });
    location.replace(destinationOf(location.search));
  };
  const back = () => setStep({ next: 'start' });
  return (
    <SignInFrame note={<DemonstrationNote />}>
      <Stage {...{ step, follow, back, ending, way, setWay }} go={setStep} />
    </SignInFrame>
  );
}

/** Whoever comes from the residents' pages sees their way in first. */
function wayOf(ending: Ending | undefined): Way {
  return ending?.application === 'resident' ? 'resident' : 'staff';
}

interface StageProps {
  step: Step;
  follow: (next: Next) => void;
  back: () => void;
  go: (step: Step) => void;
  ending: Ending | undefined;
  way: Way;
  setWay: (way: Way) => void;
}

function Stage(props: StageProps): ReactNode {
  const words = useSignInWords();
  const { step, follow, back } = props;
  switch (step.next) {
    case 'start':
      return <Start {...props} />;
    case 'phone-code':
      return <PhoneCode phone={step.phone} {...{ follow, back }} />;
    case 'invitation':
      return <Invitation token={step.token} {...{ follow, back }} />;
    case 'second-factor':
      return <SecondFactor ways={step.ways} {...{ follow, back }} />;
    case 'enrol':
      return <Enrol secret={step.secret} uri={step.uri} qr={step.qr} {...{ follow, back }} />;
    case 'change-password':
      return <NewPassword {...{ follow, back }} />;
    case 'leaving':
      return <p role="status">{words.wait}</p>;
  }
}

function Start({ ending, follow, go, way, setWay }: StageProps): ReactNode {
  const words = useSignInWords();
  return (
    <>
      <h1>{words.title}</h1>
      {ending === undefined ? <Already /> : null}
      {ending === undefined || ending.why === 'new' ? null : (
        <Notice tone={ending.why === 'out' ? 'calm' : 'warn'}>{words.ended[ending.why]}</Notice>
      )}
      <div className="tabs" role="tablist" aria-label={words.title}>
        {(['staff', 'resident'] as const).map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`tab-${one}`}
            aria-selected={way === one}
            aria-controls="way"
            onClick={() => setWay(one)}
          >
            {words[one]}
          </button>
        ))}
      </div>
      <div id="way" role="tabpanel" aria-labelledby={`tab-${way}`}>
        {way === 'staff' ? (
          <StaffForm follow={follow} />
        ) : (
          <ResidentForm follow={follow} sent={(phone) => go({ next: 'phone-code', phone })} />
        )}
      </div>
    </>
  );
}

/** Somebody is signed in here already: said where no app waits for a sign-in. */
function Already(): ReactNode {
  const words = useSignInWords();
  const [name, setName] = useState<string>();
  useEffect(() => {
    let wanted = true;
    if (interactionOf(location.search) === undefined) {
      void askSession().then(
        (session) => wanted && setName(session?.name),
        () => undefined,
      );
    }
    return () => {
      wanted = false;
    };
  }, []);
  if (name === undefined) return null;
  return (
    <Notice tone="calm">
      <p>{fill(words.already, { name })}</p>
      <p className="notice-actions">
        <Action onClick={() => location.assign('/')}>{words.alreadyGo}</Action>
        <Action onClick={() => void signOut().finally(() => setName(undefined))}>
          {words.alreadyOther}
        </Action>
      </p>
    </Notice>
  );
}

function DemonstrationNote(): ReactNode {
  const words = useSignInWords();
  const [demonstration, setDemonstration] = useState(false);
  useEffect(() => {
    let wanted = true;
    void isDemonstration().then(
      (found) => wanted && setDemonstration(found),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, []);
  if (!demonstration) return null;
  return (
    <p>
      {words.demonstration.note}{' '}
      <a href="/development/inbox" target="_blank" rel="noreferrer">
        {words.demonstration.link}
      </a>
    </p>
  );
}
