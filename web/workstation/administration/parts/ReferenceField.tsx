/**
 * An institution or a person of the directory, found by name or number.
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
import { Select } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Resource } from '#model/fhir.ts';
import { useAppearance } from '../../../design/appearance-context.ts';
import type { Fact } from '../../../fhir/shapes.ts';
import { displayName } from '../../../fhir/wording.ts';
import { Field } from './Field.tsx';
import type { FieldProps } from './Field.tsx';
import { directoryQuery } from './queries.ts';
import type { DirectoryType } from './queries.ts';
import { allFound, useFound, useNames } from './use-directory.ts';
import { useSettled } from '../../../light/use-settled.ts';
import { useWords } from './words.ts';

/** `value` is a reference, `Organization/1`, empty for none. */
export function ReferenceField(
  props: FieldProps & {
    type: DirectoryType;
    value: string;
    change: (reference: string, chosen: Resource | undefined) => void;
  },
): ReactNode {
  const { type, value, change, error } = props;
  const words = useWords();
  const { language } = useAppearance();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const settled = useSettled(typed);
  const found = allFound(
    useFound(open ? directoryQuery(type, settled) : undefined, { keep: true }).data,
  );
  const nameOf = useNames([value]);
  const options = found.map((one) => ({
    value: `${type}/${one.id ?? ''}`,
    label: displayName(one as unknown as Fact, language) ?? one.id ?? '',
  }));
  const isListed = value === '' || options.some((option) => option.value === value);
  const shown = isListed ? options : [{ value, label: nameOf(value) ?? value }, ...options];
  return (
    <Field {...props}>
      {(tied) => (
        <Select
          {...tied}
          allowClear
          status={error === undefined ? '' : 'error'}
          showSearch={{ filterOption: false, onSearch: setTyped }}
          placeholder={words.form.find}
          notFoundContent={words.form.notFound}
          value={value === '' ? null : value}
          onOpenChange={setOpen}
          onChange={(chosen: string | null | undefined) =>
            change(
              chosen ?? '',
              found.find(({ id }) => `${type}/${id ?? ''}` === chosen),
            )
          }
          options={shown}
        />
      )}
    </Field>
  );
}
