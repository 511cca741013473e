/**
 * The form of a post. China's rules ONL-04, ONL-06.
 * https://hl7.org/fhir/R4/practitionerrole.html
 */
import type { ReactNode } from 'react';
import type { Resource } from '#model/fhir.ts';
import { useAppearance } from '../../../design/appearance-context.ts';
import { go } from '../../route.ts';
import { CheckField, ChoiceField, ManyField, TextField } from '../parts/Field.tsx';
import { Fields, FormFrame, useDone, useForm } from '../parts/FormFrame.tsx';
import type { Form } from '../parts/FormFrame.tsx';
import { ReferenceField } from '../parts/ReferenceField.tsx';
import { departmentOptions, roleOptions } from '../parts/tables.ts';
import { useNames, useSaving } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';
import { isRoleComplete, roleDraft, roleFieldAt, roleOfDraft } from './role-form.ts';
import type { RoleDraft } from './role-form.ts';

/** `before` is what is stored; undefined for a new one. */
export function RoleForm(props: { before: Resource | undefined; back: string }): ReactNode {
  const { before, back } = props;
  const words = useWords();
  const done = useDone();
  const { save } = useSaving();
  const form = useForm(roleDraft(before), roleFieldAt);
  const nameOf = useNames([form.draft.practitioner]);
  const submit = () =>
    form.run(async () => {
      const { id } = await save(roleOfDraft(form.draft, before), before);
      done(words.form.saved);
      if (before === undefined && id !== undefined) {
        go({ page: 'administration', section: 'roles', id });
      }
    });
  return (
    <FormFrame
      title={
        before === undefined
          ? words.role.create
          : (nameOf(form.draft.practitioner) ?? words.role.somebody)
      }
      {...{ back, form }}
      save={submit}
      disabled={!isRoleComplete(form.draft)}
    >
      <PostFields form={form} />
      <OnlineFields form={form} />
    </FormFrame>
  );
}

function PostFields({ form }: { form: Form<RoleDraft> }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const { draft, set, errorOf } = form;
  return (
    <Fields title={words.role.about}>
      <ReferenceField
        label={words.role.practitioner}
        required
        type="Practitioner"
        value={draft.practitioner}
        change={set('practitioner')}
        error={errorOf('practitioner')}
      />
      <ReferenceField
        label={words.role.organization}
        required
        type="Organization"
        value={draft.organization}
        change={set('organization')}
        error={errorOf('organization')}
      />
      <ChoiceField
        label={words.role.role}
        required
        none={words.form.choose}
        options={roleOptions('staff', language)}
        value={draft.role}
        change={set('role')}
        error={errorOf('role')}
      />
      <TextField label={words.role.post} value={draft.post} change={set('post')} />
      <ManyField
        label={words.role.departments}
        wide
        options={departmentOptions}
        value={draft.departments}
        change={set('departments')}
        error={errorOf('departments')}
      />
      <TextField label={words.form.from} type="date" value={draft.start} change={set('start')} />
      <TextField
        label={words.form.to}
        type="date"
        value={draft.end}
        change={set('end')}
        error={errorOf('end')}
      />
      <CheckField label={words.list.inUse} value={draft.active} change={set('active')} />
    </Fields>
  );
}

function OnlineFields({ form }: { form: Form<RoleDraft> }): ReactNode {
  const words = useWords();
  const { draft, set, errorOf } = form;
  return (
    <>
      <Fields title={words.role.filing} hint={words.role.filingHint}>
        <TextField label={words.role.filingNumber} value={draft.filing} change={set('filing')} />
        <TextField
          label={words.form.from}
          type="date"
          required={draft.filing !== ''}
          value={draft.filingStart}
          change={set('filingStart')}
        />
        <TextField
          label={words.form.to}
          type="date"
          value={draft.filingEnd}
          change={set('filingEnd')}
        />
      </Fields>
      <Fields title={words.role.consent} hint={words.role.consentHint}>
        <ReferenceField
          label={words.role.consentBy}
          type="Organization"
          value={draft.consent}
          change={set('consent')}
          error={errorOf('consent')}
        />
        <TextField
          label={words.form.from}
          type="date"
          required={draft.consent !== ''}
          value={draft.consentStart}
          change={set('consentStart')}
        />
        <TextField
          label={words.form.to}
          type="date"
          value={draft.consentEnd}
          change={set('consentEnd')}
        />
      </Fields>
    </>
  );
}
