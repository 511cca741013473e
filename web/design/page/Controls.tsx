/** Buttons and fields in all sizes and states, chips, notices. */
import { Alert, Button, Input } from 'antd';
import type { ReactNode } from 'react';
import {
  CheckField,
  ChoiceField,
  TextField,
} from '../../workstation/administration/parts/Field.tsx';
import '../../workstation/administration/parts/forms.css';
import { Icon } from '../Icon.tsx';
import type { SectionProps } from './DesignPage.tsx';

const ignore = () => undefined;

/** Buttons and fields. */
export function Controls({ words }: SectionProps): ReactNode {
  return (
    <div className="design-rows">
      {(['small', 'middle', 'large'] as const).map((size) => (
        <div className="design-row" key={size}>
          <Button type="primary" size={size}>{`${words.primary} ${words.sizes[size]}`}</Button>
          <Button size={size}>{words.plain}</Button>
          <Button danger size={size}>
            {words.danger}
          </Button>
          <Button type="text" size={size} icon={<Icon name="back" />}>
            {words.plain}
          </Button>
          <Input size={size} aria-label={words.field} placeholder={words.field} />
        </div>
      ))}
      <div className="design-row">
        <Button type="primary" loading>
          {words.busy}
        </Button>
        <Button disabled>{words.disabled}</Button>
        <Input disabled aria-label={words.disabled} value={words.disabled} />
      </div>
      <div className="admin-grid">
        <TextField label={words.field} value="" change={ignore} hint={words.fieldHint} />
        <TextField label={words.field} value="90" change={ignore} error={words.fieldError} />
        <ChoiceField
          label={words.choice}
          value="one"
          change={ignore}
          options={[['one', words.plain]]}
        />
        <CheckField label={words.check} value change={ignore} />
      </div>
    </div>
  );
}

/** Chips: what something is, in a word. */
export function Chips({ words }: SectionProps): ReactNode {
  return (
    <p>
      <span className="chip">{words.plain}</span>
      <span className="chip chip-lead">{words.primary}</span>
      <span className="chip chip-warn">{words.busy}</span>
      <span className="chip chip-danger">{words.danger}</span> <kbd>j</kbd> <kbd>k</kbd>{' '}
      <kbd>Enter</kbd>
    </p>
  );
}

/** What was done, what is about to happen, what went wrong. */
export function Notices({ words }: SectionProps): ReactNode {
  return (
    <div className="design-rows">
      <Alert type="success" showIcon title={words.good} />
      <Alert type="warning" showIcon title={words.warn} />
      <Alert type="error" showIcon title={words.bad} />
    </div>
  );
}
