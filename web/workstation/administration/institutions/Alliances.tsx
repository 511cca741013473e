/**
 * The alliances that an institution leads or belongs to, and a form to join one.
 * https://hl7.org/fhir/R4/organizationaffiliation.html
 */
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { allianceKinds, alliancePlaces } from '#model/alliances.ts';
import type { Resource } from '#model/fhir.ts';
import { institutionClassSystem } from '#model/institution-classes.ts';
import { useAppearance } from '../../../design/appearance-context.ts';
import { Failed, LoadingRows } from '../../../design/states.tsx';
import type { Fact } from '../../../fhir/shapes.ts';
import { displayName } from '../../../fhir/wording.ts';
import { ChoiceField, TextField } from '../parts/Field.tsx';
import { Fields, FormFrame, useDone, useForm } from '../parts/FormFrame.tsx';
import { ReferenceField } from '../parts/ReferenceField.tsx';
import { allFound, useFound, useNames, useSaving } from '../parts/use-directory.ts';
import { useWords } from '../parts/words.ts';
import { allianceEntries, isComplete, membershipOf } from './alliance-form.ts';
import type { AllianceDraft, Membership } from './alliance-form.ts';

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
  const leads = leader === own;
  const other = nameOf(leads ? member : leader) ?? (leads ? member : leader);
  return (
    <li>
      <div>
        <b>{nameOf(alliance) ?? words.alliance.unnamed}</b>{' '}
        <span className="chip">{alliancePlaces[place ?? ''] ?? place}</span>
        <p className="soft">
          {(leads ? words.alliance.leads : words.alliance.belongs).replace('{{name}}', other)}
          {period.start === undefined ? '' : ` · ${period.start} – ${period.end ?? ''}`}
        </p>
      </div>
      <Popconfirm
        title={words.alliance.removeSure}
        okText={words.alliance.remove}
        cancelText={words.form.cancel}
        onConfirm={async () => {
          await remove(reference);
          done(words.form.removed);
        }}
      >
        <Button danger aria-label={`${words.alliance.remove} ${other}`}>
          {words.alliance.remove}
        </Button>
      </Popconfirm>
    </li>
  );
}

function AllianceForm({ own, close }: { own: string; close: () => void }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const done = useDone();
  const { saveTogether } = useSaving();
  const alliance = encodeURIComponent(`${institutionClassSystem}|alliance`);
  const known = allFound(useFound(`Organization?type=${alliance}&_count=200`).data);
  const form = useForm<AllianceDraft>({
    alliance: '',
    name: '',
    kind: 'county',
    leader: own,
    member: '',
    place: 'member',
    start: '',
    end: '',
  });
  const { draft, set } = form;
  const alliances = known.map(
    (one) =>
      [
        `Organization/${one.id ?? ''}`,
        displayName(one as unknown as Fact, language) ?? '',
      ] as const,
  );
  const submit = () =>
    form.run(async () => {
      await saveTogether(allianceEntries(draft, crypto.randomUUID()));
      done(words.form.saved);
      close();
    });
  return (
    <FormFrame
      title={words.alliance.add}
      form={form}
      save={submit}
      saveText={words.alliance.join}
      disabled={!isComplete(draft)}
    >
      <Fields title={words.alliance.title}>
        <ChoiceField
          label={words.alliance.alliance}
          required
          none={words.form.choose}
          options={[...alliances, ['new', words.alliance.new]]}
          value={draft.alliance}
          change={set('alliance')}
        />
        {draft.alliance === 'new' ? (
          <>
            <TextField
              label={words.alliance.name}
              required
              value={draft.name}
              change={set('name')}
            />
            <ChoiceField
              label={words.alliance.kind}
              required
              options={Object.entries(allianceKinds)}
              value={draft.kind}
              change={set('kind')}
            />
          </>
        ) : null}
        <ReferenceField
          label={words.alliance.leader}
          required
          type="Organization"
          value={draft.leader}
          change={set('leader')}
        />
        <ReferenceField
          label={words.alliance.member}
          required
          type="Organization"
          value={draft.member}
          change={set('member')}
        />
        <ChoiceField
          label={words.alliance.place}
          required
          options={Object.entries(alliancePlaces)}
          value={draft.place}
          change={set('place')}
        />
        <TextField label={words.form.from} type="date" value={draft.start} change={set('start')} />
        <TextField label={words.form.to} type="date" value={draft.end} change={set('end')} />
      </Fields>
      <Button onClick={close}>{words.form.cancel}</Button>
    </FormFrame>
  );
}
