/**
 * 导医: somebody says what is wrong and learns which door is the right one. Danger comes first.
 * Guidance, never a diagnosis. https://hl7.org/fhir/R4/healthcareservice.html
 */
import { TextArea } from 'antd-mobile';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { ageOn } from '../../design/moment.ts';
import { ask } from '../../fhir/client.ts';
import { fill } from '../../i18n/fill.ts';
import { Field, Notice } from '../../light/parts.tsx';
import { useConduct } from '../../light/use-conduct.ts';
import { useSession } from '../../session/session-context.ts';
import { useDepartments } from '../booking/use-departments.ts';
import { useMember } from '../family/use-family.ts';
import { Failed, Frame } from '../parts/Frame.tsx';
import { Glyph } from '../parts/Glyph.tsx';
import { Press } from '../parts/Press.tsx';
import { LinkRow, Rows } from '../parts/Rows.tsx';
import { useWords } from '../words.ts';
import { askedOf, guidanceOf } from './guidance.ts';
import type { Advised, Guidance } from './guidance.ts';
import './guide.css';

/** As long as the server reads. */
const mostCharacters = 500;
/** So many doors of a department are shown; booking has all of them. */
const mostDoors = 4;
const psychological = '12356';

/** What is asked of the person. */
interface Complaint {
  complaint: string;
  age: string;
  pregnant: boolean;
}

/** The page. */
export function GuidePage(): ReactNode {
  const words = useWords();
  const { birthDate, gender } = useMember();
  const { send } = useSession();
  const { busy, error, run } = useConduct();
  const [guidance, setGuidance] = useState<Guidance>();
  const [given, setGiven] = useState<Complaint>({ complaint: '', age: '', pregnant: false });
  const asking = (answer?: string) =>
    run(async () => {
      const { complaint, age, pregnant } = given;
      const body = askedOf({
        complaint: complaint.trim(),
        birthDate,
        age: age === '' ? undefined : Number(age),
        gender,
        pregnant,
        ...(answer === undefined ? {} : { answer }),
      });
      const told = await ask(send, 'HealthcareService/$guide', { method: 'POST', body });
      setGuidance(guidanceOf(told));
    });
  return (
    <Frame title={words.guide.title}>
      {guidance === undefined ? (
        <Question
          given={given}
          change={(part) => setGiven((before) => ({ ...before, ...part }))}
          conduct={{ busy, error }}
          send={() => asking()}
        />
      ) : (
        <>
          <Failed error={error} />
          <Advice guidance={guidance} busy={busy} answer={asking} />
          <Press kind="quiet" onClick={() => setGuidance(undefined)}>
            {words.guide.again}
          </Press>
        </>
      )}
    </Frame>
  );
}

function Question(props: {
  given: Complaint;
  change: (part: Partial<Complaint>) => void;
  conduct: { busy: boolean; error: unknown };
  send: () => void;
}): ReactNode {
  const { guide } = useWords();
  const { name, birthDate, gender } = useMember();
  const { given, change, conduct } = props;
  const isBornKnown = birthDate?.length === 10;
  return (
    <>
      <p className="soft">{guide.intro}</p>
      <div className="block guide">
        <p>{fill(guide.whose, { name })}</p>
        <label htmlFor="complaint">{guide.complaint}</label>
        <TextArea
          id="complaint"
          rows={4}
          maxLength={mostCharacters}
          placeholder={guide.placeholder}
          value={given.complaint}
          onChange={(complaint) => change({ complaint })}
        />
        {isBornKnown ? null : (
          <Field
            label={guide.age}
            inputMode="numeric"
            value={given.age}
            onChange={(text) => change({ age: text.replace(/\D/g, '').slice(0, 3) })}
          />
        )}
        {mayBePregnant(birthDate, gender) ? (
          <label className="check">
            <input
              type="checkbox"
              checked={given.pregnant}
              onChange={({ target }) => change({ pregnant: target.checked })}
            />
            {guide.pregnant}
          </label>
        ) : null}
        <Failed error={conduct.error} />
        <Press busy={conduct.busy} disabled={given.complaint.trim() === ''} onClick={props.send}>
          {guide.ask}
        </Press>
      </div>
    </>
  );
}

/** Asked only where it can be. */
function mayBePregnant(birthDate: string | undefined, gender: string | undefined): boolean {
  const age = ageOn(birthDate, new Date());
  const isInAge = age === undefined || (age.unit === 'years' && age.count >= 12 && age.count <= 55);
  return gender === 'female' && isInAge;
}

function Advice(props: {
  guidance: Guidance;
  busy: boolean;
  answer: (answer: string) => void;
}): ReactNode {
  const { guide } = useWords();
  const { language } = useAppearance();
  const { guidance, busy, answer } = props;
  const { kind, departments, question, disclaimer } = guidance;
  return (
    <>
      {kind === 'emergency' ? <Danger guidance={guidance} /> : null}
      {kind === 'primary-care' ? <Notice tone="calm">{guide.primary}</Notice> : null}
      {kind === 'desk' ? (
        <Notice tone="warn">
          <b>{guide.desk}</b>
          <p>{guide.deskHelp}</p>
        </Notice>
      ) : null}
      {question === undefined ? null : (
        <section className="block" aria-label={question[language]}>
          <h2>{question[language]}</h2>
          <div className="options">
            {question.options.map((option) => (
              <Press
                key={option.answer}
                kind="quiet"
                disabled={busy}
                onClick={() => answer(option.answer)}
              >
                {option[language]}
              </Press>
            ))}
          </div>
        </section>
      )}
      {departments.length === 0 || kind === 'emergency' ? null : (
        <>
          <h2>{guide.departments}</h2>
          {departments.map((one, index) => (
            <Department key={one.code} advised={one} isFirst={index === 0} />
          ))}
        </>
      )}
      <p className="soft">{disclaimer[language]}</p>
    </>
  );
}

/** Red flags before anything else: whom to call, where to go, and why. */
function Danger({ guidance: { flags, calls } }: { guidance: Guidance }): ReactNode {
  const { guide } = useWords();
  const { language } = useAppearance();
  const what = flags.map((flag) => flag[language]).join(language === 'zh' ? '、' : ', ');
  return (
    <section className="danger" role="alert">
      <h2>
        <Glyph name="alert" />
        {guide.emergency}
      </h2>
      {calls.map((number) => (
        <a key={number} className="danger-call" href={`tel:${number}`}>
          <Glyph name="phone" />
          {fill(guide.call, { number })}
          {number === psychological ? ` ${guide.hotline}` : ''}
        </a>
      ))}
      <p>{guide.toEmergency}</p>
      {what === '' ? null : <p>{fill(guide.why, { what })}</p>}
    </section>
  );
}

/** A department with the clinics nearby that can be booked, those with numbers left first. */
function Department({ advised, isFirst }: { advised: Advised; isFirst: boolean }): ReactNode {
  const { guide, visits } = useWords();
  const { language } = useAppearance();
  const { value = [] } = useDepartments();
  const doors = value
    .filter(({ id }) => advised.doors.includes(id))
    .toSorted((a, b) => b.free - a.free)
    .slice(0, mostDoors);
  return (
    <section className="block advised" aria-label={advised[language]}>
      <h3>
        {advised[language]}
        {isFirst ? <span className="tag">{guide.likely}</span> : null}
      </h3>
      {doors.length === 0 ? <p className="soft">{guide.noDoor}</p> : null}
      <Rows>
        {doors.map(({ id, name, hospital, free }) => (
          <LinkRow
            key={id}
            to={{ page: 'department', id }}
            note={hospital}
            end={
              <span className={`small ${free > 0 ? 'lead' : 'soft'}`}>
                {free > 0 ? fill(visits.left, { n: free }) : visits.full}
              </span>
            }
          >
            {name}
          </LinkRow>
        ))}
      </Rows>
    </section>
  );
}
