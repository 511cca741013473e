/** The form of an institution. https://hl7.org/fhir/R4/organization.html */
import { useRef } from 'react';
import type { ReactNode } from 'react';
import type { Resource } from '#model/fhir.ts';
import { go } from '../../route.ts';
import { CheckField, ChoiceField, ManyField, TextField } from '../parts/Field.tsx';
import { Fields, FormFrame, useDone, useForm } from '../parts/FormFrame.tsx';
import type { Form } from '../parts/FormFrame.tsx';
import { ReferenceField } from '../parts/ReferenceField.tsx';
import {
  classOptions,
  className,
  departmentOptions,
  gradeOptions,
  managementOptions,
} from '../parts/tables.ts';
import { useSaving } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';
import {
  institutionDraft,
  institutionFaults,
  institutionFieldAt,
  institutionOfDraft,
} from './institution-form.ts';
import type { InstitutionDraft } from './institution-form.ts';

/** `before` is what is stored; undefined for a new one. */
export function InstitutionForm(props: { before: Resource | undefined; back: string }): ReactNode {
  const { before, back } = props;
  const words = useWords();
  const done = useDone();
  const { save } = useSaving();
  const sent = useRef<Resource>({ resourceType: 'Organization' });
  const form = useForm(institutionDraft(before), (expression) =>
    institutionFieldAt(sent.current, expression),
  );
  const faults = institutionFaults(form.draft);
  const submit = () =>
    form.run(async () => {
      sent.current = institutionOfDraft(form.draft, before);
      const { id } = await save(sent.current, before);
      done(words.form.saved);
      if (before === undefined && id !== undefined) {
        go({ page: 'administration', section: 'institutions', id });
      }
    });
  return (
    <FormFrame
      title={before === undefined ? words.institution.create : form.draft.name}
      {...{ back, form }}
      save={submit}
      disabled={Object.keys(faults).length > 0}
    >
      <NameFields form={form} />
      <LicenceFields form={form} />
      <Fields title={words.institution.place}>
        <ReferenceField
          label={words.institution.parent}
          type="Organization"
          value={form.draft.parent}
          change={form.set('parent')}
          error={form.errorOf('parent')}
        />
        <TextField
          label={words.institution.phone}
          type="tel"
          value={form.draft.phone}
          change={form.set('phone')}
          error={form.errorOf('phone')}
        />
        <TextField
          label={words.institution.address}
          wide
          value={form.draft.address}
          change={form.set('address')}
          error={form.errorOf('address')}
        />
        <CheckField
          label={words.list.inUse}
          value={form.draft.active}
          change={form.set('active')}
        />
      </Fields>
    </FormFrame>
  );
}

function NameFields({ form }: { form: Form<InstitutionDraft> }): ReactNode {
  const words = useWords();
  const { draft, set, errorOf } = form;
  const isListed = classOptions.some(([code]) => code === draft.classCode);
  const classes =
    isListed || draft.classCode === ''
      ? classOptions
      : [
          [draft.classCode, className(draft.classCode) ?? draft.classCode] as const,
          ...classOptions,
        ];
  return (
    <Fields title={words.institution.about}>
      <TextField
        label={words.institution.name}
        required
        value={draft.name}
        change={set('name')}
        error={errorOf('name')}
      />
      <TextField label={words.institution.english} value={draft.english} change={set('english')} />
      <ChoiceField
        label={words.institution.class}
        required
        none={words.form.choose}
        options={classes}
        value={draft.classCode}
        change={set('classCode')}
        error={errorOf('classCode')}
      />
      <ChoiceField
        label={words.institution.grade}
        none={words.form.noneChosen}
        options={gradeOptions}
        value={draft.grade}
        change={set('grade')}
      />
      <ChoiceField
        label={words.institution.management}
        none={words.form.noneChosen}
        options={managementOptions}
        value={draft.management}
        change={set('management')}
      />
    </Fields>
  );
}

function LicenceFields({ form }: { form: Form<InstitutionDraft> }): ReactNode {
  const words = useWords();
  const { draft, set, errorOf } = form;
  const faults = institutionFaults(draft);
  return (
    <Fields title={words.institution.licences}>
      <TextField
        label={words.institution.uscc}
        value={draft.uscc}
        change={(value) => set('uscc')(value.normalize('NFKC').toUpperCase().trim())}
        hint={words.institution.usccHint}
        error={faults.uscc === undefined ? errorOf('uscc') : words.institution.usccWrong}
      />
      <TextField
        label={words.institution.code}
        value={draft.code}
        change={set('code')}
        error={errorOf('code')}
      />
      <TextField
        label={words.institution.licence}
        value={draft.licence}
        change={set('licence')}
        error={errorOf('licence')}
      />
      <TextField
        label={words.institution.licenceStart}
        type="date"
        value={draft.licenceStart}
        change={set('licenceStart')}
      />
      <TextField
        label={words.institution.licenceEnd}
        type="date"
        value={draft.licenceEnd}
        change={set('licenceEnd')}
        error={
          faults.licenceEnd === undefined ? errorOf('licenceEnd') : words.institution.endMissing
        }
      />
      <ManyField
        label={words.institution.departments}
        wide
        hint={words.institution.departmentsHint}
        options={departmentOptions}
        value={draft.departments}
        change={set('departments')}
        error={errorOf('departments')}
      />
    </Fields>
  );
}
