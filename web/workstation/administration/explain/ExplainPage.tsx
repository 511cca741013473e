/**
 * Why a person may or may not see a resource: one question, an answer for each role in sentences.
 * https://hl7.org/fhir/R4/security.html
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Resource } from '#model/fhir.ts';
import { useAppearance } from '../../../design/appearance-context.ts';
import { Icon } from '../../../design/Icon.tsx';
import { dayText, exactText } from '../../../design/moment.ts';
import { ask } from '../../../fhir/client.ts';
import { parametersOf } from '../../../fhir/parameters.ts';
import { fill } from '../../../i18n/fill.ts';
import { useSend } from '../../../session/session-context.ts';
import { TextField } from '../parts/Field.tsx';
import { Fields, FormFrame, useForm } from '../parts/FormFrame.tsx';
import { ReferenceField } from '../parts/ReferenceField.tsx';
import { roleName } from '../parts/tables.ts';
import { useNames } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';
import { decisionsOf, isForever, isReference } from './explanation.ts';
import type { RecordedReason, RoleDecision } from './explanation.ts';

/** The section. */
export function ExplainPage(): ReactNode {
  const words = useWords();
  const send = useSend();
  const form = useForm({ practitioner: '', resident: '', resource: '' });
  const { draft, set } = form;
  const [answer, setAnswer] = useState<{ asked: string; decisions: RoleDecision[] }>();
  const who = draft.practitioner === '' ? draft.resident.trim() : draft.practitioner;
  const resource = draft.resource.trim();
  const asked = `${who} ${resource}`;
  const submit = () =>
    form.run(async () => {
      setAnswer(undefined);
      const body = parametersOf({ who: { reference: who }, resource: { reference: resource } });
      const answered = await ask(send, '$explain', { method: 'POST', body });
      setAnswer({ asked, decisions: decisionsOf(answered as unknown as Resource) });
    });
  return (
    <>
      <FormFrame
        title={words.sections.explain}
        form={form}
        save={submit}
        saveText={words.explain.ask}
        disabled={!isReference(who) || !isReference(resource)}
      >
        <p className="soft">{words.explain.help}</p>
        <Fields title={words.explain.who}>
          <ReferenceField
            label={words.explain.practitioner}
            type="Practitioner"
            value={draft.practitioner}
            change={set('practitioner')}
          />
          <TextField
            label={words.explain.resident}
            hint={words.explain.residentHint}
            placeholder="Patient/…"
            value={draft.resident}
            change={set('resident')}
          />
        </Fields>
        <Fields title={words.explain.what}>
          <TextField
            label={words.explain.resource}
            required
            wide
            hint={words.explain.resourceHint}
            placeholder="Patient/…"
            value={draft.resource}
            change={set('resource')}
          />
        </Fields>
      </FormFrame>
      {answer === undefined || answer.asked !== asked ? null : (
        <Decisions decisions={answer.decisions} />
      )}
    </>
  );
}

function Decisions({ decisions }: { decisions: readonly RoleDecision[] }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const nameOf = useNames(decisions.map(({ organization }) => organization));
  return (
    <section className="card admin-decisions" aria-label={words.explain.answer} role="status">
      <h2>{words.explain.answer}</h2>
      <ul className="admin-lines">
        {decisions.map((decision, index) => (
          <li key={index}>
            <div>
              <p>
                {decision.allowed ? (
                  <b className="admin-good">{words.explain.allowed}</b>
                ) : (
                  <b className="tone-danger">
                    <Icon name="alert" /> {words.explain.refused}
                  </b>
                )}{' '}
                {[roleName(decision.role, language), nameOf(decision.organization)]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
              <p>
                {decision.allowed
                  ? fill(words.explain.because, { why: whyText(decision.why, words.why) })
                  : decision.whyNot?.[language]}
              </p>
              <p className="soft">{fill(words.explain.level, { n: decision.level })}</p>
              <Reasons reasons={decision.reasons} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function whyText(why: string | undefined, table: Readonly<Record<string, string>>): string {
  return (why !== undefined && Object.hasOwn(table, why) ? table[why] : why) ?? '';
}

function Reasons({ reasons }: { reasons: readonly RecordedReason[] }): ReactNode {
  const words = useWords();
  if (reasons.length === 0) return <p className="soft">{words.explain.noReasons}</p>;
  return (
    <ul className="admin-reasons">
      {reasons.map((reason, index) => (
        <li key={index}>
          <span title={`${exactText(reason.since)} – ${exactText(reason.until)}`}>
            {fill(isForever(reason.until) ? words.explain.open : words.explain.reason, {
              kind: whyText(reason.kind, words.why),
              since: dayText(reason.since),
              until: dayText(reason.until),
              n: reason.level,
            })}
          </span>
          {reason.source === undefined ? null : <code> {reason.source}</code>}
        </li>
      ))}
    </ul>
  );
}
