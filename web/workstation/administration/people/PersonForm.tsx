/** The form of someone who works in the region. https://hl7.org/fhir/R4/practitioner.html */
import type { ReactNode } from 'react';
import type { Resource } from '#model/fhir.ts';
import { go } from '../../route.ts';
import { CheckField, ChoiceField, ManyField, TextField } from '../parts/Field.tsx';
import { Fields, FormFrame, useDone, useForm } from '../parts/FormFrame.tsx';
import type { Form } from '../parts/FormFrame.tsx';
import { ReferenceField } from '../parts/ReferenceField.tsx';
import { categoryOptions, licenceOptions, scopeOptions, titleOptions } from '../parts/tables.ts';
import { useSaving } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';
import {
  neededFor,
  personDraft,
  personFaults,
  personFieldAt,
  personOfDraft,
  scopeCategory,
} from './person-form.ts';
import type { PersonDraft } from './person-form.ts';

/** `before` is what is stored; undefined for a new one. */
export function PersonForm(props: { before: Resource | undefined; back: string }): ReactNode {
  const { before, back } = props;
  const words = useWords();
  const done = useDone();
  const { save } = useSaving();
  const form = useForm(personDraft(before), personFieldAt);
  const { draft, set, errorOf } = form;
  const genders = ['male', 'female', 'other', 'unknown'] as const;
  const submit = () =>
    form.run(async () => {
      const { id } = await save(personOfDraft(draft, before), before);
      done(words.form.saved);
      if (before === undefined && id !== undefined) {
        go({ page: 'administration', section: 'people', id });
      }
    });
  return (
    <FormFrame
      title={before === undefined ? words.person.create : draft.name}
      {...{ back, form }}
      save={submit}
      disabled={personFaults(draft).length > 0}
    >
      <Fields title={words.person.about}>
        <TextField
          label={words.person.name}
          required
          value={draft.name}
          change={set('name')}
          error={errorOf('name')}
        />
        <ChoiceField
          label={words.person.gender}
          none={words.form.noneChosen}
          options={genders.map((code) => [code, words.person.genders[code]])}
          value={draft.gender}
          change={set('gender')}
        />
        <TextField
          label={words.person.phone}
          type="tel"
          value={draft.phone}
          change={set('phone')}
          error={errorOf('phone')}
        />
        <ChoiceField
          label={words.person.title}
          none={words.form.noneChosen}
          options={titleOptions}
          value={draft.title}
          change={set('title')}
        />
        <CheckField label={words.list.inUse} value={draft.active} change={set('active')} />
      </Fields>
      <LicenceFields form={form} />
    </FormFrame>
  );
}

function LicenceFields({ form }: { form: Form<PersonDraft> }): ReactNode {
  const words = useWords();
  const { draft, set, change, errorOf } = form;
  const needed = neededFor(draft.kind);
  const scoped = needed.has('scopes') || draft.kind === 'village-doctor';
  return (
    <Fields title={words.person.licences} hint={words.person.licencesHint}>
      <ChoiceField
        label={words.person.kind}
        none={words.person.noLicence}
        options={licenceOptions}
        value={draft.kind}
        change={(kind) => change({ kind, scopes: [], category: '' })}
        error={errorOf('kind')}
      />
      <TextField
        label={words.person.licence}
        required={needed.has('licence')}
        value={draft.licence}
        change={set('licence')}
        error={errorOf('licence')}
      />
      <ReferenceField
        label={words.person.place}
        required={needed.has('place')}
        type="Organization"
        value={draft.place}
        change={set('place')}
      />
      {needed.has('category') ? (
        <ChoiceField
          label={words.person.category}
          required
          none={words.form.choose}
          options={categoryOptions}
          value={draft.category}
          change={(category) => change({ category, scopes: [] })}
        />
      ) : null}
      {scoped ? (
        <ManyField
          label={words.person.scopes}
          required={needed.has('scopes')}
          options={scopeOptions(scopeCategory(draft))}
          value={draft.scopes}
          change={set('scopes')}
        />
      ) : null}
      <LicenceTimes form={form} />
    </Fields>
  );
}

function LicenceTimes({ form }: { form: Form<PersonDraft> }): ReactNode {
  const words = useWords();
  const { draft, set, errorOf } = form;
  const needed = neededFor(draft.kind);
  return (
    <>
      <TextField
        label={words.person.start}
        type="date"
        required={needed.has('start')}
        value={draft.start}
        change={set('start')}
      />
      <TextField
        label={words.person.end}
        type="date"
        required={needed.has('end')}
        {...(needed.has('end') ? {} : { hint: words.person.endHint })}
        value={draft.end}
        change={set('end')}
        error={errorOf('end')}
      />
      <TextField label={words.person.issuer} value={draft.issuer} change={set('issuer')} />
      <TextField
        label={words.person.examination}
        value={draft.examination}
        change={set('examination')}
      />
      <TextField
        label={words.person.since}
        type="date"
        hint={words.person.sinceHint}
        value={draft.since}
        change={set('since')}
      />
    </>
  );
}
