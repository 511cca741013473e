/**
 * The small parts of the pages without antd: fields, buttons, notices, the switches on top.
 * https://www.w3.org/WAI/tutorials/forms/
 */
import { useId } from 'react';
import type { InputHTMLAttributes, ReactNode } from 'react';
import { useAppearance } from '../design/appearance-context.ts';
import { Icon } from '../design/Icon.tsx';

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
}

/** A field with its label above and a hint below. */
export function Field({ label, hint, onChange, ...input }: FieldProps): ReactNode {
  const id = useId();
  const described = hint === undefined ? {} : { 'aria-describedby': `${id}-hint` };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        spellCheck={false}
        autoCapitalize="none"
        {...described}
        {...input}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint === undefined ? null : (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** A field for the six digits of a code: keypad on a phone, filled in from the message. */
export function CodeField(props: Pick<FieldProps, 'label' | 'hint' | 'value' | 'onChange'>) {
  return (
    <Field
      {...props}
      className="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]*"
      required
      autoFocus
      // No maxLength: a code pasted as 123 456 has six digits all the same.
      onChange={(value) => props.onChange(value.normalize('NFKC').replace(/\D/g, '').slice(0, 6))}
    />
  );
}

/** A button; the one that leads on is filled, the others are quiet. */
export function Action(props: {
  children: ReactNode;
  onClick?: () => void;
  kind?: 'main' | 'quiet' | 'danger';
  busy?: boolean;
  disabled?: boolean;
}): ReactNode {
  const { kind = 'quiet', busy = false } = props;
  return (
    <button
      // Without a handler of its own it sends the form that it stands in.
      type={props.onClick === undefined ? 'submit' : 'button'}
      className={`action action-${kind}`}
      aria-busy={busy}
      disabled={props.disabled === true || busy}
      {...(props.onClick === undefined ? {} : { onClick: props.onClick })}
    >
      {props.children}
    </button>
  );
}

/** A sentence that matters: what went wrong, or what to know. */
export function Notice(props: { tone: 'danger' | 'warn' | 'calm'; children: ReactNode }) {
  return (
    <div
      className={`notice notice-${props.tone}`}
      role={props.tone === 'danger' ? 'alert' : 'status'}
    >
      {props.tone === 'calm' ? null : <Icon name="alert" />}
      <div>{props.children}</div>
    </div>
  );
}

/** Language and theme, in the words of the page. */
export function LightSwitches(props: {
  words: { language: string; dark: string; light: string };
}): ReactNode {
  const { theme, language, chooseTheme, chooseLanguage } = useAppearance();
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <div className="switches">
      <button type="button" onClick={() => chooseLanguage(language === 'zh' ? 'en' : 'zh')}>
        <span lang={language === 'zh' ? 'en' : 'zh-CN'}>{props.words.language}</span>
      </button>
      <button type="button" aria-label={props.words[other]} onClick={() => chooseTheme(other)}>
        <Icon name={other === 'dark' ? 'moon' : 'sun'} />
      </button>
    </div>
  );
}
