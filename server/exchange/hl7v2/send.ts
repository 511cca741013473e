/**
 * The FHIR interface on behalf of who sent a message, so that access and audit apply to it as to
 * everybody.
 * https://hl7.org/fhir/R4/http.html
 */
import type { Resource } from '#model/fhir.ts';
import type { FhirRequest, FhirResponse } from '#fhir/handling/interaction.ts';
import { Refusal } from '#fhir/refusals.ts';
import { Hl7Error } from './er7.ts';

/** Asks; throws Hl7Error where that is refused, with the text of the refusal. */
export type Send = (
  method: string,
  path: string[],
  given: { query?: [string, string][]; body?: Resource },
) => Promise<{ status: number; resource: Resource }>;

/** Asks the router. */
export function createSend(answer: (request: FhirRequest) => Promise<FhirResponse>): Send {
  return async (method, path, { query = [], body }) => {
    try {
      const response = await answer({
        method,
        path,
        query,
        headers: {},
        base: '',
        ...(body === undefined ? {} : { body: { value: body, faithful: body } }),
      });
      return { status: response.status, resource: JSON.parse(response.body ?? '{}') as Resource };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw refusedBy(error);
    }
  };
}

function refusedBy({ code, status, issues }: Refusal): Hl7Error {
  const texts = issues.map(({ text }) => `${text.zh} ${text.en}`);
  return new Hl7Error([code, ...texts].join(': '), {
    // Sent again, what failed for want of time may go through.
    acknowledgment: status >= 500 || status === 429 ? 'AR' : 'AE',
    condition: '207',
  });
}
