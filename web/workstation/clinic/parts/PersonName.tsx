/** A person as far as the caller may know them: the name opens the chart. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Patient } from '../../../fhir/shapes.ts';
import { Icon } from '../../../design/Icon.tsx';
import { SexAge } from '../../SexAge.tsx';
import { fragmentOf } from '../../route.ts';
import { useClinicWords } from './clinic-words.ts';
import type { Person } from './session.ts';

/** The name, with a mark where it is masked; `opens` whether it leads to the chart. */
export function PersonName({ person, opens }: { person: Person; opens: boolean }): ReactNode {
  const { t } = useTranslation();
  const words = useClinicWords();
  const name = person.name === '' ? t('person.unnamed') : person.name;
  const masked = person.isMasked ? (
    <span className="person-masked" title={words.today.masked}>
      <Icon name="shield" />
    </span>
  ) : null;
  return (
    <span className="person-name">
      {opens && person.id !== '' ? (
        <a className="row-open" href={fragmentOf({ page: 'chart', patientId: person.id })}>
          {name}
        </a>
      ) : (
        <strong>{name}</strong>
      )}
      {masked}
    </span>
  );
}

/** Sex and age; the age by the year alone where no more may be known. */
export function PersonSexAge({ person }: { person: Person }): ReactNode {
  const { gender, birthDate } = person;
  const patient = {
    resourceType: 'Patient',
    ...(gender === undefined ? {} : { gender }),
    ...(birthDate === undefined ? {} : { birthDate }),
  };
  return <SexAge patient={patient as Patient} />;
}
