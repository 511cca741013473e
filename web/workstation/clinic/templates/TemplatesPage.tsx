/**
 * The templates of clinics (号源模板) of the institution, and the editor of one.
 * https://hl7.org/fhir/R4/schedule.html
 */
import { Button } from 'antd';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import type { Resource } from '#model/fhir.ts';
import { Failed, LoadingRows } from '../../../design/states.tsx';
import { type DenseColumn, DenseTable } from '../../../design/table/DenseTable.tsx';
import { fill } from '../../../i18n/fill.ts';
import { isForPage } from '../../keys/use-question-key.ts';
import { fragmentOf, go } from '../../route.ts';
import { type ClinicWords, useClinicWords } from '../parts/clinic-words.ts';
import { TemplateForm } from './TemplateForm.tsx';
import { actorOf, clinicsIn, draftOf } from './template-draft.ts';
import { weekOf } from './template-problems.ts';
import { useTemplate, useTemplates } from './use-templates.ts';

const create = { page: 'clinic', section: 'templates', id: '+' } as const;

/** The list, or the template that the address names. */
export function TemplatesPage({ id }: { id?: string }): ReactNode {
  if (id === undefined) return <List />;
  return id === '+' ? <TemplateForm key="+" before={undefined} /> : <Editor key={id} id={id} />;
}

function Editor({ id }: { id: string }): ReactNode {
  const { data, error, refetch } = useTemplate(id);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <LoadingRows rows={10} widths={[14, 30, 20]} />;
  return <TemplateForm key={data.meta?.versionId ?? ''} before={data} />;
}

function List(): ReactNode {
  const words = useClinicWords();
  const { data, error, refetch } = useTemplates();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'n' && isForPage(event)) go(create);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <header className="clinic-head">
        <h1>{words.templates.title}</h1>
        <p className="clinic-sum" />
        <Button type="primary" href={fragmentOf(create)}>
          {words.templates.create}
        </Button>
      </header>
      <section className="card clinic-card">
        <DenseTable
          label={words.templates.title}
          columns={columnsOf(words)}
          rows={data?.toSorted(byDepartment)}
          keyOf={({ id }) => id ?? ''}
          error={error}
          retry={() => void refetch()}
          empty={words.templates.none}
          isOver={(schedule) => schedule['active'] === false}
        />
      </section>
    </>
  );
}

function byDepartment(a: Resource, b: Resource): number {
  const name = (schedule: Resource) =>
    actorOf(schedule, 'HealthcareService').name + actorOf(schedule, 'PractitionerRole').name;
  return name(a).localeCompare(name(b), 'zh');
}

function columnsOf(words: ClinicWords): DenseColumn<Resource>[] {
  const { templates, part } = words;
  return [
    {
      key: 'doctor',
      title: templates.doctor,
      width: 180,
      cell: (schedule) => (
        <a
          className="row-open"
          href={fragmentOf({
            page: 'clinic',
            section: 'templates',
            ...(schedule.id === undefined ? {} : { id: schedule.id }),
          })}
        >
          {actorOf(schedule, 'PractitionerRole').name || part.anyDoctor}
        </a>
      ),
    },
    {
      key: 'department',
      title: templates.department,
      width: 150,
      wide: true,
      cell: (schedule) => actorOf(schedule, 'HealthcareService').name,
    },
    {
      key: 'week',
      title: templates.week,
      cell: (schedule) => <span className="figures">{weekText(schedule, part.weekday)}</span>,
    },
    {
      key: 'numbers',
      title: templates.perWeek,
      numeric: true,
      width: 80,
      cell: (schedule) => weekOf(draftOf(schedule)).reduce((sum, { numbers }) => sum + numbers, 0),
    },
    {
      key: 'fee',
      title: templates.fee,
      numeric: true,
      width: 90,
      wide: true,
      cell: (schedule) => {
        const { fee } = draftOf(schedule);
        return fee === '0' ? part.free : fill(part.yuan, { n: fee });
      },
    },
    {
      key: 'state',
      title: templates.state,
      width: 80,
      wide: true,
      cell: (schedule) =>
        schedule['active'] === false ? (
          <span className="chip">{templates.inactive}</span>
        ) : (
          templates.active
        ),
    },
  ];
}

/** The week in a line: days that are alike stand together. 周一、周三 08:00–11:30 */
export function weekText(schedule: Resource, weekdays: readonly string[]): string {
  const bySpan = Map.groupBy(clinicsIn(schedule), ({ start, end }) => `${start}–${end}`);
  return Array.from(bySpan, ([span, rows]) => {
    const days = rows.map(({ weekday }) => weekdays[weekday] ?? '');
    return `${days.join(' ')} ${span}`;
  }).join('；');
}
