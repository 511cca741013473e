/**
 * A secret that is shown once: a link or a password to hand over, with a button that copies it.
 * https://www.w3.org/TR/clipboard-apis/
 */
import { Alert, Button, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { useWords } from './words.ts';

/** The dialog; once it is closed nobody sees the secret again. */
export function CopyOnce(props: {
  title: string;
  help: string;
  secret: string;
  close: () => void;
}): ReactNode {
  const words = useWords();
  const id = useId();
  const [copied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(props.secret).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <Modal
      open
      title={props.title}
      mask={{ closable: false }}
      onCancel={props.close}
      footer={<Button onClick={props.close}>{words.once.close}</Button>}
    >
      <div className="admin-once">
        <Alert type="warning" showIcon title={props.help} />
        <label htmlFor={id}>{words.once.label}</label>
        <Input.TextArea
          id={id}
          readOnly
          rows={3}
          value={props.secret}
          onFocus={(event) => event.target.select()}
        />
        <Button type="primary" onClick={copy}>
          {copied ? words.once.copied : words.once.copy}
        </Button>
      </div>
    </Modal>
  );
}
