/** Whose record this is: never leaves the screen, with the allergies in cinnabar. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/Icon.tsx';
import type { Fact, Patient } from '../../fhir/shapes.ts';
import { codeOf, hasCode, meaning, personOf } from '../../fhir/wording.ts';
import { ProtectedMark } from '../access/ProtectedMark.tsx';
import { WhyChip } from '../access/WhyChip.tsx';
import { SexAge } from '../SexAge.tsx';
import { useChartParts } from './chart-context.ts';
import { SourceButton } from './FactParts.tsx';

/** SNOMED CT: no known allergy, and its kinds. */
const noKnownAllergy = ['716186003', '409137002', '429625007', '428607008', '428197003'];

/** Allergies that stand: not refuted, not resolved, not entered in error. */
export function standingAllergies(allergies: readonly Fact[]): Fact[] {
  return allergies.filter((allergy) => {
    const clinical = codeOf(allergy.clinicalStatus) ?? 'active';
    const verified = codeOf(allergy.verificationStatus) ?? 'confirmed';
    return clinical === 'active' && verified !== 'refuted' && verified !== 'entered-in-error';
  });
}

/** Whether a record says that there is no allergy. */
export function saysNoAllergy(allergy: Fact): boolean {
  return noKnownAllergy.some((code) => hasCode(allergy.code, code));
}

/** See the file's first line. */
export function PatientBanner(): ReactNode {
  const { t } = useTranslation();
  const { chart, sourceOf } = useChartParts();
  const patient = chart.patient as Patient;
  const person = personOf(patient);
  const isTest = patient.meta?.security?.some(({ code }) => code === 'HTEST') ?? false;
  const details: [string, string | undefined][] = [
    [t('person.born'), patient.birthDate],
    [t('person.idNumber'), person.idNumber],
    [t('person.phone'), person.phone],
    [t('person.recordNumber'), person.recordNumber],
    [t('person.address'), person.address],
    [t('person.managedBy'), sourceOf(patient)?.name],
  ];
  return (
    <section
      className="banner"
      aria-label={t('chart.title', { name: person.name ?? t('person.unnamed') })}
    >
      <div className="banner-who">
        <h1>{person.name ?? t('person.unnamed')}</h1>
        <span className="banner-sex">
          <SexAge patient={patient} />
        </span>
        <WhyChip patientId={patient.id ?? ''} />
        <ProtectedMark facts={[patient]} />
        {isTest ? <span className="chip">{t('person.testData')}</span> : null}
        <SourceButton fact={patient} />
        <Button
          type="text"
          className="banner-print"
          aria-label={t('chart.print')}
          title={t('chart.print')}
          onClick={() => print()}
        >
          <Icon name="print" />
        </Button>
      </div>
      <Allergies />
      <dl className="banner-details">
        {details.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="figures" title={value}>
              {value ?? t('app.unknown')}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Allergies(): ReactNode {
  const { t } = useTranslation();
  const { chart } = useChartParts();
  const { found, failure } = chart.streams.allergies;
  if (failure !== undefined) {
    return (
      <p className="banner-allergies tone-danger" role="alert">
        <Icon name="alert" /> {t('chart.allergiesFailed')}
      </p>
    );
  }
  const standing = standingAllergies(found);
  const allergies = standing.filter((allergy) => !saysNoAllergy(allergy));
  if (allergies.length === 0) {
    const words = standing.length > 0 ? t('chart.noKnownAllergies') : t('chart.noAllergies');
    return <p className="banner-allergies soft">{words}</p>;
  }
  const names = allergies.map((allergy) => meaning(allergy.code) ?? t('app.unknown'));
  return (
    <p className="banner-allergies is-allergic">
      <Icon name="alert" /> <b>{t('chart.allergies')}</b> {[...new Set(names)].join('、')}
    </p>
  );
}
