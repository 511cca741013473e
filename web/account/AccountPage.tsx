/**
 * What somebody may change of the own account: devices, passkeys, password.
 * https://pages.nist.gov/800-63-4/sp800-63b.html
 */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/Icon.tsx';
import { useSession } from '../session/session-context.ts';
import { fragmentOf } from '../workstation/route.ts';
import './account.css';
import { Devices } from './Devices.tsx';
import { Passkeys } from './Passkeys.tsx';
import { PasswordForm } from './PasswordForm.tsx';

/** The page at `#/account`. */
export function AccountPage(): ReactNode {
  const { t } = useTranslation();
  const administers = useSession().who.kind === 'administrator';
  return (
    <div className="account">
      <header>
        <Button
          type="text"
          href={fragmentOf({ page: administers ? 'administration' : 'search' })}
          icon={<Icon name="back" />}
        >
          {t(administers ? 'app.administration' : 'account.back')}
        </Button>
        <h1>{t('account.title')}</h1>
      </header>
      <Devices />
      <Passkeys />
      <PasswordForm />
    </div>
  );
}
