/**
 * Where a hospital's own system and we do not agree about numbers (号源对账): how its line stands,
 * what is left to people, and when each clinic of a day was last compared.
 * https://www.hl7.eu/HL7v2x/v251/std251/ch10.html
 */
import { Segmented } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Empty, Failed, LoadingRows } from '../../../../design/states.tsx';
import { ChoiceField } from '../../../administration/parts/Field.tsx';
import { fill } from '../../../../i18n/fill.ts';
import { useClinicWords } from '../../parts/clinic-words.ts';
import { useAnswer } from '../../parts/use-clinic.ts';
import { Differences } from './Differences.tsx';
import { Lists } from './Lists.tsx';
import { type Hospital, hospitalsOf } from './hospital.ts';

/** The tab. */
export function Numbers(): ReactNode {
  const { numbers: words } = useClinicWords();
  const [chosen, setChosen] = useState('');
  const { data, error, refetch } = useAnswer('Organization/$his-hospitals', hospitalsOf);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <LoadingRows rows={8} />;
  const hospital = data.find(({ id }) => id === chosen) ?? data[0];
  if (hospital === undefined) return <Empty text={words.noHospital} />;
  return (
    <div className="clinic-stack">
      {data.length < 2 ? null : (
        <ChoiceField
          label={words.hospital}
          value={hospital.id}
          change={setChosen}
          options={data.map(({ id, name }) => [id, name])}
        />
      )}
      <OfHospital key={hospital.id} hospital={hospital} />
    </div>
  );
}

function OfHospital({ hospital }: { hospital: Hospital }): ReactNode {
  const { numbers: words, reconciliation } = useClinicWords();
  const [state, setState] = useState<'open' | 'settled'>('open');
  return (
    <>
      <header className="clinic-head">
        <p className="clinic-sum">{words.help}</p>
        <Segmented
          value={state}
          onChange={setState}
          options={[
            { value: 'open', label: reconciliation.open },
            { value: 'settled', label: reconciliation.resolved },
          ]}
        />
      </header>
      <Standing hospital={hospital} />
      <Differences hospital={hospital} state={state} />
      <Lists hospital={hospital} />
    </>
  );
}

/** Which system is told, and whether the line to it holds. */
function Standing({ hospital }: { hospital: Hospital }): ReactNode {
  const { numbers: words } = useClinicWords();
  const { name, url, waiting, failures } = hospital;
  return (
    <section className="card his-standing" aria-label={words.hospital}>
      <strong>{name}</strong>
      {url === '' ? (
        <span className="soft">{words.notTold}</span>
      ) : (
        <>
          <span className="soft">
            {words.url} <code>{url}</code>
          </span>
          <span className={failures > 0 ? 'chip chip-danger' : 'chip'}>
            {failures > 0
              ? fill(words.failing, { n: failures })
              : waiting > 0
                ? fill(words.waiting, { n: waiting })
                : words.allTold}
          </span>
          {failures > 0 ? <span>{fill(words.waiting, { n: waiting })}</span> : null}
        </>
      )}
    </section>
  );
}
