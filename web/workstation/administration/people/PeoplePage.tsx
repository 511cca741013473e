/**
 * People who work in the region: the list, and one of them.
 * https://hl7.org/fhir/R4/practitioner.html
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Resource } from '#model/fhir.ts';
import { licencesOf, qualificationKinds } from '#model/practice.ts';
import { useAppearance } from '../../../design/appearance-context.ts';
import { Failed, LoadingRows } from '../../../design/states.tsx';
import type { Fact } from '../../../fhir/shapes.ts';
import { displayName } from '../../../fhir/wording.ts';
import { fragmentOf } from '../../route.ts';
import type { SectionProps } from '../Administration.tsx';
import { Listing } from '../parts/Listing.tsx';
import { directoryQuery } from '../parts/queries.ts';
import { RoleLines } from '../roles/RoleLines.tsx';
import { allFound, useFound, useNames, useOne } from '../parts/use-directory.ts';
import { useSettled } from '../../../light/use-settled.ts';
import { useWords } from '../parts/words.ts';
import { PersonForm } from './PersonForm.tsx';
import { DueMark, RegisterCheck } from './RegisterCheck.tsx';
import { useDueChecks } from './use-checks.ts';

const page = (id?: string) =>
  fragmentOf({ page: 'administration', section: 'people', ...(id === undefined ? {} : { id }) });

/** The section. */
export function PeoplePage({ id }: SectionProps): ReactNode {
  if (id === undefined) return <PeopleList />;
  if (id === '+') return <PersonForm before={undefined} back={page()} />;
  return <OnePerson id={id} />;
}

function OnePerson({ id }: { id: string }): ReactNode {
  const { data, isPending, error, refetch } = useOne(`Practitioner/${id}`);
  if (isPending) return <LoadingRows rows={12} />;
  if (data === undefined) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <>
      <PersonForm key={data.meta?.versionId} before={data} back={page()} />
      {licencesOf(data).length > 0 ? <RegisterCheck id={id} /> : null}
      <RoleLines practitioner={`Practitioner/${id}`} />
    </>
  );
}

function PeopleList(): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const [typed, setTyped] = useState('');
  const due = useDueChecks();
  const found = useFound(directoryQuery('Practitioner', useSettled(typed)), { keep: true });
  const people = allFound(found.data);
  const placeOf = (person: Resource) => {
    const place = licencesOf(person)[0]?.place;
    return place === undefined ? undefined : `Organization/${place}`;
  };
  const nameOf = useNames(people.map(placeOf));
  return (
    <Listing
      title={words.sections.people}
      search={{ value: typed, change: setTyped, placeholder: words.person.search }}
      create={{ href: page('+'), label: words.person.create }}
      columns={[words.person.name, words.person.kind, words.person.place, words.list.state]}
      widths="minmax(0, 1fr) minmax(0, 1.2fr) minmax(0, 2fr) 150px"
      loading={found}
      none={words.list.none}
      rows={people.map((person) => {
        const [licence] = licencesOf(person);
        return {
          key: person.id ?? '',
          href: page(person.id),
          cells: [
            displayName(person as unknown as Fact, language) ?? person.id,
            licence === undefined ? '' : qualificationKinds[licence.kind],
            nameOf(placeOf(person)) ?? '',
            person['active'] === false ? (
              <span className="chip">{words.list.inactive}</span>
            ) : (
              <DueMark due={due.get(person.id ?? '')} />
            ),
          ],
        };
      })}
    />
  );
}
