/** A slot or visit in lines: who, when, where, how much. https://hl7.org/fhir/R4/slot.html */
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { fill } from '../../i18n/fill.ts';
import { whenText } from '../home/step-words.ts';
import { useWords } from '../words.ts';

/** What is told; an empty text is left out. */
export interface Told {
  start: string;
  end: string;
  hospital: string;
  department: string;
  doctor: string;
  fee: number;
  /** Whose visit it is. */
  name: string;
  /** 0 while there is none. */
  number?: number;
}

/** The lines, each with its label. */
export function SlotWords({ told }: { told: Told }): ReactNode {
  const { visits } = useWords();
  const { language } = useAppearance();
  const number = told.number ?? 0;
  const doctor = told.doctor === '' ? visits.anyDoctor : told.doctor;
  const place = [told.hospital, told.department].filter((text) => text !== '').join(' ');
  const lines: [string, string][] = [
    [visits.who, told.name],
    [visits.when, whenText(told, Date.now(), language)],
    [visits.where, place],
    [visits.doctor, number > 0 ? `${doctor} · ${fill(visits.number, { n: number })}` : doctor],
    [visits.cost, told.fee > 0 ? fill(visits.fee, { yuan: told.fee }) : visits.free],
  ];
  return (
    <dl className="facts">
      {lines.map(([label, text]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
