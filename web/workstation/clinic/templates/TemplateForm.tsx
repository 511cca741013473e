/**
 * The editor of a template: who sees patients, the clinics of the week, pools with their numbers as
 * they will be dealt, rules; below it the days that are open. https://hl7.org/fhir/R4/schedule.html
 */
import { Alert, Button } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Resource } from '#model/fhir.ts';
import { Icon } from '../../../design/Icon.tsx';
import { fill } from '../../../i18n/fill.ts';
import { CheckField, ChoiceField, TextField } from '../../administration/parts/Field.tsx';
import { fragmentOf, go } from '../../route.ts';
import { useClinicWords } from '../parts/clinic-words.ts';
import { useDeed } from '../parts/use-clinic.ts';
import { useDoctors } from '../sessions/Substitute.tsx';
import { ClinicRows } from './ClinicRows.tsx';
import { OpenDays } from './OpenDays.tsx';
import { PoolFields } from './PoolFields.tsx';
import { type TemplateDraft, actorOf, draftOf, scheduleOf, wholeRules } from './template-draft.ts';
import { type TemplateProblems, problemsIn } from './template-problems.ts';
import { useDepartments, useSaveTemplate } from './use-templates.ts';

/** What the parts of the form are given. */
export interface TemplatePartProps {
  draft: TemplateDraft;
  change: (part: Partial<TemplateDraft>) => void;
  /** What is wrong with a field, in words. */
  errorOf: (field: string) => string | undefined;
}

const back = { page: 'clinic', section: 'templates' } as const;

/** The form; `before` is undefined for a new template. */
export function TemplateForm({ before }: { before: Resource | undefined }): ReactNode {
  const words = useClinicWords();
  const { templates } = words;
  const { part, deed, submit, departments, doctors } = useTemplateForm(before);
  const doctor = before && (actorOf(before, 'PractitionerRole').name || words.part.anyDoctor);
  const title =
    doctor === undefined ? templates.newTitle : fill(templates.editTitle, { who: doctor });
  return (
    <>
      <header className="clinic-head">
        <Button
          type="text"
          href={fragmentOf(back)}
          aria-label={words.part.back}
          icon={<Icon name="back" />}
        />
        <h1>{title}</h1>
        <p className="clinic-sum" />
      </header>
      <form
        className="card template-form"
        aria-label={title}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Who {...part} departments={departments} doctors={withKnown(doctors, before)} />
        <ClinicRows {...part} />
        <PoolFields {...part} />
        <Rules {...part} />
        {deed.failure === undefined ? null : (
          <Alert type="error" showIcon role="alert" title={deed.failure} />
        )}
        <footer>
          <Button type="primary" htmlType="submit" loading={deed.busy}>
            {words.part.save}
          </Button>
        </footer>
      </form>
      {before?.id === undefined ? (
        <p className="soft template-after">{templates.saveFirst}</p>
      ) : (
        <OpenDays schedule={before.id} />
      )}
    </>
  );
}

/** What is typed, what is wrong with it, and saving it. */
function useTemplateForm(before: Resource | undefined) {
  const { templates } = useClinicWords();
  const save = useSaveTemplate();
  const deed = useDeed();
  const [draft, setDraft] = useState(() => draftOf(before));
  const [asked, setAsked] = useState(false);
  const departments = useDepartments();
  const doctors = useDoctors(draft.service === '' ? undefined : draft.service) ?? [];
  const problems = problemsIn(draft);
  const part: TemplatePartProps = {
    draft,
    change: (changed) => setDraft((was) => ({ ...was, ...changed })),
    errorOf: (field) => wordsOf(problems, { field, asked, draft, templates }),
  };
  const named = (list: readonly [string, string][], id: string) =>
    list.find(([one]) => one === id)?.[1] ?? '';
  const submit = async () => {
    setAsked(true);
    if (problems.size > 0) return;
    const known = before && actorOf(before, 'PractitionerRole');
    const role = known?.id === draft.role ? known.name : named(doctors, draft.role);
    const service = named(departments, draft.service);
    let id: string | undefined;
    const done = await deed.run(
      async () => ({ id } = await save(scheduleOf(draft, before, { role, service }))),
      () => templates.saved,
    );
    if (done && before === undefined && id !== undefined) go({ ...back, id });
  };
  return { part, deed, submit, departments, doctors };
}

function Who(
  props: TemplatePartProps & {
    departments: readonly [string, string][];
    doctors: readonly [string, string][];
  },
): ReactNode {
  const { templates, part } = useClinicWords();
  const { draft, change, errorOf, departments, doctors } = props;
  return (
    <fieldset className="template-who">
      <legend>{templates.who}</legend>
      <ChoiceField
        label={templates.department}
        value={draft.service}
        change={(service) => change({ service, role: '' })}
        options={departments}
        none={templates.chooseDepartment}
        error={errorOf('service')}
        required
      />
      <ChoiceField
        label={templates.doctor}
        value={draft.role}
        change={(role) => change({ role })}
        options={doctors}
        none={part.anyDoctor}
      />
      <CheckField
        label={templates.isActive}
        value={draft.isActive}
        change={(isActive) => change({ isActive })}
      />
    </fieldset>
  );
}

/** The doctor of the template is one to choose, though no longer of the department. */
function withKnown(
  doctors: readonly [string, string][],
  before: Resource | undefined,
): readonly [string, string][] {
  const known = before && actorOf(before, 'PractitionerRole');
  if (known === undefined || known.id === '') return doctors;
  return doctors.some(([id]) => id === known.id) ? doctors : [[known.id, known.name], ...doctors];
}

/** What is missing is said once somebody wanted to save; what is wrong at once. */
function wordsOf(
  problems: TemplateProblems,
  given: {
    field: string;
    asked: boolean;
    draft: TemplateDraft;
    templates: ReturnType<typeof useClinicWords>['templates'];
  },
): string | undefined {
  const { field, asked, draft, templates } = given;
  const problem = problems.get(field);
  if (problem === undefined || (problem === 'department' && !asked)) return undefined;
  const [, at] = /^clinics\.(\d+)\./.exec(field) ?? [];
  const row = at === undefined ? undefined : draft.clinics[Number(at)];
  const span = row === undefined ? 0 : minutesBetween(row.start, row.end);
  return fill(templates.problem[problem], { span, minutes: row?.minutes ?? '' });
}

function minutesBetween(start: string, end: string): number {
  return (Date.parse(`2000-01-01T${end}Z`) - Date.parse(`2000-01-01T${start}Z`)) / 60_000;
}

function Rules({ draft, change, errorOf }: TemplatePartProps): ReactNode {
  const { templates } = useClinicWords();
  return (
    <fieldset className="template-rules">
      <legend>{templates.rules}</legend>
      <TextField
        label={templates.feeYuan}
        value={draft.fee}
        change={(fee) => change({ fee })}
        error={errorOf('fee')}
      />
      {wholeRules.map((rule) => (
        <TextField
          key={rule}
          label={templates[rule]}
          value={draft[rule]}
          change={(value) => change({ [rule]: value })}
          error={errorOf(rule)}
        />
      ))}
      <div className="admin-field">
        <label htmlFor="opens-at">{templates.opensAt}</label>
        <input
          id="opens-at"
          type="time"
          className="admin-select"
          value={draft.opensAt}
          onChange={({ target }) => change({ opensAt: target.value })}
        />
      </div>
    </fieldset>
  );
}
