/** A new password for the one in use (SEC-01). https://www.w3.org/WAI/tutorials/forms/ */
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCareful, useDoing } from './use-account.ts';

/** The card with the form. */
export function PasswordForm(): ReactNode {
  const { t } = useTranslation();
  const careful = useCareful();
  const doing = useDoing();
  const id = useId();
  const [old, setOld] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const saved = await doing(t('account.saved'), () =>
      careful('password', { body: { old, password } }),
    );
    setBusy(false);
    if (!saved) return;
    setOld('');
    setPassword('');
  };
  return (
    <section className="card account-card" aria-label={t('account.password')}>
      <h2>{t('account.password')}</h2>
      <form
        className="account-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label htmlFor={`${id}-old`}>{t('account.oldPassword')}</label>
        <Input.Password
          id={`${id}-old`}
          autoComplete="current-password"
          value={old}
          onChange={({ target }) => setOld(target.value)}
        />
        <label htmlFor={`${id}-new`}>{t('account.newPassword')}</label>
        <Input.Password
          id={`${id}-new`}
          autoComplete="new-password"
          aria-describedby={`${id}-rule`}
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        <p className="soft" id={`${id}-rule`}>
          {t('account.passwordRule')}
        </p>
        <Button
          type="primary"
          htmlType="submit"
          loading={busy}
          disabled={old === '' || password === ''}
        >
          {t('account.save')}
        </Button>
      </form>
    </section>
  );
}
