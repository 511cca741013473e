/**
 * The frame of a form: where one came from, what it is about, what is wrong, one button to save.
 * https://www.w3.org/WAI/tutorials/forms/notifications/
 */
import { Alert, App, Button } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../../design/appearance-context.ts';
import { Icon } from '../../../design/Icon.tsx';
import { fill } from '../../../i18n/fill.ts';
import { noProblems, problemsOf } from './problems.ts';
import type { Problems } from './problems.ts';
import { useWords } from './words.ts';

/** A form that is being filled in. */
export interface Form<T> {
  draft: T;
  /** A setter of one field. */
  set: <K extends keyof T>(name: K) => (value: T[K]) => void;
  change: (part: Partial<T>) => void;
  errorOf: (name: keyof T & string) => string | undefined;
  problems: Problems;
  busy: boolean;
  /** Runs what saves it; what is refused becomes problems. */
  run: (act: () => Promise<void>) => void;
}

/** A form that starts from `first`. `fieldAt` tells which field a FHIR expression means. */
export function useForm<T extends object>(
  first: T,
  fieldAt?: (expression: string) => string | undefined,
): Form<T> {
  const { language } = useAppearance();
  const words = useWords();
  const [draft, setDraft] = useState(first);
  const [problems, setProblems] = useState(noProblems);
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<T>) => setDraft((before) => ({ ...before, ...part }));
  return {
    draft,
    change,
    set: (name) => (value) => setDraft((before) => ({ ...before, [name]: value })),
    errorOf: (name) => problems.fields[name],
    problems,
    busy,
    run(act) {
      if (busy) return;
      setBusy(true);
      setProblems(noProblems);
      act()
        .catch((failure: unknown) => {
          const given = { language, unsaid: words.unsaid };
          setProblems(problemsOf(failure, fieldAt === undefined ? given : { ...given, fieldAt }));
        })
        .finally(() => setBusy(false));
    },
  };
}

/** `back` is the address of the list; without it there is no way back to show. */
export function FormFrame(props: {
  title: string;
  back?: string;
  form: Pick<Form<object>, 'problems' | 'busy'>;
  save: () => void;
  saveText?: string;
  disabled?: boolean;
  children: ReactNode;
}): ReactNode {
  const words = useWords();
  const { title, back, form, save, disabled } = props;
  const count = Object.keys(form.problems.fields).length;
  const said = [...form.problems.rest, ...(count > 0 ? [fill(words.form.mend, { n: count })] : [])];
  return (
    <form
      className="card admin-form"
      aria-label={title}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <header>
        {back === undefined ? null : (
          <Button type="text" href={back} icon={<Icon name="back" />}>
            {words.form.back}
          </Button>
        )}
        <h1>{title}</h1>
      </header>
      {said.length === 0 ? null : (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={said.map((text) => (
            <p key={text}>{text}</p>
          ))}
        />
      )}
      {props.children}
      <footer>
        <Button type="primary" htmlType="submit" loading={form.busy} disabled={disabled === true}>
          {props.saveText ?? words.form.save}
        </Button>
      </footer>
    </form>
  );
}

/** Fields that belong together, under a heading. */
export function Fields(props: { title: string; hint?: string; children: ReactNode }): ReactNode {
  return (
    <fieldset className="admin-fields">
      <legend>{props.title}</legend>
      {props.hint === undefined ? null : <p className="soft">{props.hint}</p>}
      <div className="admin-grid">{props.children}</div>
    </fieldset>
  );
}

/** Says that something was done. */
export function useDone(): (text: string) => void {
  const { message } = App.useApp();
  return (text) => void message.success(text);
}
