/**
 * Emergency access: a reason, and the knowledge that others are told of it.
 * https://hl7.org/fhir/R4/security.html
 */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Checkbox, Input, Modal, Radio } from 'antd';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppearance } from '../../design/appearance-context.ts';
import { ask } from '../../fhir/client.ts';
import { parametersOf } from '../../fhir/parameters.ts';
import { useSend } from '../../session/session-context.ts';
import { reasonText, statusOf } from './failure-words.ts';

const cases = ['emergency', 'public-health', 'other'] as const;
type Case = (typeof cases)[number];

/** The server takes no shorter reason. */
const shortest = 10;

/** The reason as it is being given. */
interface Given {
  reason: Case;
  text: string;
  /** Whether data of level 5 are wanted too. */
  isProtected: boolean;
}

/** How many characters the reason still lacks. */
function missingOf({ text }: Given): number {
  return shortest - Array.from(text.trim()).length;
}

/** The dialog; `close` is called when it is given up or has opened the record. */
export function BreakGlass(props: { patientId: string; close: () => void }): ReactNode {
  const { patientId, close } = props;
  const { t } = useTranslation();
  const { language } = useAppearance();
  const send = useSend();
  const client = useQueryClient();
  const [given, setGiven] = useState<Given>({
    reason: 'emergency',
    text: '',
    isProtected: false,
  });
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const open = async () => {
    setBusy(true);
    setFailed(undefined);
    const body = parametersOf({
      reason: { valueCode: given.reason },
      text: given.text.trim(),
      level: given.isProtected ? 5 : undefined,
    });
    try {
      await ask(send, `Patient/${patientId}/$break-glass`, { method: 'POST', body });
      await client.resetQueries({ queryKey: ['why', patientId] });
      void client.resetQueries({ queryKey: ['chart', patientId] });
      close();
    } catch (failure) {
      const reason = reasonText(failure, t, language);
      const gone = statusOf(failure) === 404;
      setFailed(gone ? t('access.glass.notFound') : t('access.glass.failed', { reason }));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t('access.glass.title')}
      onCancel={close}
      okText={t('access.glass.open')}
      cancelText={t('session.stepUp.cancel')}
      okButtonProps={{ danger: true, disabled: missingOf(given) > 0, loading: busy }}
      onOk={() => void open()}
    >
      <div className="glass">
        <Alert type="warning" showIcon title={t('access.glass.warning')} />
        {failed === undefined ? null : <Alert type="error" showIcon title={failed} role="alert" />}
        <ReasonFields given={given} change={setGiven} />
      </div>
    </Modal>
  );
}

function ReasonFields(props: { given: Given; change: (given: Given) => void }): ReactNode {
  const { given, change } = props;
  const { t } = useTranslation();
  const id = useId();
  const missing = missingOf(given);
  return (
    <>
      <span id={`${id}-case`}>{t('access.glass.reason')}</span>
      <Radio.Group
        vertical
        aria-labelledby={`${id}-case`}
        value={given.reason}
        options={cases.map((one) => ({ value: one, label: t(`access.glass.reasons.${one}`) }))}
        onChange={({ target }) => change({ ...given, reason: target.value as Case })}
      />
      <label htmlFor={`${id}-text`}>{t('access.glass.text')}</label>
      <Input.TextArea
        id={`${id}-text`}
        rows={3}
        maxLength={500}
        aria-describedby={`${id}-hint`}
        value={given.text}
        onChange={({ target }) => change({ ...given, text: target.value })}
      />
      <p className="soft" id={`${id}-hint`}>
        {given.text !== '' && missing > 0
          ? t('access.glass.tooShort', { n: missing })
          : t('access.glass.textHint')}
      </p>
      <Checkbox
        checked={given.isProtected}
        aria-describedby={`${id}-protected`}
        onChange={({ target }) => change({ ...given, isProtected: target.checked })}
      >
        {t('access.glass.protected')}
      </Checkbox>
      <p className="soft" id={`${id}-protected`}>
        {t('access.glass.protectedHelp')}
      </p>
    </>
  );
}
