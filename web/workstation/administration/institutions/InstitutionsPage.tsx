/** Institutions: the list, and one of them. https://hl7.org/fhir/R4/organization.html */
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Resource } from '#model/fhir.ts';
import { institutionOf } from '#model/practice.ts';
import { useAppearance } from '../../../design/appearance-context.ts';
import { Failed, LoadingRows } from '../../../design/states.tsx';
import type { Fact } from '../../../fhir/shapes.ts';
import { displayName } from '../../../fhir/wording.ts';
import { fragmentOf } from '../../route.ts';
import type { SectionProps } from '../Administration.tsx';
import { Listing } from '../parts/Listing.tsx';
import { directoryQuery } from '../parts/queries.ts';
import { className } from '../parts/tables.ts';
import { allFound, useFound, useOne } from '../parts/use-directory.ts';
import { useSettled } from '../../../light/use-settled.ts';
import { useWords } from '../parts/words.ts';
import { Alliances } from './Alliances.tsx';
import { InstitutionForm } from './InstitutionForm.tsx';

const page = (id?: string) =>
  fragmentOf({
    page: 'administration',
    section: 'institutions',
    ...(id === undefined ? {} : { id }),
  });

/** The section. */
export function InstitutionsPage({ id }: SectionProps): ReactNode {
  if (id === undefined) return <InstitutionList />;
  if (id === '+') return <InstitutionForm before={undefined} back={page()} />;
  return <OneInstitution id={id} />;
}

function OneInstitution({ id }: { id: string }): ReactNode {
  const { data, isPending, error, refetch } = useOne(`Organization/${id}`);
  if (isPending) return <LoadingRows rows={12} />;
  if (data === undefined) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <>
      <InstitutionForm key={data.meta?.versionId} before={data} back={page()} />
      <Alliances institution={data} />
    </>
  );
}

function InstitutionList(): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const [typed, setTyped] = useState('');
  const found = useFound(directoryQuery('Organization', useSettled(typed)), { keep: true });
  return (
    <Listing
      title={words.sections.institutions}
      search={{ value: typed, change: setTyped, placeholder: words.institution.search }}
      create={{ href: page('+'), label: words.institution.create }}
      columns={[
        words.institution.name,
        words.institution.class,
        words.institution.licenceEnd,
        words.list.state,
      ]}
      widths="minmax(0, 2.2fr) minmax(0, 1.2fr) 120px 90px"
      loading={found}
      none={words.list.none}
      rows={allFound(found.data).map((organization) => ({
        key: organization.id ?? '',
        href: page(organization.id),
        cells: [
          displayName(organization as unknown as Fact, language) ?? organization.id,
          ...cellsOf(organization),
          <State key="state" organization={organization} />,
        ],
      }))}
    />
  );
}

function cellsOf(organization: Resource): ReactNode[] {
  const { classCode, licence } = institutionOf(organization);
  return [className(classCode) ?? '', licence?.period.end ?? ''];
}

/** Whether it is in use, and its licence in force. */
function State({ organization }: { organization: Resource }): ReactNode {
  const words = useWords();
  const { licence } = institutionOf(organization);
  const end = licence?.period.end;
  const over = end !== undefined && end < new Date().toISOString().slice(0, end.length);
  if (organization['active'] === false) {
    return <span className="chip">{words.list.inactive}</span>;
  }
  return over ? (
    <span className="chip admin-warn">{words.institution.expired}</span>
  ) : (
    <span className="chip chip-lead">{words.list.active}</span>
  );
}
