/** Sends a file of the registry. https://www.rfc-editor.org/rfc/rfc4180 */
import { useQueryClient } from '@tanstack/react-query';
import { useCarefulCall } from '../../../session/step-up-context.ts';
import { ApiFailure } from '../../../session/json-api.ts';
import type { FileKind, ImportReport } from './import-report.ts';

/** Checks a file, or imports it; resolves to the report. Throws an ApiFailure. */
export function useImport(): (given: {
  kind: FileKind;
  file: Blob;
  mode: 'check' | 'apply';
}) => Promise<ImportReport> {
  const call = useCarefulCall();
  const client = useQueryClient();
  return async ({ kind, file, mode }) => {
    const body = new Blob([file], { type: 'text/csv' });
    const ask = async (how: 'check' | 'apply') =>
      (await call(`/api/registry/import/${kind}?mode=${how}`, { body })) as ImportReport;
    try {
      const report = await ask(mode);
      if (report.applied) void client.invalidateQueries({ queryKey: ['directory'] });
      return report;
    } catch (failure) {
      // Something changed since the check: the check tells what.
      const faulty = failure instanceof ApiFailure && failure.status === 422;
      if (mode === 'check' || !faulty || failure.code !== undefined) throw failure;
      return ask('check');
    }
  };
}
