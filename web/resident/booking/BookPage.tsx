/**
 * Booking begins with a department; what was seen before is one tap away.
 * https://hl7.org/fhir/R4/healthcareservice.html
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { fill } from '../../i18n/fill.ts';
import { Empty, Failed, Frame, Loading } from '../parts/Frame.tsx';
import { Glyph } from '../parts/Glyph.tsx';
import { LinkRow, Rows } from '../parts/Rows.tsx';
import { useElder } from '../elder/elder.ts';
import { fragmentOf } from '../route.ts';
import { useWay } from '../use-route.ts';
import { useWords } from '../words.ts';
import { useDepartments } from './use-departments.ts';
import { useVisits } from './use-visits.ts';
import { inOrder, lastSeen } from './visit.ts';
import type { Department } from './visit.ts';
import { VisitRow } from './VisitLists.tsx';
import './booking.css';

/** The page. */
export function BookPage(): ReactNode {
  const words = useWords();
  const { isElder } = useElder();
  const { value, error, reload } = useDepartments();
  return (
    <Frame title={words.visits.title}>
      {isElder ? null : <Mine />}
      <a className="banner" href={fragmentOf({ page: 'guide' })}>
        <Glyph name="guide" />
        <span className="row-text">
          <b>{words.guide.title}</b>
          <span className="small">{words.guide.intro}</span>
        </span>
        <Glyph name="next" />
      </a>
      <h2>{words.visits.choose}</h2>
      <Failed error={error} retry={reload} />
      {value === undefined && error === undefined ? <Loading /> : null}
      {value === undefined ? null : <Departments all={value} />}
    </Frame>
  );
}

/** What comes, and the doctor of last time. */
function Mine(): ReactNode {
  const words = useWords();
  const { value = [] } = useVisits();
  const { coming } = inOrder(value);
  const seen = lastSeen(value);
  if (coming.length === 0 && seen === undefined) return null;
  const [next] = coming;
  return (
    <Rows label={words.visits.mine}>
      {next === undefined ? null : <VisitRow visit={next} />}
      {seen === undefined ? null : (
        <LinkRow
          to={{ page: 'again', id: seen.id }}
          glyph="again"
          note={[seen.department, seen.doctor].filter((text) => text !== '').join(' · ')}
        >
          {words.visits.again}
        </LinkRow>
      )}
      {value.length > 1 ? (
        <LinkRow to={{ page: 'visits' }} glyph="calendar">
          {words.visits.mine}
        </LinkRow>
      ) : null}
    </Rows>
  );
}

/** From so many on they are searched. */
const manyDepartments = 12;

function Departments({ all }: { all: readonly Department[] }): ReactNode {
  const words = useWords();
  const [text, setText] = useState('');
  const wanted = text.trim();
  const found = all.filter(
    ({ name, hospital }) => name.includes(wanted) || hospital.includes(wanted),
  );
  const hospitals = Map.groupBy(found, ({ hospital }) => hospital);
  if (all.length === 0) return <Empty>{words.visits.noClinics}</Empty>;
  return (
    <>
      {all.length < manyDepartments ? null : (
        <input
          className="search"
          type="search"
          aria-label={words.visits.find}
          placeholder={words.visits.find}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      )}
      {found.length === 0 ? <Empty>{words.visits.notFound}</Empty> : null}
      {[...hospitals].map(([hospital, departments]) => (
        <section key={hospital} aria-label={hospital}>
          <h3>{hospital}</h3>
          <Rows>
            {departments.map((one) => (
              <DepartmentRow key={one.id} department={one} />
            ))}
          </Rows>
        </section>
      ))}
    </>
  );
}

function DepartmentRow({ department: { id, name, free } }: { department: Department }) {
  const { visits } = useWords();
  const { change } = useWay().route;
  const left = free > 0 ? fill(visits.left, { n: free }) : visits.full;
  return (
    <LinkRow
      to={{ page: 'department', id, ...(change === undefined ? {} : { change }) }}
      end={<span className={`small ${free > 0 ? 'lead' : 'soft'}`}>{left}</span>}
    >
      {name}
    </LinkRow>
  );
}
