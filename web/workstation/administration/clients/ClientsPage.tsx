/**
 * Applications and systems: the system administrator registers, the security administrator lets in
 * with all or some of what was asked for, either shuts out (SEC-06).
 * https://datatracker.ietf.org/doc/html/rfc7591
 */
import { Alert, Button, Checkbox, Drawer, Popconfirm } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useSession } from '../../../session/session-context.ts';
import { fragmentOf } from '../../route.ts';
import type { SectionProps } from '../Administration.tsx';
import { useDone, useForm } from '../parts/FormFrame.tsx';
import type { Form } from '../parts/FormFrame.tsx';
import { Listing } from '../parts/Listing.tsx';
import { useNames } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';
import { ClientForm } from './ClientForm.tsx';
import { useClientActs, useClients } from './use-clients.ts';
import type { Client } from './use-clients.ts';

const page = (id?: string) =>
  fragmentOf({ page: 'administration', section: 'clients', ...(id === undefined ? {} : { id }) });

/** The section. */
export function ClientsPage({ id }: SectionProps): ReactNode {
  const registers = useSession().who.role === 'system-administrator';
  if (id === '+' && registers) return <ClientForm back={page()} />;
  return <ClientList registers={registers} />;
}

function ClientList({ registers }: { registers: boolean }): ReactNode {
  const words = useWords();
  const [opened, setOpened] = useState<string>();
  const found = useClients();
  const rank = { pending: 0, active: 1, disabled: 2 };
  const clients = (found.data ?? []).toSorted((a, b) => rank[a.status] - rank[b.status]);
  const client = clients.find(({ id }) => id === opened);
  return (
    <>
      <Listing
        title={words.sections.clients}
        {...(registers ? { create: { href: page('+'), label: words.client.create } } : {})}
        columns={[words.client.name, words.client.id, words.client.kind, words.list.state]}
        widths="minmax(0, 1.5fr) minmax(0, 1.2fr) minmax(0, 1fr) 110px"
        loading={found}
        none={words.list.none}
        rows={clients.map((one) => ({
          key: one.id,
          open: () => setOpened(one.id),
          cells: [one.name, one.id, words.client.kinds[one.kind], <Status key="s" client={one} />],
        }))}
      />
      {client === undefined ? null : (
        <OneClient key={client.id} {...{ client, registers }} close={() => setOpened(undefined)} />
      )}
    </>
  );
}

function Status({ client: { status } }: { client: Client }): ReactNode {
  const words = useWords();
  const tone = { active: 'chip-lead', disabled: '', pending: 'admin-warn' }[status];
  return <span className={`chip ${tone}`}>{words.client.statuses[status]}</span>;
}

function OneClient(props: { client: Client; registers: boolean; close: () => void }): ReactNode {
  const { client, registers, close } = props;
  const words = useWords();
  const done = useDone();
  const { disable } = useClientActs();
  const form = useForm<object>({});
  const organization =
    client.organization === undefined ? undefined : `Organization/${client.organization}`;
  const nameOf = useNames([organization]);
  const shutOut = () =>
    form.run(async () => {
      await disable(client.id);
      done(words.form.saved);
    });
  return (
    <Drawer open onClose={close} title={client.name} size="min(560px, 100vw)">
      <dl className="admin-facts">
        <div>
          <dt>{words.list.state}</dt>
          <dd>
            <Status client={client} />
          </dd>
        </div>
        {[
          [words.client.id, client.id],
          [words.client.kind, words.client.kinds[client.kind]],
          [words.client.organization, nameOf(organization) ?? '—'],
          [words.client.method, client.method],
          [words.client.redirects, client.redirectUris.join('\n') || '—'],
          [words.client.by, client.registeredBy ?? '—'],
          [words.client.approvedBy, client.approvedBy ?? '—'],
        ].map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {form.problems.rest.map((text) => (
        <Alert key={text} type="error" showIcon role="alert" title={text} />
      ))}
      {client.status === 'pending' && !registers ? (
        <Approval client={client} form={form} />
      ) : (
        <ScopeList scopes={client.scopes} />
      )}
      {client.status === 'pending' && registers ? (
        <Alert type="info" showIcon title={words.client.waits} />
      ) : null}
      {client.status === 'disabled' || client.kind === 'first-party' ? null : (
        <div className="admin-acts">
          <Popconfirm
            title={words.client.disableSure}
            okText={words.client.disable}
            cancelText={words.form.cancel}
            onConfirm={shutOut}
          >
            <Button danger loading={form.busy}>
              {words.client.disable}
            </Button>
          </Popconfirm>
        </div>
      )}
    </Drawer>
  );
}

function ScopeList({ scopes }: { scopes: string }): ReactNode {
  const words = useWords();
  return (
    <>
      <h3>{words.client.scopes}</h3>
      <ul className="admin-scopes">
        {scopes.split(' ').map((scope) => (
          <li key={scope}>
            <code>{scope}</code>
          </li>
        ))}
      </ul>
    </>
  );
}

function Approval({ client, form }: { client: Client; form: Form<object> }): ReactNode {
  const words = useWords();
  const done = useDone();
  const { approve } = useClientActs();
  const asked = client.scopes.split(' ');
  const [chosen, setChosen] = useState(asked);
  const letIn = () =>
    form.run(async () => {
      await approve(client.id, chosen);
      done(words.client.approved);
    });
  return (
    <>
      <h3>{words.client.asks}</h3>
      <p className="soft">{words.client.approveHelp}</p>
      <Checkbox.Group
        className="admin-scopes"
        value={chosen}
        onChange={setChosen}
        options={asked.map((scope) => ({ value: scope, label: <code>{scope}</code> }))}
      />
      <div className="admin-acts">
        <Button type="primary" disabled={chosen.length === 0} loading={form.busy} onClick={letIn}>
          {words.client.approve}
        </Button>
      </div>
    </>
  );
}
