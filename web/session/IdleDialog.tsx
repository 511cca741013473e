/** The last minute before an idle session ends. https://www.w3.org/TR/WCAG22/#timing-adjustable */
import { Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useIdle } from './idle.ts';
import type { Session } from './session.ts';

/** Counts down, and offers to stay; nothing while somebody is active. */
export function IdleDialog({ session }: { session: Session }): ReactNode {
  const { t } = useTranslation();
  const { left, stay } = useIdle(session);
  return (
    <Modal
      open={left !== undefined}
      title={t('session.idle.title')}
      closable={false}
      mask={{ closable: false }}
      onCancel={stay}
      destroyOnHidden
      footer={
        <Button type="primary" size="large" autoFocus onClick={stay}>
          {t('session.idle.stay')}
        </Button>
      }
    >
      <p role="timer" className="figures">
        {t('session.idle.text', { n: left ?? 0 })}
      </p>
    </Modal>
  );
}
