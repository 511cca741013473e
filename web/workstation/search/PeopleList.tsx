/** The people found: a table on a desk, cards on a phone, from the same markup. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SexAge } from '../SexAge.tsx';
import type { Patient } from '../../fhir/shapes.ts';
import { personOf } from '../../fhir/wording.ts';

interface PeopleListProps {
  people: Patient[];
  chosen: number;
  listId: string;
  optionOf: (index: number) => string;
  open: (person: Patient) => void;
}

/**
 * Each person is one option of the search box; the chosen one is opened by Enter, any by a click.
 */
export function PeopleList({ people, chosen, listId, optionOf, open }: PeopleListProps): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="people">
      <div className="people-head" aria-hidden="true">
        {(['name', 'sexAge', 'birthDate', 'idNumber', 'phone', 'address'] as const).map(
          (column) => (
            <span key={column}>{t(`search.column.${column}`)}</span>
          ),
        )}
      </div>
      <ul id={listId} role="listbox" aria-label={t('search.label')}>
        {people.map((patient, index) => (
          <li
            key={patient.id}
            id={optionOf(index)}
            role="option"
            aria-selected={index === chosen}
            onClick={() => open(patient)}
          >
            <PersonCells patient={patient} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function PersonCells({ patient }: { patient: Patient }): ReactNode {
  const { t } = useTranslation();
  const person = personOf(patient);
  return (
    <>
      <strong>
        {person.name ?? t('person.unnamed')}
        {person.latinName === undefined ? null : <small> {person.latinName}</small>}
      </strong>
      <span>
        <SexAge patient={patient} />
      </span>
      <span className="figures">{patient.birthDate ?? t('app.unknown')}</span>
      <span className="figures">{masked(person.idNumber)}</span>
      <span className="figures">{masked(person.phone)}</span>
      <span className="people-address">{person.address}</span>
    </>
  );
}

/**
 * Enough to recognise a number by, not enough to note it down: the first three and the last four
 * characters.
 */
export function masked(number: string | undefined): string {
  if (number === undefined) return '';
  if (number.length < 9) return number;
  return `${number.slice(0, 3)}${'*'.repeat(4)}${number.slice(-4)}`;
}
