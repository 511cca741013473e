/**
 * Legal duties: who may look by law, at whose record, until when. What was registered before is in
 * the log alone, for administrators read no Consents (SEC-06, SEC-18).
 * https://hl7.org/fhir/R4/consent.html
 */
import { Alert, Button, Popconfirm } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Resource } from '#model/fhir.ts';
import { useAppearance } from '../../../design/appearance-context.ts';
import { exactText, saidDate } from '../../../design/moment.ts';
import { fill } from '../../../i18n/fill.ts';
import { useSession } from '../../../session/session-context.ts';
import { CheckField, TextField } from '../parts/Field.tsx';
import { Fields, FormFrame, useDone, useForm } from '../parts/FormFrame.tsx';
import type { Form } from '../parts/FormFrame.tsx';
import { ReferenceField } from '../parts/ReferenceField.tsx';
import { allFound, useFound, useSaving } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';
import { logEntryOf } from '../log/log-entry.ts';
import { dutyFieldAt, dutyOfDraft, emptyDuty, endedDuty, isDutyComplete } from './duty-form.ts';
import type { DutyDraft } from './duty-form.ts';

/** The section. */
export function DutiesPage(): ReactNode {
  const words = useWords();
  const done = useDone();
  const { save } = useSaving();
  const form = useForm(emptyDuty, dutyFieldAt);
  const [made, setMade] = useState<Resource[]>([]);
  const submit = () =>
    form.run(async () => {
      const consent = dutyOfDraft(form.draft, new Date().toISOString());
      const written = await save(consent, undefined);
      setMade((before) => [{ ...consent, ...written }, ...before]);
      form.change(emptyDuty);
      done(words.duty.made);
    });
  return (
    <>
      <FormFrame
        title={words.sections.duties}
        form={form}
        save={submit}
        saveText={words.duty.register}
        disabled={!isDutyComplete(form.draft)}
      >
        <p className="soft">{words.duty.help}</p>
        <DutyFields form={form} />
      </FormFrame>
      {made.map((consent) => (
        <Made
          key={consent.id}
          consent={consent}
          ended={(id) => setMade((before) => before.filter((one) => one.id !== id))}
        />
      ))}
      <Registered />
    </>
  );
}

function DutyFields({ form }: { form: Form<DutyDraft> }): ReactNode {
  const words = useWords();
  const { draft, set, errorOf } = form;
  return (
    <Fields title={words.duty.about}>
      <ReferenceField
        label={words.duty.organization}
        required
        type="Organization"
        value={draft.organization}
        change={set('organization')}
        error={errorOf('organization')}
      />
      <TextField
        label={words.duty.patient}
        required
        hint={words.duty.patientHint}
        value={draft.patient}
        change={(text) => set('patient')(text.trim().replace(/^Patient\//, ''))}
        error={errorOf('patient')}
      />
      <TextField
        label={words.duty.law}
        required
        wide
        type="url"
        hint={words.duty.lawHint}
        value={draft.law}
        change={set('law')}
        error={errorOf('law')}
      />
      <TextField label={words.form.from} type="date" value={draft.start} change={set('start')} />
      <TextField
        label={words.duty.end}
        required
        type="date"
        value={draft.end}
        change={set('end')}
        error={errorOf('end')}
      />
      <CheckField label={words.duty.protected} value={draft.protected} change={set('protected')} />
    </Fields>
  );
}

/** One that was registered just now, and the way to end it again. */
function Made(props: { consent: Resource; ended: (id: string) => void }): ReactNode {
  const { consent, ended } = props;
  const words = useWords();
  const done = useDone();
  const { save } = useSaving();
  const form = useForm({});
  const end = () =>
    form.run(async () => {
      await save(endedDuty(consent), consent);
      done(words.duty.over);
      ended(consent.id ?? '');
    });
  return (
    <Alert
      type="success"
      showIcon
      title={fill(words.duty.madeAs, { id: `Consent/${consent.id ?? ''}` })}
      description={form.problems.rest.join(' ')}
      action={
        <Popconfirm
          title={words.duty.endSure}
          okText={words.duty.endNow}
          cancelText={words.form.cancel}
          onConfirm={end}
        >
          <Button danger loading={form.busy}>
            {words.duty.endNow}
          </Button>
        </Popconfirm>
      }
    />
  );
}

/** The Consents that this administrator wrote, as the log knows them. */
function Registered(): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const { who } = useSession().who;
  const found = useFound(`AuditEvent?agent=${who}&subtype=create,update&_count=100`);
  const entries = allFound(found.data)
    .map((event) => logEntryOf(event))
    .filter(({ entities }) => entities.some((entity) => entity.startsWith('Consent/')));
  if (entries.length === 0) return null;
  return (
    <section className="card admin-list" aria-label={words.duty.before}>
      <header>
        <h2>{words.duty.before}</h2>
      </header>
      <p className="soft admin-note">{words.duty.beforeHelp}</p>
      <ul className="admin-lines">
        {entries.map(({ id, at, entities, patients }) => (
          <li key={id}>
            <div>
              <span title={exactText(at)}>{saidDate(at, new Date(), language)}</span>{' '}
              <code>{entities.find((entity) => entity.startsWith('Consent/'))}</code>{' '}
              <span className="soft">{patients.join(' ')}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
