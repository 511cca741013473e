/**
 * A difference is seen to: ours is told again, theirs is taken, or a person says how it was done
 * elsewhere. https://www.w3.org/WAI/ARIA/apg/patterns/dialog-modal/
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ChoiceField, TextField } from '../../../administration/parts/Field.tsx';
import { DeedDialog } from '../../parts/DeedDialog.tsx';
import { useClinicWords } from '../../parts/clinic-words.ts';
import { parametersOf } from '../../../../fhir/parameters.ts';
import { useDeed, useOperation } from '../../parts/use-clinic.ts';
import { type Hospital, type NumberDifference, saidText, whichText } from './hospital.ts';

const leastReason = 4;

/** The dialog. */
export function Settle(props: {
  hospital: Hospital;
  difference: NumberDifference;
  close: () => void;
}): ReactNode {
  const words = useClinicWords();
  const { hospital, difference, close } = props;
  const { numbers, reconciliation } = words;
  const deed = useDeed();
  const operation = useOperation();
  const choices = [...difference.may, 'note'] as const;
  const [chosen, setChosen] = useState<string>('note');
  const [reason, setReason] = useState('');
  const what = choices.find((one) => one === chosen) ?? 'note';
  const settle = async () => {
    const body = parametersOf({
      difference: difference.id,
      note: reason.trim(),
      deed: what === 'note' ? undefined : { valueCode: what },
    });
    const done = await deed.run(
      () => operation(`Organization/${hospital.id}/$his-settle`, body),
      () => reconciliation.done,
    );
    if (done) close();
  };
  const said = (text: string) =>
    text === '' ? reconciliation.nothing : saidText(text, numbers, difference.booking);
  return (
    <DeedDialog
      title={`${numbers.kinds[difference.kind]}：${whichText(difference, words)}`}
      deed={deed}
      sure={numbers.sures[what]}
      danger={what === 'take-theirs'}
      disabled={reason.trim().length < leastReason}
      act={() => void settle()}
      close={close}
    >
      <dl className="his-sides">
        <dt>{numbers.ours}</dt>
        <dd>{said(difference.ours)}</dd>
        <dt>{numbers.theirs}</dt>
        <dd>{said(difference.theirs)}</dd>
      </dl>
      <p>{numbers.what[difference.kind]}</p>
      {difference.may.length === 0 ? null : (
        <ChoiceField
          label={numbers.deed}
          value={what}
          change={setChosen}
          options={choices.map((one) => [one, numbers.deeds[one]])}
        />
      )}
      <p className={what === 'take-theirs' ? 'deed-affects' : 'soft'}>{numbers.effects[what]}</p>
      <TextField
        label={numbers.reason}
        hint={numbers.noteHelp}
        value={reason}
        change={setReason}
        rows={3}
        required
      />
    </DeedDialog>
  );
}
