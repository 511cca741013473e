/**
 * The fields of two records side by side: what differs is marked, what it weighs is a bar.
 * https://hl7.org/fhir/R4/patient.html
 */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useInstitutionName } from '../../session/institution-name.ts';
import { type FieldWeight, type Line, type Pair, linesOf, piecesOf } from './pairs.ts';

/** The bar is full from this weight on. */
const full = 18;

/** Two records side by side. */
export function PairTable({ pair }: { pair: Pair }): ReactNode {
  const { t } = useTranslation();
  return (
    <table className="pair-table">
      <thead>
        <tr>
          <td />
          <th scope="col">
            <Place title={t('identity.recordA')} source={pair.a.meta?.['source']} />
          </th>
          <th scope="col">
            <Place title={t('identity.recordB')} source={pair.b.meta?.['source']} />
          </th>
          <th scope="col">{t('identity.weight')}</th>
        </tr>
      </thead>
      <tbody>
        {linesOf(pair).map((line) => (
          <tr key={line.title} data-same={line.a === line.b}>
            <th scope="row">{t(`identity.field.${line.title}`)}</th>
            <td>
              <Value line={line} of="a" />
            </td>
            <td>
              <Value line={line} of="b" />
            </td>
            <td>
              {line.weights.map((weight) => (
                <Weight key={weight.name} weight={weight} />
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Which record it is, and of which institution. */
function Place({ title, source }: { title: string; source: unknown }): ReactNode {
  const id = typeof source === 'string' ? /Organization\/([^/]+)$/.exec(source)?.[1] : undefined;
  return id === undefined ? title : <Institution title={title} id={id} />;
}

function Institution({ title, id }: { title: string; id: string }): ReactNode {
  return `${title} · ${useInstitutionName(id) ?? id}`;
}

function Value({ line, of }: { line: Line; of: 'a' | 'b' }): ReactNode {
  const { t } = useTranslation();
  const [own, other] = of === 'a' ? [line.a, line.b] : [line.b, line.a];
  if (own === '') return <span className="pair-none">{t('identity.none')}</span>;
  if (line.title === 'gender') return t(`identity.gender.${own}`, { defaultValue: own });
  if (other === '') return own;
  return piecesOf(own, other).map(({ text, isShared }, at) =>
    // The pieces of a text have no name but their place.
    // oxlint-disable-next-line react/no-array-index-key
    isShared ? <span key={at}>{text}</span> : <mark key={at}>{text}</mark>,
  );
}

function Weight({ weight }: { weight: FieldWeight }): ReactNode {
  const { t } = useTranslation();
  const share = Math.min(1, Math.abs(weight.weight) / full);
  const level = t(`identity.level.${weight.level}`, { defaultValue: weight.level });
  return (
    <span className="pair-weight" data-for={weight.weight >= 0}>
      <span className="pair-bar" style={{ inlineSize: `${Math.round(share * 64)}px` }} />
      <span>
        {weight.weight >= 0 ? '+' : '−'}
        {Math.abs(weight.weight).toFixed(1)} {level}
      </span>
    </span>
  );
}
