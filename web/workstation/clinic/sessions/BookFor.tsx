/**
 * The desk books for a resident: who, then yes; the first slot with a number is chosen already.
 * https://hl7.org/fhir/R4/appointment.html
 */
import { Input } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { bookingUrl } from '#model/scheduling/extensions.ts';
import { clockText } from '../../../design/moment.ts';
import { parametersOf } from '../../../fhir/parameters.ts';
import type { Fact, Patient } from '../../../fhir/shapes.ts';
import { personOf } from '../../../fhir/wording.ts';
import { fill } from '../../../i18n/fill.ts';
import { ChoiceField, Field } from '../../administration/parts/Field.tsx';
import { useSettled } from '../../../light/use-settled.ts';
import { SexAge } from '../../SexAge.tsx';
import { masked } from '../../search/PeopleList.tsx';
import { eachOnce, usePeople } from '../../search/use-people.ts';
import { DeedDialog } from '../parts/DeedDialog.tsx';
import { useClinicWords } from '../parts/clinic-words.ts';
import { spanText } from '../parts/session.ts';
import { useDeed, useOperation } from '../parts/use-clinic.ts';
import type { SessionDialogProps } from './SessionActions.tsx';

/** So many people are shown: more are found by typing more. */
const shown = 6;

/** The dialog. */
export function BookFor({ session, who, close }: SessionDialogProps): ReactNode {
  const { act: words } = useClinicWords();
  const deed = useDeed();
  const operation = useOperation();
  const open = session.slots.filter(({ end, free }) => free > 0 && Date.parse(end) > Date.now());
  const [slot, setSlot] = useState(open[0]?.id ?? '');
  const [person, setPerson] = useState<Patient>();
  const book = async () => {
    const body = parametersOf({
      slot: { reference: `Slot/${slot}` },
      patient: { reference: `Patient/${person?.id}` },
    });
    const done = await deed.run(
      () => operation('Appointment/$book', body),
      (made) => fill(words.booked, bookedIn(made)),
    );
    if (done) close();
  };
  return (
    <DeedDialog
      title={fill(words.bookTitle, { who })}
      deed={deed}
      sure={words.bookSure}
      disabled={person === undefined || slot === ''}
      act={() => void book()}
      close={close}
    >
      {open.length === 0 ? (
        <p>{words.bookFull}</p>
      ) : (
        <>
          <Whom person={person} choose={setPerson} />
          <ChoiceField
            label={words.bookSlot}
            value={slot}
            change={setSlot}
            options={open.map(({ id, start, end, free }) => [
              id,
              `${spanText(start, end)} · ${fill(words.left, { n: free })}`,
            ])}
          />
        </>
      )}
    </DeedDialog>
  );
}

function bookedIn(made: Fact): { number: number; time: string } {
  const { extension = [], start = '' } = made as Fact & {
    extension?: { url?: string; extension?: { url?: string; valueInteger?: number }[] }[];
    start?: string;
  };
  const parts = extension.find(({ url }) => url === bookingUrl)?.extension ?? [];
  const number = parts.find(({ url }) => url === 'number')?.valueInteger ?? 0;
  return { number, time: clockText(start) ?? '' };
}

function Whom(props: {
  person: Patient | undefined;
  choose: (person: Patient | undefined) => void;
}): ReactNode {
  const { act: words } = useClinicWords();
  const [typed, setTyped] = useState('');
  const settled = useSettled(typed);
  const found = usePeople(settled);
  const people = eachOnce((found.data?.pages ?? []).flatMap((page) => page.people));
  const { person, choose } = props;
  return (
    <>
      <Field label={words.bookWhom}>
        {(tied) => (
          <Input
            {...tied}
            autoFocus
            autoComplete="off"
            spellCheck={false}
            value={person === undefined ? typed : (personOf(person).name ?? '')}
            onChange={({ target }) => {
              choose(undefined);
              setTyped(target.value);
            }}
          />
        )}
      </Field>
      {person !== undefined || settled.trim() === '' || found.data === undefined ? null : (
        <ul className="whom" aria-label={words.bookWhom}>
          {people.length === 0 ? <li>{words.bookNobody}</li> : null}
          {people.slice(0, shown).map((one) => (
            <li key={one.id}>
              <Found person={one} choose={() => choose(one)} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Found({ person, choose }: { person: Patient; choose: () => void }): ReactNode {
  const { t } = useTranslation();
  const { name, idNumber } = personOf(person);
  return (
    <button type="button" className="plain" onClick={choose}>
      <strong>{name ?? t('person.unnamed')}</strong>
      <span>
        <SexAge patient={person} />
      </span>
      <span className="figures">{masked(idNumber)}</span>
    </button>
  );
}
