/**
 * A dialog that says what will come of it before anything is done, and what went wrong.
 * https://www.w3.org/WAI/ARIA/apg/patterns/dialog-modal/
 */
import { Alert, Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useClinicWords } from './clinic-words.ts';
import type { Deed } from './use-clinic.ts';

/** `danger` for what cannot be taken back. */
export function DeedDialog(props: {
  title: string;
  deed: Pick<Deed, 'busy' | 'failure'>;
  sure: string;
  disabled?: boolean;
  danger?: boolean;
  act: () => void;
  close: () => void;
  children: ReactNode;
}): ReactNode {
  const { part } = useClinicWords();
  const { title, deed, sure, disabled, danger, act, close, children } = props;
  return (
    <Modal open title={title} footer={null} width={480} onCancel={close} destroyOnHidden>
      <form
        className="deed"
        onSubmit={(event) => {
          event.preventDefault();
          act();
        }}
      >
        {children}
        {deed.failure === undefined ? null : (
          <Alert type="error" showIcon role="alert" title={deed.failure} />
        )}
        <footer>
          <Button onClick={close}>{part.cancel}</Button>
          <Button
            type="primary"
            htmlType="submit"
            danger={danger === true}
            loading={deed.busy}
            disabled={disabled === true}
          >
            {sure}
          </Button>
        </footer>
      </form>
    </Modal>
  );
}
