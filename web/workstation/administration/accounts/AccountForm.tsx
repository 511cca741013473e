/**
 * A new account, and the link that invites its owner, shown once.
 * https://pages.nist.gov/800-63-4/sp800-63b.html
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Resource } from '#model/fhir.ts';
import { roleCodesOf } from '#model/practice.ts';
import { useAppearance } from '../../../design/appearance-context.ts';
import type { Fact } from '../../../fhir/shapes.ts';
import { displayName } from '../../../fhir/wording.ts';
import { go } from '../../route.ts';
import { CopyOnce } from '../parts/CopyOnce.tsx';
import { ChoiceField, TextField } from '../parts/Field.tsx';
import { Fields, FormFrame, useDone, useForm } from '../parts/FormFrame.tsx';
import type { Form } from '../parts/FormFrame.tsx';
import { ReferenceField } from '../parts/ReferenceField.tsx';
import { referenceAt } from '../parts/resource-parts.ts';
import { roleName, roleOptions } from '../parts/tables.ts';
import { allFound, useFound, useNames } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';
import { emptyAccount, newAccount } from './account-form.ts';
import type { AccountDraft } from './account-form.ts';
import { useAccountActs } from './use-accounts.ts';

const kinds = ['staff', 'administrator', 'resident'] as const;

/** `back` is the address of the list. */
export function AccountForm({ back }: { back: string }): ReactNode {
  const words = useWords();
  const done = useDone();
  const { create } = useAccountActs();
  const form = useForm<AccountDraft>(emptyAccount);
  const { draft, set, change } = form;
  const [invitation, setInvitation] = useState<string>();
  const { practitioner } = draft;
  const request = `PractitionerRole?practitioner=${practitioner}&_count=50`;
  const found = useFound(practitioner === '' ? undefined : request);
  const posts = practitioner === '' ? [] : allFound(found.data);
  const account = newAccount(draft, posts);
  const leave = () => go({ page: 'administration', section: 'accounts' });
  const submit = () =>
    form.run(async () => {
      if (account === undefined) return;
      const link = await create(account);
      done(words.form.saved);
      if (link === undefined) leave();
      else setInvitation(link);
    });
  return (
    <FormFrame
      title={words.account.create}
      {...{ back, form }}
      save={submit}
      saveText={words.account.make}
      disabled={account === undefined || invitation !== undefined}
    >
      <Fields title={words.account.whose}>
        <ChoiceField
          label={words.account.kind}
          options={kinds.map((code) => [code, words.account.kinds[code]])}
          value={draft.kind}
          change={(kind) => change({ kind: kinds.find((one) => one === kind) ?? 'staff' })}
        />
        {draft.kind === 'staff' ? (
          <StaffFields {...{ form, posts }} none={found.isSuccess} />
        ) : null}
        {draft.kind === 'administrator' ? <OfficeField form={form} /> : null}
        {draft.kind === 'resident' ? <ResidentFields form={form} /> : null}
        <TextField label={words.account.name} required value={draft.name} change={set('name')} />
        {draft.kind === 'resident' ? null : (
          <TextField
            label={words.account.login}
            required
            hint={words.account.loginHint}
            value={draft.login}
            change={set('login')}
          />
        )}
      </Fields>
      {invitation === undefined ? null : (
        <CopyOnce
          title={words.account.invitation}
          help={words.account.invitationHelp}
          secret={invitation}
          close={leave}
        />
      )}
    </FormFrame>
  );
}

function StaffFields(props: {
  form: Form<AccountDraft>;
  posts: readonly Resource[];
  none: boolean;
}): ReactNode {
  const { form, posts, none } = props;
  const words = useWords();
  const { language } = useAppearance();
  const { draft, set, change } = form;
  const nameOf = useNames(posts.map((post) => referenceAt(post, 'organization')));
  const choose = (practitioner: string, chosen: Resource | undefined) => {
    const name = chosen && displayName(chosen as unknown as Fact, 'zh');
    change({ practitioner, post: '', ...(name === undefined ? {} : { name }) });
  };
  return (
    <>
      <ReferenceField
        label={words.account.person}
        required
        type="Practitioner"
        value={draft.practitioner}
        change={choose}
      />
      <ChoiceField
        label={words.account.post}
        required
        none={words.form.choose}
        {...(none && draft.practitioner !== '' && posts.length === 0
          ? { hint: words.account.noPosts }
          : {})}
        options={posts.map((post) => [
          post.id ?? '',
          [roleName(roleCodesOf(post)[0], language), nameOf(referenceAt(post, 'organization'))]
            .filter(Boolean)
            .join(' · '),
        ])}
        value={draft.post}
        change={set('post')}
      />
    </>
  );
}

function OfficeField({ form }: { form: Form<AccountDraft> }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  return (
    <ChoiceField
      label={words.account.office}
      required
      none={words.form.choose}
      hint={words.account.officeHint}
      options={roleOptions('administrator', language)}
      value={form.draft.office}
      change={form.set('office')}
    />
  );
}

function ResidentFields({ form }: { form: Form<AccountDraft> }): ReactNode {
  const words = useWords();
  const { draft, set } = form;
  return (
    <>
      <TextField
        label={words.account.patient}
        required
        hint={words.account.patientHint}
        value={draft.patient}
        change={set('patient')}
      />
      <TextField
        label={words.account.phone}
        required
        type="tel"
        value={draft.phone}
        change={set('phone')}
      />
    </>
  );
}
