/**
 * Saves what is registered as a file, after a strong factor was shown (SEC-04).
 * https://www.rfc-editor.org/rfc/rfc4180
 */
import { useCarefulCall } from '../../../session/step-up-context.ts';
import type { FileKind } from './import-report.ts';

/** Fetches the file of a kind and hands it to the browser to save. Throws an ApiFailure. */
export function useExport(): (kind: FileKind) => Promise<void> {
  const call = useCarefulCall();
  return async (kind) => {
    const file = (await call(`/api/registry/export/${kind}`, { as: 'file' })) as Blob;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = `${kind}.csv`;
    link.click();
    // The browser has taken the file when the click returns.
    setTimeout(() => URL.revokeObjectURL(link.href), 0);
  };
}
