/**
 * The passkeys of this account: add one, delete one.
 * https://simplewebauthn.dev/docs/packages/browser
 */
import { browserSupportsWebAuthn, startRegistration } from '@simplewebauthn/browser';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppearance } from '../design/appearance-context.ts';
import { exactText, saidDate } from '../design/moment.ts';
import { Failed, LoadingRows } from '../design/states.tsx';
import { useAccountList, useCareful, useDoing } from './use-account.ts';

interface Passkey {
  id: string;
  name?: string;
  createdAt?: string;
}

type CreationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];

/** The card of passkeys. */
export function Passkeys(): ReactNode {
  const { t } = useTranslation();
  const { data, isPending, isError, error, refetch } = useAccountList<Passkey>('passkeys');
  const careful = useCareful();
  const doing = useDoing();
  const add = () =>
    void doing(t('account.added'), async () => {
      const optionsJSON = (await careful('passkeys/options', { body: {} })) as CreationOptions;
      const response = await startRegistration({ optionsJSON });
      await careful('passkeys', { body: { response } });
    });
  return (
    <section className="card account-card" aria-label={t('account.passkeys')}>
      <h2>{t('account.passkeys')}</h2>
      <p className="soft">{t('account.passkeysHelp')}</p>
      {isPending ? <LoadingRows rows={1} /> : null}
      {isError ? <Failed error={error} retry={() => void refetch()} compact /> : null}
      {data?.length === 0 ? <p className="nothing">{t('account.noPasskeys')}</p> : null}
      <ul>
        {(data ?? []).map((passkey) => (
          <PasskeyLine key={passkey.id} passkey={passkey} />
        ))}
      </ul>
      {browserSupportsWebAuthn() ? (
        <p className="account-action">
          <Button onClick={add}>{t('account.addPasskey')}</Button>
        </p>
      ) : null}
    </section>
  );
}

function PasskeyLine({ passkey }: { passkey: Passkey }): ReactNode {
  const { t } = useTranslation();
  const { language } = useAppearance();
  const careful = useCareful();
  const doing = useDoing();
  const { id, createdAt, name = t('account.passkey') } = passkey;
  const remove = () =>
    void doing(t('account.removed'), () => careful(`passkeys/${id}`, { method: 'DELETE' }));
  return (
    <li className="account-line">
      <div>
        <b>{name}</b>
        {createdAt === undefined ? null : (
          <p className="soft" title={exactText(createdAt)}>
            {t('account.created', { date: saidDate(createdAt, new Date(), language) })}
          </p>
        )}
      </div>
      <Button danger aria-label={t('account.removePasskeyOf', { name })} onClick={remove}>
        {t('account.remove')}
      </Button>
    </li>
  );
}
