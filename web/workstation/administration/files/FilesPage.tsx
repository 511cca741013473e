/**
 * Files of the registry: templates to fill in, a check that tells every wrong cell, the import, and
 * what is registered as files. https://www.rfc-editor.org/rfc/rfc4180
 */
import { Alert, Button } from 'antd';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../../design/appearance-context.ts';
import { fill } from '../../../i18n/fill.ts';
import { useSession } from '../../../session/session-context.ts';
import { ChoiceField } from '../parts/Field.tsx';
import { useForm } from '../parts/FormFrame.tsx';
import { useWords } from '../parts/words.ts';
import { fileKinds, importsOf } from './import-report.ts';
import type { FileKind, ImportReport } from './import-report.ts';
import { useExport } from './use-export.ts';
import { useImport } from './use-import.ts';

/** The section. */
export function FilesPage(): ReactNode {
  const { role } = useSession().who;
  return (
    <>
      <Import kinds={importsOf(role)} />
      <Exports />
    </>
  );
}

function Exports(): ReactNode {
  const words = useWords();
  const save = useExport();
  const form = useForm({});
  return (
    <section className="card admin-form" aria-label={words.files.exports}>
      <h2>{words.files.exports}</h2>
      <p className="soft">{words.files.exportsHelp}</p>
      <div className="admin-acts">
        {fileKinds.map((kind) => (
          <Button key={kind} disabled={form.busy} onClick={() => form.run(() => save(kind))}>
            {words.files.kinds[kind]}
          </Button>
        ))}
      </div>
      {form.problems.rest.map((problem) => (
        <Alert key={problem} type="error" showIcon role="alert" title={problem} />
      ))}
    </section>
  );
}

function Import({ kinds }: { kinds: readonly FileKind[] }): ReactNode {
  const words = useWords();
  const id = useId();
  const send = useImport();
  const form = useForm<{
    kind: FileKind;
    file: File | undefined;
    report: ImportReport | undefined;
  }>({ kind: kinds[0] ?? 'roles', file: undefined, report: undefined });
  const { kind, file, report } = form.draft;
  const run = (mode: 'check' | 'apply') =>
    form.run(async () => {
      if (file !== undefined) form.change({ report: await send({ kind, file, mode }) });
    });
  const sound = report !== undefined && report.problemCount === 0 && !report.applied;
  return (
    <section className="card admin-form" aria-label={words.sections.files}>
      <header>
        <h1>{words.files.import}</h1>
      </header>
      <p className="soft">{words.files.importHelp}</p>
      <div className="admin-grid">
        <ChoiceField
          label={words.files.kind}
          options={kinds.map((code) => [code, words.files.kinds[code]])}
          value={kind}
          change={(code) =>
            form.change({ kind: kinds.find((one) => one === code) ?? kind, report: undefined })
          }
        />
        <div className="admin-field">
          <label htmlFor={id}>{words.files.file}</label>
          <input
            id={id}
            type="file"
            accept=".csv,text/csv"
            onChange={({ target }) => form.change({ file: target.files?.[0], report: undefined })}
          />
          <p className="soft">
            <a href={`/api/registry/templates/${kind}`} download={`${kind}-template.csv`}>
              {words.files.template}
            </a>
          </p>
        </div>
      </div>
      {form.problems.rest.map((text) => (
        <Alert key={text} type="error" showIcon role="alert" title={text} />
      ))}
      <div className="admin-acts">
        <Button
          type={sound ? 'default' : 'primary'}
          disabled={file === undefined}
          loading={form.busy}
          onClick={() => run('check')}
        >
          {words.files.check}
        </Button>
        <Button type="primary" disabled={!sound || form.busy} onClick={() => run('apply')}>
          {words.files.apply}
        </Button>
      </div>
      {report === undefined ? null : <Report report={report} />}
    </section>
  );
}

function Report({ report }: { report: ImportReport }): ReactNode {
  const words = useWords();
  const { problemCount, applied, lines, created, updated, unchanged } = report;
  const counts = fill(words.files.counts, { lines, created, updated, unchanged });
  if (problemCount === 0) {
    const title = applied ? words.files.applied : words.files.sound;
    return <Alert type="success" showIcon role="status" title={title} description={counts} />;
  }
  return (
    <>
      <Alert
        type="error"
        showIcon
        role="alert"
        title={fill(words.files.faulty, { n: problemCount })}
        description={words.files.faultyHelp}
      />
      <ProblemTable report={report} />
    </>
  );
}

function ProblemTable({ report }: { report: ImportReport }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  return (
    <div className="admin-scroll" tabIndex={0} role="region" aria-label={words.files.problems}>
      <table className="admin-table">
        <caption>{words.files.problems}</caption>
        <thead>
          <tr>
            <th scope="col">{words.files.line}</th>
            <th scope="col">{words.files.column}</th>
            <th scope="col">{words.files.what}</th>
          </tr>
        </thead>
        <tbody>
          {report.problems.map((problem, index) => (
            <tr key={index}>
              <td className="figures">{problem.line}</td>
              <td>{problem.column?.[language] ?? words.files.wholeLine}</td>
              <td>{problem[language]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
