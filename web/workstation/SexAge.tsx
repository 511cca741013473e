/** Sex and age of a person in words: 女 67岁; of someone deceased, the age then. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ageOn, dayText } from '../design/moment.ts';
import type { Patient } from '../fhir/shapes.ts';

const sexes = ['male', 'female', 'other', 'unknown'] as const;

/** Says 未知 for what is not known. */
export function SexAge({ patient }: { patient: Patient }): ReactNode {
  const { t } = useTranslation();
  const sex = sexes.find((known) => known === patient.gender) ?? 'unknown';
  const { deceasedDateTime: death } = patient;
  const age = ageOn(patient.birthDate, death === undefined ? new Date() : new Date(dayText(death)));
  const dead =
    death !== undefined
      ? t('person.deceasedOn', { date: dayText(death) })
      : patient.deceasedBoolean
        ? t('person.deceased')
        : undefined;
  return (
    <>
      {t(`person.${sex}`)}{' '}
      {age ? t(`person.${age.unit}`, { n: age.count }) : t('person.ageUnknown')}
      {dead === undefined ? null : <span className="chip"> {dead}</span>}
    </>
  );
}
