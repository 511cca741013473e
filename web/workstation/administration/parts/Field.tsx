/**
 * The fields of forms: label, control, hint and what is wrong with it, tied together.
 * https://www.w3.org/WAI/tutorials/forms/
 */
import { Checkbox, Input, Select } from 'antd';
import { useId } from 'react';
import type { ReactNode } from 'react';

/** What every field has. */
export interface FieldProps {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  required?: boolean;
  /** Takes the whole row. */
  wide?: boolean;
}

/** What ties a control to its label, hint and error. */
export interface Tied {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
  'aria-required'?: boolean;
}

/** A field around any control. */
export function Field(props: FieldProps & { children: (tied: Tied) => ReactNode }): ReactNode {
  const { label, hint, error, required, wide } = props;
  const id = useId();
  const described = [
    ...(error === undefined ? [] : [`${id}-error`]),
    ...(hint === undefined ? [] : [`${id}-hint`]),
  ].join(' ');
  const tied: Tied = {
    id,
    ...(described === '' ? {} : { 'aria-describedby': described }),
    ...(error === undefined ? {} : { 'aria-invalid': true }),
    ...(required ? { 'aria-required': true } : {}),
  };
  return (
    <div className={wide ? 'admin-field admin-field-wide' : 'admin-field'}>
      <label htmlFor={id}>
        {label}
        {required ? <span aria-hidden="true"> *</span> : null}
      </label>
      {props.children(tied)}
      {error === undefined ? null : (
        <p className="admin-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint === undefined ? null : (
        <p className="soft" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

const statusOf = (error: string | undefined) => (error === undefined ? '' : 'error');

/** A line of text, a date, or several lines. */
export function TextField(
  props: FieldProps & {
    value: string;
    change: (value: string) => void;
    type?: 'text' | 'date' | 'tel' | 'url';
    rows?: number;
    placeholder?: string;
  },
): ReactNode {
  const { value, change, type = 'text', rows, placeholder, error } = props;
  const common = {
    value,
    status: statusOf(error),
    autoComplete: 'off',
    spellCheck: false,
    ...(placeholder === undefined ? {} : { placeholder }),
  } as const;
  return (
    <Field {...props}>
      {(tied) =>
        rows === undefined ? (
          <Input
            {...tied}
            {...common}
            type={type}
            onChange={(event) => change(event.target.value)}
          />
        ) : (
          <Input.TextArea
            {...tied}
            {...common}
            rows={rows}
            onChange={(event) => change(event.target.value)}
          />
        )
      }
    </Field>
  );
}

/** A code and what it is called. */
export type Option = readonly [code: string, name: string];

/** One of a few. `none` is the word for nothing chosen; without it something must be. */
export function ChoiceField(
  props: FieldProps & {
    value: string;
    change: (value: string) => void;
    options: readonly Option[];
    none?: string;
  },
): ReactNode {
  const { value, change, options, none } = props;
  return (
    <Field {...props}>
      {(tied) => (
        <select
          {...tied}
          className="admin-select"
          value={value}
          onChange={(event) => change(event.target.value)}
        >
          {none === undefined ? null : <option value="">{none}</option>}
          {options.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Several of many, found by typing. */
export function ManyField(
  props: FieldProps & {
    value: readonly string[];
    change: (value: string[]) => void;
    options: readonly Option[];
  },
): ReactNode {
  const { value, change, options, error } = props;
  return (
    <Field {...props}>
      {(tied) => (
        <Select
          {...tied}
          mode="multiple"
          status={statusOf(error)}
          value={[...value]}
          onChange={change}
          showSearch={{ optionFilterProp: 'label' }}
          options={options.map(([code, name]) => ({ value: code, label: name }))}
        />
      )}
    </Field>
  );
}

/** Yes or no. */
export function CheckField(props: {
  label: string;
  value: boolean;
  change: (value: boolean) => void;
}): ReactNode {
  return (
    <Checkbox
      className="admin-check"
      checked={props.value}
      onChange={(event) => props.change(event.target.checked)}
    >
      {props.label}
    </Checkbox>
  );
}
