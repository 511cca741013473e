/**
 * Registers an application or a system; it waits until the security administrator lets it in.
 * https://datatracker.ietf.org/doc/html/rfc7591
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { go } from '../../route.ts';
import { CopyOnce } from '../parts/CopyOnce.tsx';
import { ChoiceField, TextField } from '../parts/Field.tsx';
import { Fields, FormFrame, useDone, useForm } from '../parts/FormFrame.tsx';
import type { Form } from '../parts/FormFrame.tsx';
import { ReferenceField } from '../parts/ReferenceField.tsx';
import { useWords } from '../parts/words.ts';
import { areKeysReadable, emptyClient, newClient } from './client-form.ts';
import type { ClientDraft } from './client-form.ts';
import { useClientActs } from './use-clients.ts';

const methods = ['none', 'private_key_jwt', 'client_secret_basic'] as const;

/** `back` is the address of the list. */
export function ClientForm({ back }: { back: string }): ReactNode {
  const words = useWords();
  const done = useDone();
  const { register } = useClientActs();
  const form = useForm<ClientDraft>(emptyClient);
  const [secret, setSecret] = useState<string>();
  const leave = () => go({ page: 'administration', section: 'clients' });
  const given = newClient(form.draft);
  const submit = () =>
    form.run(async () => {
      if (given === undefined) return;
      const made = await register(given);
      done(words.client.registered);
      if (made === undefined) leave();
      else setSecret(made);
    });
  return (
    <FormFrame
      title={words.client.create}
      {...{ back, form }}
      save={submit}
      saveText={words.client.register}
      disabled={given === undefined || secret !== undefined}
    >
      <ClientFields form={form} />
      {secret === undefined ? null : (
        <CopyOnce
          title={words.client.secret}
          help={words.client.secretHelp}
          secret={secret}
          close={leave}
        />
      )}
    </FormFrame>
  );
}

function ClientFields({ form }: { form: Form<ClientDraft> }): ReactNode {
  const words = useWords();
  const { draft, set, change } = form;
  return (
    <Fields title={words.client.about} hint={words.client.aboutHint}>
      <ChoiceField
        label={words.client.kind}
        options={[
          ['app', words.client.kinds.app],
          ['system', words.client.kinds.system],
        ]}
        value={draft.kind}
        change={(kind) => change({ kind: kind === 'system' ? 'system' : 'app' })}
      />
      <TextField
        label={words.client.id}
        required
        hint={words.client.idHint}
        value={draft.id}
        change={set('id')}
      />
      <TextField label={words.client.name} required value={draft.name} change={set('name')} />
      {draft.kind === 'app' ? <AppFields form={form} /> : <SystemFields form={form} />}
      {draft.kind === 'system' || draft.method === 'private_key_jwt' ? (
        <TextField
          label={words.client.keys}
          required
          wide
          rows={3}
          hint={words.client.keysHint}
          error={areKeysReadable(draft.keys) ? undefined : words.client.keysWrong}
          value={draft.keys}
          change={set('keys')}
        />
      ) : null}
      <TextField
        label={words.client.scopes}
        required
        wide
        rows={3}
        hint={words.client.scopesHint}
        value={draft.scopes}
        change={set('scopes')}
      />
    </Fields>
  );
}

function AppFields({ form }: { form: Form<ClientDraft> }): ReactNode {
  const words = useWords();
  const { draft, set, change } = form;
  return (
    <>
      <ChoiceField
        label={words.client.method}
        options={methods.map((code) => [code, words.client.methods[code]])}
        value={draft.method}
        change={(method) => change({ method: methods.find((one) => one === method) ?? 'none' })}
      />
      <TextField
        label={words.client.redirects}
        required
        wide
        rows={2}
        hint={words.client.redirectsHint}
        value={draft.redirects}
        change={set('redirects')}
      />
      <TextField
        label={words.client.launch}
        wide
        type="url"
        hint={words.client.launchHint}
        value={draft.launchUri}
        change={set('launchUri')}
      />
    </>
  );
}

function SystemFields({ form }: { form: Form<ClientDraft> }): ReactNode {
  const words = useWords();
  return (
    <ReferenceField
      label={words.client.organization}
      required
      type="Organization"
      value={form.draft.organization}
      change={form.set('organization')}
    />
  );
}
