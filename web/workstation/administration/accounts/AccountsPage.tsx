/**
 * Accounts: the system administrator makes and ends them, the security administrator unlocks and
 * resets (SEC-05, SEC-06). https://pages.nist.gov/800-63-4/sp800-63b.html
 */
import { Alert, Button, Drawer, Popconfirm } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../../design/appearance-context.ts';
import { exactText, saidDate } from '../../../design/moment.ts';
import { useSession } from '../../../session/session-context.ts';
import { fragmentOf } from '../../route.ts';
import type { SectionProps } from '../Administration.tsx';
import { CopyOnce } from '../parts/CopyOnce.tsx';
import { useDone, useForm } from '../parts/FormFrame.tsx';
import { Listing } from '../parts/Listing.tsx';
import { roleName } from '../parts/tables.ts';
import { useNames } from '../parts/use-directory.ts';
import { useSettled } from '../../../light/use-settled.ts';
import { useWords } from '../parts/words.ts';
import { AccountForm } from './AccountForm.tsx';
import { useAccountActs, useAccounts } from './use-accounts.ts';
import type { Account, Act } from './use-accounts.ts';

const page = (id?: string) =>
  fragmentOf({ page: 'administration', section: 'accounts', ...(id === undefined ? {} : { id }) });

/** The section. */
export function AccountsPage({ id }: SectionProps): ReactNode {
  const makes = useSession().who.role === 'system-administrator';
  if (id === '+' && makes) return <AccountForm back={page()} />;
  return <AccountList makes={makes} />;
}

const organizationOf = ({ organization }: Account) =>
  organization === null ? undefined : `Organization/${organization}`;

function AccountList({ makes }: { makes: boolean }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const [typed, setTyped] = useState('');
  const [opened, setOpened] = useState<string>();
  const found = useAccounts(useSettled(typed));
  const accounts = found.data ?? [];
  const nameOf = useNames(accounts.map(organizationOf));
  const account = accounts.find(({ id }) => id === opened);
  return (
    <>
      <Listing
        title={words.sections.accounts}
        search={{ value: typed, change: setTyped, placeholder: words.account.search }}
        {...(makes ? { create: { href: page('+'), label: words.account.create } } : {})}
        columns={[words.account.name, words.account.login, words.account.role, words.list.state]}
        widths="minmax(0, 1fr) minmax(0, 1.2fr) minmax(0, 2fr) 110px"
        loading={found}
        none={words.list.none}
        rows={accounts.map((one) => ({
          key: one.id,
          open: () => setOpened(one.id),
          cells: [
            one.name,
            one.login ?? (one.phone === null ? '' : `···· ${one.phone}`),
            [roleName(one.role, language), nameOf(organizationOf(one))].filter(Boolean).join(' · '),
            <Status key="status" account={one} />,
          ],
        }))}
      />
      {account === undefined ? null : (
        <OneAccount key={account.id} {...{ account, makes }} close={() => setOpened(undefined)} />
      )}
    </>
  );
}

function Status({ account: { status } }: { account: Account }): ReactNode {
  const words = useWords();
  const tone = { active: 'chip-lead', disabled: '', locked: 'admin-warn' }[status];
  return <span className={`chip ${tone}`}>{words.account.statuses[status]}</span>;
}

/** What each office may do to an account in its state. */
function actsOf(account: Account, makes: boolean): Act[] {
  if (makes) return account.status === 'disabled' ? ['enable'] : ['disable'];
  const locked: Act[] = account.status === 'locked' ? ['unlock'] : [];
  return account.kind === 'resident' ? locked : [...locked, 'second-factor', 'password'];
}

function OneAccount(props: { account: Account; makes: boolean; close: () => void }): ReactNode {
  const { account, makes, close } = props;
  const words = useWords();
  const { language } = useAppearance();
  const done = useDone();
  const { act } = useAccountActs();
  const form = useForm({});
  const [invitation, setInvitation] = useState<string>();
  const nameOf = useNames([organizationOf(account)]);
  const isOwn = useSession().who.who === account.who;
  const { lastSignIn } = account;
  const seen = lastSignIn === null ? undefined : new Date(lastSignIn).toISOString();
  const run = (which: Act) =>
    form.run(async () => {
      const link = await act(account.id, which);
      if (link === undefined) done(words.form.saved);
      else setInvitation(link);
    });
  return (
    <Drawer open onClose={close} title={account.name} size="min(440px, 100vw)">
      <dl className="admin-facts">
        <Fact name={words.account.role}>{roleName(account.role, language)}</Fact>
        <Fact name={words.account.organization}>{nameOf(organizationOf(account)) ?? '—'}</Fact>
        <Fact name={words.account.login}>{account.login ?? '—'}</Fact>
        <Fact name={words.list.state}>
          <Status account={account} />
        </Fact>
        <Fact name={words.account.lastSignIn}>
          {seen === undefined ? (
            words.account.never
          ) : (
            <span title={exactText(seen)}>{saidDate(seen, new Date(), language)}</span>
          )}
        </Fact>
      </dl>
      {form.problems.rest.map((text) => (
        <Alert key={text} type="error" showIcon role="alert" title={text} />
      ))}
      {isOwn ? <p className="soft">{words.account.own}</p> : null}
      <div className="admin-acts">
        {(isOwn ? [] : actsOf(account, makes)).map((which) => (
          <Popconfirm
            key={which}
            title={words.account.sure[which]}
            okText={words.account.acts[which]}
            cancelText={words.form.cancel}
            onConfirm={() => run(which)}
          >
            <Button danger={which === 'disable'} loading={form.busy}>
              {words.account.acts[which]}
            </Button>
          </Popconfirm>
        ))}
      </div>
      {invitation === undefined ? null : (
        <CopyOnce
          title={words.account.invitation}
          help={words.account.invitationHelp}
          secret={invitation}
          close={() => setInvitation(undefined)}
        />
      )}
    </Drawer>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
