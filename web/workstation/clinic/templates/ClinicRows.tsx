/** The clinics of the week, a row each; what is wrong is said in the row (APT-01). */
import { Button } from 'antd';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { Icon } from '../../../design/Icon.tsx';
import { fill } from '../../../i18n/fill.ts';
import { useClinicWords } from '../parts/clinic-words.ts';
import type { TemplatePartProps } from './TemplateForm.tsx';
import { type ClinicDraft, usualClinic } from './template-draft.ts';
import { numbersOf } from './template-problems.ts';

const fields = ['start', 'end', 'minutes', 'seats'] as const;
/** Monday is the first. */
const days = [1, 2, 3, 4, 5, 6, 0];

/** The rows. */
export function ClinicRows({ draft, change, errorOf }: TemplatePartProps): ReactNode {
  const words = useClinicWords();
  const { templates } = words;
  const { clinics } = draft;
  const none = errorOf('clinics');
  const put = (at: number, row: Partial<ClinicDraft>) =>
    change({ clinics: clinics.map((one, index) => (index === at ? { ...one, ...row } : one)) });
  const add = () => {
    const last = clinics.at(-1) ?? usualClinic;
    const day = days[(days.indexOf(last.weekday) + 1) % days.length]!;
    change({ clinics: [...clinics, { ...last, weekday: clinics.length === 0 ? 1 : day }] });
  };
  return (
    <fieldset className="template-clinics">
      <legend>{templates.clinics}</legend>
      <p className="soft">{templates.clinicsHelp}</p>
      <div className="clinic-row clinic-row-head" aria-hidden="true">
        {(['weekday', ...fields] as const).map((name) => (
          <span key={name}>{templates[name]}</span>
        ))}
      </div>
      {clinics.map((row, at) => (
        <ClinicRow
          key={at}
          row={row}
          change={(changed) => put(at, changed)}
          remove={() => change({ clinics: clinics.filter((_, index) => index !== at) })}
          errorOf={(field) => errorOf(`clinics.${at}.${field}`)}
        />
      ))}
      {none === undefined ? null : <p className="admin-error">{none}</p>}
      <Button onClick={add}>{templates.addClinic}</Button>
    </fieldset>
  );
}

function ClinicRow(props: {
  row: ClinicDraft;
  change: (row: Partial<ClinicDraft>) => void;
  remove: () => void;
  errorOf: (field: keyof ClinicDraft) => string | undefined;
}): ReactNode {
  const { templates, part } = useClinicWords();
  const { row, change, remove, errorOf } = props;
  const id = useId();
  const numbers = numbersOf(row);
  const errors = fields.flatMap((name) => errorOf(name) ?? []);
  const day = part.weekday[row.weekday] ?? '';
  const control = (name: (typeof fields)[number]) => {
    const wrong = errorOf(name) !== undefined;
    return (
      <label key={name} className="clinic-cell">
        <span aria-hidden="true">{templates[name]}</span>
        <input
          className="admin-select"
          type={name === 'start' || name === 'end' ? 'time' : 'number'}
          aria-label={`${day} ${templates[name]}`}
          {...(wrong ? { 'aria-invalid': true, 'aria-describedby': id } : {})}
          value={row[name]}
          onChange={({ target }) => change({ [name]: target.value })}
        />
      </label>
    );
  };
  return (
    <div className="clinic-row">
      <select
        className="admin-select"
        aria-label={templates.weekday}
        value={row.weekday}
        onChange={({ target }) => change({ weekday: Number(target.value) })}
      >
        {days.map((weekday) => (
          <option key={weekday} value={weekday}>
            {part.weekday[weekday]}
          </option>
        ))}
      </select>
      {fields.map(control)}
      <span className="soft figures">
        {numbers === undefined ? null : fill(templates.numbers, numbers)}
      </span>
      <Button
        type="text"
        aria-label={fill(templates.removeClinic, { day })}
        icon={<Icon name="close" />}
        onClick={remove}
      />
      {errors.length === 0 ? null : (
        <p className="admin-error" id={id} role="alert">
          {errors.join(' ')}
        </p>
      )}
    </div>
  );
}
