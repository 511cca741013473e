/** Medicines: those in use, then those of before. https://hl7.org/fhir/R4/medicationrequest.html */
import type { ReactNode } from 'react';
import { keyOf } from '../../fhir/shapes.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { Empty, Failed, Frame, Loading } from '../parts/Frame.tsx';
import { Glyph } from '../parts/Glyph.tsx';
import { useWords } from '../words.ts';
import { dosageOf, medicineOf } from './fact-title.ts';
import { When } from './Today.tsx';
import { useRecord } from './use-record.ts';
import './archive.css';

/** The page. */
export function MedicinesPage(): ReactNode {
  const { archive } = useWords();
  const { chart, error, reload } = useRecord();
  const active = chart?.activeMedicines.found ?? [];
  const keys = new Set(active.map(keyOf));
  const before = chart?.streams.prescriptions.found.filter((fact) => !keys.has(keyOf(fact))) ?? [];
  return (
    <Frame title={archive.medicines}>
      <Failed error={error} retry={reload} />
      {chart === undefined && error === undefined ? <Loading /> : null}
      {chart !== undefined && active.length === 0 ? <Empty>{archive.noMedicines}</Empty> : null}
      <Medicines facts={active} />
      {before.length === 0 ? null : (
        <>
          <h2>{archive.past}</h2>
          <Medicines facts={before} />
        </>
      )}
    </Frame>
  );
}

function Medicines({ facts }: { facts: readonly Fact[] }): ReactNode {
  const { unknown } = useWords();
  return (
    <ul className="medicines">
      {facts.map((fact) => (
        <li key={keyOf(fact)} className="block medicine">
          <Glyph name="medicine" />
          <div className="row-text">
            <b>{medicineOf(fact) ?? unknown}</b>
            <span>{dosageOf(fact.dosageInstruction?.[0]) ?? ''}</span>
            <span className="soft small">
              <When fact={fact} />
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}
