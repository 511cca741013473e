/**
 * The form by which an institution joins an alliance.
 * https://hl7.org/fhir/R4/organizationaffiliation.html
 */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { allianceKinds, alliancePlaces } from '#model/alliances.ts';
import { institutionClassSystem } from '#model/institution-classes.ts';
import { useAppearance } from '../../../design/appearance-context.ts';
import type { Fact } from '../../../fhir/shapes.ts';
import { displayName } from '../../../fhir/wording.ts';
import { ChoiceField, TextField } from '../parts/Field.tsx';
import { Fields, FormFrame, useDone, useForm } from '../parts/FormFrame.tsx';
import type { Form } from '../parts/FormFrame.tsx';
import { ReferenceField } from '../parts/ReferenceField.tsx';
import { allFound, useFound, useSaving } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';
import { allianceEntries, isComplete } from './alliance-form.ts';
import type { AllianceDraft } from './alliance-form.ts';

/** `own` is the institution from which one came, the leader to begin with. */
export function AllianceForm({ own, close }: { own: string; close: () => void }): ReactNode {
  const words = useWords();
  const done = useDone();
  const { saveTogether } = useSaving();
  const form = useForm<AllianceDraft>({
    alliance: '',
    name: '',
    kind: 'county',
    leader: own,
    member: '',
    place: 'member',
    start: '',
    end: '',
  });
  const submit = () =>
    form.run(async () => {
      await saveTogether(allianceEntries(form.draft, crypto.randomUUID()));
      done(words.form.saved);
      close();
    });
  return (
    <FormFrame
      title={words.alliance.add}
      form={form}
      save={submit}
      saveText={words.alliance.join}
      disabled={!isComplete(form.draft)}
    >
      <AllianceFields form={form} />
      <Button onClick={close}>{words.form.cancel}</Button>
    </FormFrame>
  );
}

function AllianceFields({ form }: { form: Form<AllianceDraft> }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const { draft, set } = form;
  const alliance = encodeURIComponent(`${institutionClassSystem}|alliance`);
  const known = allFound(useFound(`Organization?type=${alliance}&_count=200`).data);
  const alliances = known.map(
    (one) =>
      [
        `Organization/${one.id ?? ''}`,
        displayName(one as unknown as Fact, language) ?? '',
      ] as const,
  );
  return (
    <Fields title={words.alliance.title}>
      <ChoiceField
        label={words.alliance.alliance}
        required
        none={words.form.choose}
        options={[...alliances, ['new', words.alliance.new]]}
        value={draft.alliance}
        change={set('alliance')}
      />
      {draft.alliance === 'new' ? (
        <>
          <TextField label={words.alliance.name} required value={draft.name} change={set('name')} />
          <ChoiceField
            label={words.alliance.kind}
            required
            options={Object.entries(allianceKinds)}
            value={draft.kind}
            change={set('kind')}
          />
        </>
      ) : null}
      <ReferenceField
        label={words.alliance.leader}
        required
        type="Organization"
        value={draft.leader}
        change={set('leader')}
      />
      <ReferenceField
        label={words.alliance.member}
        required
        type="Organization"
        value={draft.member}
        change={set('member')}
      />
      <ChoiceField
        label={words.alliance.place}
        required
        options={Object.entries(alliancePlaces)}
        value={draft.place}
        change={set('place')}
      />
      <TextField label={words.form.from} type="date" value={draft.start} change={set('start')} />
      <TextField label={words.form.to} type="date" value={draft.end} change={set('end')} />
    </Fields>
  );
}
