/**
 * Routes beside the FHIR API: rows of a table, so that each has its access rule, its audit and its
 * line in docs/api.
 * https://fastify.dev/docs/latest/Reference/Routes/
 */
import type { Caller } from '#fhir/handling/caller.ts';
import type { RoleCode } from '#model/roles.ts';

/**
 * Who may: `anyone` without signing in, `signed-in` whoever is identified, or these roles. Others
 * get 401 without a caller and 404 with the wrong one.
 */
export type PlainAccess = 'anyone' | 'signed-in' | readonly RoleCode[];

/** What a handler gets: no HTTP beyond this. */
export interface PlainRequest {
  /** Undefined only where the rule is `anyone`. */
  caller: Caller | undefined;
  /** What `:name` in the path stands for. */
  names: Record<string, string>;
  query: URLSearchParams;
  /** The parsed JSON body; undefined where there is none. */
  body: unknown;
  /** The body as it came, for CSV. */
  text: string;
  /** The body byte for byte: a file from Excel may be GB18030. Absent where nobody kept it. */
  bytes?: Uint8Array;
  cookies: Record<string, string | undefined>;
  headers: Record<string, string | undefined>;
  address: string;
  /** Number of the request. */
  id: string;
}

/** What a handler answers. */
export interface PlainResponse {
  status: number;
  /** Sent as JSON; undefined for an empty body. */
  body?: unknown;
  /** Whole Set-Cookie values. */
  setCookies?: string[];
  /** For 303. */
  location?: string;
  /** By default application/json. */
  contentType?: string;
  /** What the request touched, for the audit event: `Practitioner/1`. */
  entities?: readonly string[];
}

/** One route. A thrown Refusal becomes an OperationOutcome. */
export interface PlainRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As `/api/accounts/:id`. */
  path: string;
  access: PlainAccess;
  /** What shows who asks: the cookie of a session by default, or an access token. */
  credential?: 'token';
  /** Name of the audit event; undefined for what tells nothing of anybody, as an own session. */
  audit: string | undefined;
  summary: string;
  handler: (request: PlainRequest) => Promise<PlainResponse>;
}
