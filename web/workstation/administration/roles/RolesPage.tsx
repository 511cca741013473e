/**
 * Who works where as what: the list by person or institution, and one post.
 * https://hl7.org/fhir/R4/practitionerrole.html
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { filingsOf, roleCodesOf } from '#model/practice.ts';
import { useAppearance } from '../../../design/appearance-context.ts';
import { Failed, LoadingRows } from '../../../design/states.tsx';
import { fragmentOf } from '../../route.ts';
import type { SectionProps } from '../Administration.tsx';
import { Listing } from '../parts/Listing.tsx';
import { ReferenceField } from '../parts/ReferenceField.tsx';
import { referenceAt } from '../parts/resource-parts.ts';
import { roleName } from '../parts/tables.ts';
import { allFound, useFound, useNames, useOne } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';
import { RightsCheck } from '../rights/RightsCheck.tsx';
import { RoleForm } from './RoleForm.tsx';
import { periodText } from './RoleLines.tsx';

const page = (id?: string) =>
  fragmentOf({ page: 'administration', section: 'roles', ...(id === undefined ? {} : { id }) });

/** The section. */
export function RolesPage({ id }: SectionProps): ReactNode {
  if (id === undefined) return <RoleList />;
  if (id === '+') return <RoleForm before={undefined} back={page()} />;
  return <OneRole id={id} />;
}

function OneRole({ id }: { id: string }): ReactNode {
  const { data, isPending, error, refetch } = useOne(`PractitionerRole/${id}`);
  if (isPending) return <LoadingRows rows={12} />;
  if (data === undefined) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <>
      <RoleForm key={data.meta?.versionId} before={data} back={page()} />
      <RightsCheck roleId={id} />
    </>
  );
}

function RoleList(): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const [practitioner, setPractitioner] = useState('');
  const [organization, setOrganization] = useState('');
  const query = [
    ...(practitioner === '' ? [] : [`practitioner=${practitioner}`]),
    ...(organization === '' ? [] : [`organization=${organization}`]),
    '_count=50',
  ].join('&');
  const found = useFound(`PractitionerRole?${query}`);
  const posts = allFound(found.data);
  const nameOf = useNames(
    posts.flatMap((post) => [referenceAt(post, 'practitioner'), referenceAt(post, 'organization')]),
  );
  return (
    <>
      <div className="card admin-filters">
        <ReferenceField
          label={words.role.practitioner}
          type="Practitioner"
          value={practitioner}
          change={setPractitioner}
        />
        <ReferenceField
          label={words.role.organization}
          type="Organization"
          value={organization}
          change={setOrganization}
        />
      </div>
      <Listing
        title={words.sections.roles}
        create={{ href: page('+'), label: words.role.create }}
        columns={[
          words.role.practitioner,
          words.role.role,
          words.role.organization,
          words.role.period,
        ]}
        widths="minmax(0, 1fr) minmax(0, 1.3fr) minmax(0, 2fr) 200px"
        loading={found}
        none={words.list.none}
        rows={posts.map((post) => ({
          key: post.id ?? '',
          href: page(post.id),
          cells: [
            nameOf(referenceAt(post, 'practitioner')) ?? words.role.somebody,
            <span key="role">
              {roleName(roleCodesOf(post)[0], language)}
              {filingsOf(post).length > 0 ? <span className="chip">{words.role.filed}</span> : null}
              {post['active'] === false ? (
                <span className="chip">{words.list.inactive}</span>
              ) : null}
            </span>,
            nameOf(referenceAt(post, 'organization')) ?? '',
            periodText(post),
          ],
        }))}
      />
    </>
  );
}
