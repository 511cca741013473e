/** The few calls of the FHIR API that loading needs. https://hl7.org/fhir/R4/http.html */
import type { Resource } from '#model/fhir.ts';

/** An answer of the API. */
export interface ApiAnswer {
  status: number;
  body: Resource;
}

/** The API at one base address. */
export interface Api {
  send(method: 'GET' | 'POST' | 'PUT', path: string, body?: string): Promise<ApiAnswer>;
}

const tries = 5;

/**
 * The API at `base`, called with an access token, or without where it is empty; a connection that
 * breaks and a 503 are tried again, a second later each time.
 */
export function createApi(base: string, token: string): Api {
  return {
    async send(method, path, body) {
      for (let attempt = 1; ; attempt += 1) {
        const retry = method !== 'POST' && attempt < tries;
        try {
          const answer = await sendOnce(`${base}/${path}`.replace(/\/$/, ''), {
            method,
            body,
            token,
          });
          if (answer.status !== 503 || attempt === tries) return answer;
        } catch (error) {
          if (!retry) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, 1000 * attempt));
      }
    },
  };
}

async function sendOnce(
  url: string,
  { method, body, token }: { method: string; body: string | undefined; token: string },
): Promise<ApiAnswer> {
  const headers = {
    'content-type': 'application/fhir+json',
    accept: 'application/fhir+json',
    ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text === '' ? '{}' : text) as Resource };
}

/** How many living resources a search finds. */
export async function count(api: Api, path: string): Promise<number> {
  const mark = path.includes('?') ? '&' : '?';
  const { status, body } = await api.send('GET', `${path}${mark}_summary=count`);
  if (status !== 200) throw new Error(`Counting ${path} was answered with ${status}`);
  return Number(body['total']);
}

/** What an OperationOutcome says, in one line. */
export function diagnosis(answer: ApiAnswer): string {
  const issues = (answer.body['issue'] ?? []) as {
    diagnostics?: string;
    details?: { text?: string };
    expression?: string[];
  }[];
  const said = issues.slice(0, 3).map((issue) => {
    const text = issue.diagnostics ?? issue.details?.text ?? '';
    return [...(issue.expression ?? []), text].join(': ');
  });
  const more = issues.length > 3 ? ` (and ${issues.length - 3} more)` : '';
  return `${answer.status} ${said.join('; ')}${more}`;
}
