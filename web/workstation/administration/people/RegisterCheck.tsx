/**
 * The last check of someone with the national register, whether it is still good, and a new one.
 * https://hl7.org/fhir/R4/verificationresult.html
 */
import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { registerCheckOf } from '#model/practice.ts';
import { TextField } from '../parts/Field.tsx';
import { useDone, useForm } from '../parts/FormFrame.tsx';
import { allFound, useFound, useSaving } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';
import { registerCheck } from './register-check.ts';
import type { DueCheck } from './register-check.ts';
import { useDueChecks } from './use-checks.ts';

/** The mark of a check that is due; nothing where it is good. */
export function DueMark({ due }: { due: DueCheck | undefined }): ReactNode {
  const words = useWords();
  return due === undefined ? null : (
    <span className="chip admin-warn">{words.check.state[due.state]}</span>
  );
}

/** The card; `id` is that of the Practitioner. */
export function RegisterCheck({ id }: { id: string }): ReactNode {
  const words = useWords();
  const done = useDone();
  const { save } = useSaving();
  const stored = allFound(useFound(`VerificationResult?target=Practitioner/${id}&_count=20`).data);
  const due = useDueChecks().get(id);
  const last = registerCheckOf(stored);
  const form = useForm({ on: new Date().toISOString().slice(0, 10) });
  const note = (found: boolean) =>
    form.run(async () => {
      const before = stored.find((one) => one.id === id) ?? stored[0];
      await save(registerCheck({ id, on: form.draft.on, found }, before), before);
      done(words.form.saved);
    });
  return (
    <section className="card admin-form" aria-label={words.check.title}>
      <h2>{words.check.title}</h2>
      <p>
        {last === undefined
          ? words.check.never
          : (last.valid ? words.check.valid : words.check.invalid).replace(
              '{{date}}',
              last.on,
            )}{' '}
        <DueMark due={due} />
      </p>
      <p className="soft">{words.check.help}</p>
      {form.problems.rest.map((text) => (
        <Alert key={text} type="error" showIcon role="alert" title={text} />
      ))}
      <div className="admin-row-form">
        <TextField
          label={words.check.on}
          type="date"
          value={form.draft.on}
          change={form.set('on')}
        />
        <Button disabled={form.busy || form.draft.on === ''} onClick={() => note(true)}>
          {words.check.found}
        </Button>
        <Button danger disabled={form.busy || form.draft.on === ''} onClick={() => note(false)}>
          {words.check.missed}
        </Button>
      </div>
    </section>
  );
}
