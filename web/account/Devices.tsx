/**
 * The devices that signed in to this account, and the way to shut one out.
 * https://pages.nist.gov/800-63-4/sp800-63b.html
 */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppearance } from '../design/appearance-context.ts';
import { exactText, saidDate } from '../design/moment.ts';
import { Failed, LoadingRows } from '../design/states.tsx';
import { useAccountList, useCareful, useDoing } from './use-account.ts';

interface Device {
  id: string;
  name: string;
  firstSeen: string;
  lastSeen: string;
  address?: string;
  current: boolean;
}

/** The card of devices, this one first. */
export function Devices(): ReactNode {
  const { t } = useTranslation();
  const { data, isPending, isError, error, refetch } = useAccountList<Device>('devices');
  const devices = (data ?? []).toSorted((a, b) => Number(b.current) - Number(a.current));
  return (
    <section className="card account-card" aria-label={t('account.devices')}>
      <h2>{t('account.devices')}</h2>
      <p className="soft">{t('account.devicesHelp')}</p>
      {isPending ? <LoadingRows rows={3} /> : null}
      {isError ? <Failed error={error} retry={() => void refetch()} compact /> : null}
      <ul>
        {devices.map((device) => (
          <DeviceLine key={device.id} device={device} />
        ))}
      </ul>
    </section>
  );
}

function DeviceLine({ device }: { device: Device }): ReactNode {
  const { t } = useTranslation();
  const { language } = useAppearance();
  const careful = useCareful();
  const doing = useDoing();
  const { id, name, firstSeen, lastSeen, address, current } = device;
  const remove = () =>
    void doing(t('account.removed'), () => careful(`devices/${id}`, { method: 'DELETE' }));
  return (
    <li className="account-line">
      <div>
        <b>{name}</b>
        {current ? <span className="chip chip-lead">{t('account.thisDevice')}</span> : null}
        <p className="soft">
          <span title={exactText(lastSeen)}>
            {t('account.lastSeen', { date: saidDate(lastSeen, new Date(), language) })}
          </span>
          <span title={exactText(firstSeen)}>
            {t('account.firstSeen', { date: saidDate(firstSeen, new Date(), language) })}
          </span>
          {address === undefined ? null : <span>{t('account.address', { address })}</span>}
        </p>
      </div>
      {current ? null : (
        <Button danger aria-label={t('account.removeDeviceOf', { name })} onClick={remove}>
          {t('account.removeDevice')}
        </Button>
      )}
    </li>
  );
}
