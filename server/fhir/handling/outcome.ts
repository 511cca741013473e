/**
 * OperationOutcome: what a person reads, in Chinese and in English.
 * https://hl7.org/fhir/R4/operationoutcome.html
 */
import type { Issue } from '#model/fhir.ts';
import { type RefusalCode, Refusal, refuse } from '#fhir/refusals.ts';

const translation = 'http://hl7.org/fhir/StructureDefinition/translation';

/**
 * The text of an OperationOutcome with these issues: Chinese first, English as its translation and
 * as diagnostics.
 */
export function outcomeText(issues: readonly Issue[], code?: RefusalCode): string {
  return JSON.stringify({
    resourceType: 'OperationOutcome',
    issue: issues.map((issue) => ({
      ...(issue.extension === undefined ? {} : { extension: issue.extension }),
      severity: issue.severity,
      code: issue.code,
      details: {
        ...(code === undefined ? {} : { coding: [{ system: 'urn:yishu:refusal', code }] }),
        text: issue.text.zh,
        _text: {
          extension: [
            {
              url: translation,
              extension: [
                { url: 'lang', valueCode: 'en' },
                { url: 'content', valueString: issue.text.en },
              ],
            },
          ],
        },
      },
      diagnostics: issue.text.en,
      ...(issue.expression === undefined ? {} : { expression: [issue.expression] }),
    })),
  });
}

/** The outcome of something that went well. */
export const allOk = outcomeText([
  { severity: 'information', code: 'informational', text: { zh: '已完成', en: 'Done' } },
]);

const sqlRefusals: Record<string, RefusalCode> = {
  '53100': 'storage-full',
  '40P01': 'busy-retry',
  '40001': 'busy-retry',
  '57P01': 'database-away',
  '57P03': 'database-away',
  '53300': 'database-away',
  CONNECTION_CLOSED: 'database-away',
  CONNECTION_ENDED: 'database-away',
  CONNECTION_DESTROYED: 'database-away',
  ECONNREFUSED: 'database-away',
  ECONNRESET: 'database-away',
  ENOENT: 'database-away',
};

/** The refusal that a failure amounts to; undefined where it is a bug. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  const code = sqlRefusals[String((error as { code?: unknown } | null)?.code)];
  return code === undefined ? undefined : refuse(code);
}
