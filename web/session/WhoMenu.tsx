/** Who is signed in, as what and where, in the bar on top; and the ways to the account and out. */
import { App, Dropdown } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isRoleCode, roles } from '#model/roles.ts';
import { useAppearance } from '../design/appearance-context.ts';
import { Icon } from '../design/Icon.tsx';
import { useInstitutionName } from './institution-name.ts';
import { useSession } from './session-context.ts';
import './session.css';

/** `openAccount` goes to the page of the account. */
export function WhoMenu({ openAccount }: { openAccount: () => void }): ReactNode {
  const { t } = useTranslation();
  const { language } = useAppearance();
  const { message } = App.useApp();
  const { who, signOut } = useSession();
  const institution = useInstitutionName();
  const role = isRoleCode(who.role) ? roles[who.role][language] : who.role;
  const leave = () => {
    signOut().catch(() => void message.error(t('session.signOutFailed')));
  };
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items: [
          {
            key: 'who',
            label: <WhoLines {...{ role, institution }} name={who.name} />,
            disabled: true,
          },
          { type: 'divider' },
          { key: 'account', label: t('session.account'), onClick: openAccount },
          { key: 'out', label: t('session.signOut'), onClick: leave },
        ],
      }}
    >
      <button type="button" className="who" title={t('session.menu', { name: who.name })}>
        <Icon name="person" />
        <span className="who-name">{who.name}</span>
        <span className="who-role">
          {[role, institution].filter((part) => part !== undefined).join(' · ')}
        </span>
      </button>
    </Dropdown>
  );
}

function WhoLines(props: { name: string; role: string; institution: string | undefined }) {
  return (
    <span className="who-lines">
      <b>{props.name}</b>
      <span>{props.role}</span>
      {props.institution === undefined ? null : <span>{props.institution}</span>}
    </span>
  );
}
