/** Adds numbers to a slot of a session (加号). https://hl7.org/fhir/R4/slot.html */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { poolCodes } from '#model/scheduling/pools.ts';
import { parametersOf } from '../../../fhir/parameters.ts';
import { fill } from '../../../i18n/fill.ts';
import { ChoiceField, Field } from '../../administration/parts/Field.tsx';
import { DeedDialog } from '../parts/DeedDialog.tsx';
import { useClinicWords } from '../parts/clinic-words.ts';
import { spanText } from '../parts/session.ts';
import { useDeed, useOperation } from '../parts/use-clinic.ts';
import { Input } from 'antd';
import type { SessionDialogProps } from './SessionActions.tsx';

/** The most that the server adds at once. */
const most = 50;

/** The dialog. */
export function AddNumbers({ session, who, close }: SessionDialogProps): ReactNode {
  const { act: words, pool: poolWords } = useClinicWords();
  const deed = useDeed();
  const operation = useOperation();
  const coming = session.slots.filter(({ end }) => Date.parse(end) > Date.now());
  const [slot, setSlot] = useState(coming[0]?.id ?? session.id);
  const [pool, setPool] = useState<string>('on-site');
  const [count, setCount] = useState('1');
  const n = Number(count);
  const add = async () => {
    const body = parametersOf({
      slot: { reference: `Slot/${slot}` },
      pool: { valueCode: pool },
      count: n,
    });
    const done = await deed.run(
      () => operation(`Schedule/${session.schedule}/$add`, body),
      () => fill(words.added, { n }),
    );
    if (done) close();
  };
  return (
    <DeedDialog
      title={fill(words.addTitle, { who })}
      deed={deed}
      sure={words.addSure}
      disabled={!Number.isInteger(n) || n < 1 || n > most}
      act={() => void add()}
      close={close}
    >
      <p>{fill(words.addAffects, { n: session.toCome })}</p>
      <ChoiceField
        label={words.addSlot}
        value={slot}
        change={setSlot}
        options={coming.map(({ id, start, end, free }) => [
          id,
          `${spanText(start, end)} · ${fill(words.left, { n: free })}`,
        ])}
      />
      <ChoiceField
        label={words.addPool}
        value={pool}
        change={setPool}
        options={poolCodes.map((code) => [code, poolWords[code]])}
      />
      <Field label={words.addCount}>
        {(tied) => (
          <Input
            {...tied}
            type="number"
            min={1}
            max={most}
            value={count}
            onChange={({ target }) => setCount(target.value)}
          />
        )}
      </Field>
    </DeedDialog>
  );
}
