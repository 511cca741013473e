/**
 * The sheet of keys that `?` opens. https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/
 */
import { Modal } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './keys.css';

const rows = [
  ['/', 'search'],
  ['j', 'down'],
  ['k', 'up'],
  ['Enter', 'open'],
  ['e', 'act'],
  ['n', 'create'],
  ['[', 'dayBefore'],
  [']', 'dayAfter'],
  ['Esc', 'close'],
  ['?', 'keys'],
] as const;

/** Every key and what it does. */
export function KeySheet({ close }: { close: () => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <Modal open title={t('keys.title')} footer={null} width={420} onCancel={close}>
      <dl className="keys">
        {rows.map(([key, name]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="soft">{t('keys.help')}</p>
    </Modal>
  );
}
