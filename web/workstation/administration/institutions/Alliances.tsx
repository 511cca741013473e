/**
 * The alliances that an institution leads or belongs to, and a form to join one.
 * https://hl7.org/fhir/R4/organizationaffiliation.html
 */
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { alliancePlaces } from '#model/alliances.ts';
import type { Resource } from '#model/fhir.ts';
import { Failed, LoadingRows } from '../../../design/states.tsx';
import { fill } from '../../../i18n/fill.ts';
import { useDone, useForm } from '../parts/FormFrame.tsx';
import { allFound, useFound, useNames, useSaving } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';
import { AllianceForm } from './AllianceForm.tsx';
import { membershipOf } from './alliance-form.ts';
import type { Membership } from './alliance-form.ts';

/** The card below the form of an institution. */
export function Alliances({ institution }: { institution: Resource }): ReactNode {
  const words = useWords();
  const own = `Organization/${institution.id ?? ''}`;
  const [adding, setAdding] = useState(false);
  const type = 'OrganizationAffiliation';
  const led = useFound(`${type}?primary-organization=${own}&_count=200`);
  const joined = useFound(`${type}?participating-organization=${own}&_count=200`);
  const memberships = [...allFound(joined.data), ...allFound(led.data)].map(membershipOf);
  const nameOf = useNames(
    memberships.flatMap(({ alliance, leader, member }) => [alliance, leader, member]),
  );
  const isPending = led.isPending || joined.isPending;
  const failed = led.error ?? joined.error;
  if (adding) return <AllianceForm own={own} close={() => setAdding(false)} />;
  return (
    <section className="card admin-list" aria-label={words.alliance.title}>
      <header>
        <h2>{words.alliance.title}</h2>
        <Button onClick={() => setAdding(true)}>{words.alliance.add}</Button>
      </header>
      {isPending ? <LoadingRows rows={2} /> : null}
      {failed === null ? null : (
        <Failed error={failed} retry={() => void Promise.all([led.refetch(), joined.refetch()])} />
      )}
      {!isPending && failed === null && memberships.length === 0 ? (
        <p className="nothing">{words.alliance.none}</p>
      ) : null}
      <ul className="admin-lines">
        {memberships.map((membership) => (
          <MembershipLine key={membership.reference} {...{ membership, own, nameOf }} />
        ))}
      </ul>
    </section>
  );
}

function MembershipLine(props: {
  membership: Membership;
  own: string;
  nameOf: (reference: string) => string | undefined;
}): ReactNode {
  const { membership, own, nameOf } = props;
  const words = useWords();
  const done = useDone();
  const { remove } = useSaving();
  const { reference, alliance, leader, member, place, period } = membership;
  const form = useForm({});
  const leave = () =>
    form.run(async () => {
      await remove(reference);
      done(words.form.removed);
    });
  const leads = leader === own;
  const other = nameOf(leads ? member : leader) ?? (leads ? member : leader);
  return (
    <li>
      <div>
        <b>{nameOf(alliance) ?? words.alliance.unnamed}</b>{' '}
        <span className="chip">{alliancePlaces[place ?? ''] ?? place}</span>
        <p className="soft">
          {fill(leads ? words.alliance.leads : words.alliance.belongs, { name: other })}
          {period.start === undefined ? '' : ` · ${period.start} – ${period.end ?? ''}`}
        </p>
        {form.problems.rest.map((text) => (
          <p key={text} role="alert" className="admin-error">
            {text}
          </p>
        ))}
      </div>
      <Popconfirm
        title={words.alliance.removeSure}
        okText={words.alliance.remove}
        cancelText={words.form.cancel}
        onConfirm={leave}
      >
        <Button danger loading={form.busy} aria-label={`${words.alliance.remove} ${other}`}>
          {words.alliance.remove}
        </Button>
      </Popconfirm>
    </li>
  );
}
