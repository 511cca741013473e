/**
 * The routes of the registry beside the FHIR API: files in and out, rights explained, checks due.
 * https://hl7.org/fhir/R4/administration-module.html
 */
import type { RoleCode } from '#model/roles.ts';
import { strongCaller } from '#fhir/handling/strong-caller.ts';
import { refusals, refuse } from '#fhir/refusals.ts';
import type { PlainRequest, PlainResponse, PlainRoute } from '#server/http/plain-route.ts';
import { exportRegistry, templateOf } from './export.ts';
import { importRegistry } from './import.ts';
import { registryKinds } from './kinds/all.ts';
import type { RegistryKind } from './kinds/kind.ts';
import type { Denial, Service } from './practice-rules.ts';
import type { Send } from './records.ts';
import { type RightsClock, dueChecks, practiceRights } from './rights.ts';

/** What the routes work with. */
export interface RegistryParts {
  /** The FHIR API on behalf of whoever sent this request, so that access and audit apply. */
  sendAs: (request: PlainRequest) => Send;
  /** Milliseconds since 1970. */
  now: () => number;
  /** IANA name: in which a day begins. */
  timeZone: string;
  /** YISHU_CREDENTIAL_DAYS. */
  credentialDays: number;
  /** YISHU_STEP_UP_MINUTES. */
  stepUpMinutes: number;
}

/** Who registers: people and places are one duty, what people may do is another (SEC-06). */
const writers: Record<RegistryKind['name'], readonly RoleCode[]> = {
  institutions: ['system-administrator'],
  people: ['system-administrator'],
  alliances: ['system-administrator'],
  roles: ['security-administrator'],
};

const readers: readonly RoleCode[] = ['system-administrator', 'security-administrator'];

/** Every route of the registry. */
export function registryRoutes(parts: RegistryParts): PlainRoute[] {
  return [
    ...Object.values(registryKinds).flatMap((kind) => fileRoutes(kind, parts)),
    {
      method: 'GET',
      path: '/api/registry/rights/:role',
      access: readers,
      audit: 'registry-rights',
      summary:
        'Whether the holder of a PractitionerRole may do something, and which rules forbid it',
      handler: (request) => rights(request, parts),
    },
    {
      method: 'GET',
      path: '/api/registry/checks',
      access: readers,
      audit: 'registry-checks',
      summary: 'Whose check with the national register is due or missing',
      handler: async (request) => ({
        status: 200,
        body: { due: await dueChecks(parts.sendAs(request), clockOf(parts)) },
      }),
    },
  ];
}

function fileRoutes(kind: RegistryKind, parts: RegistryParts): PlainRoute[] {
  const { name } = kind;
  return [
    {
      method: 'GET',
      path: `/api/registry/templates/${name}`,
      access: readers,
      audit: undefined,
      summary: `An empty CSV file of ${name} to fill in`,
      handler: async () => csv(templateOf(kind)),
    },
    {
      method: 'POST',
      path: `/api/registry/import/${name}`,
      access: writers[name],
      audit: 'registry-import',
      summary: `Check a CSV file of ${name} (mode=check), or check and import it (mode=apply)`,
      handler: (request) => importFile(kind, request, parts),
    },
    {
      method: 'GET',
      path: `/api/registry/export/${name}`,
      access: readers,
      audit: 'export',
      summary: `All ${name} as a CSV file; a strong factor is needed`,
      handler: (request) => exportFile(kind, request, parts),
    },
  ];
}

function csv(body: string): PlainResponse {
  return { status: 200, body, contentType: 'text/csv; charset=utf-8' };
}

/** Throws `step-up-needed`: what leaves the house leaves it knowingly (SEC-04). */
async function exportFile(
  kind: RegistryKind,
  request: PlainRequest,
  { sendAs, now, stepUpMinutes }: RegistryParts,
): Promise<PlainResponse> {
  strongCaller(request.caller, { now: now(), minutes: stepUpMinutes });
  return csv(await exportRegistry(kind, sendAs(request)));
}

/** 200 with the report; 422 with it where a file that was to be applied has problems. */
async function importFile(
  kind: RegistryKind,
  request: PlainRequest,
  parts: RegistryParts,
): Promise<PlainResponse> {
  const mode = request.query.get('mode');
  if (mode !== 'check' && mode !== 'apply') throw refuse('bad-import-mode');
  const bytes = request.bytes ?? new TextEncoder().encode(request.text);
  const report = await importRegistry({ kind, bytes, mode }, parts.sendAs(request));
  const refused = mode === 'apply' && !report.applied;
  return { status: refused ? 422 : 200, body: report };
}

const modes: ReadonlySet<string> = new Set<Service['mode']>(['in-person', 'online', 'invited']);
const acts: ReadonlySet<string> = new Set<Service['act']>(['visit', 'prescription']);

/** The ruling with the sentences of each rule. */
async function rights(request: PlainRequest, parts: RegistryParts): Promise<PlainResponse> {
  const { query, names } = request;
  const mode = query.get('mode') ?? 'in-person';
  const act = query.get('act') ?? 'visit';
  const department = query.get('department') ?? '';
  if (!modes.has(mode)) throw badParameter('mode', [...modes].join(', '));
  if (!acts.has(act)) throw badParameter('act', [...acts].join(', '));
  if (!/^\d{2}(?:\.\d{2})?$/.test(department)) throw badParameter('department', '03, 03.04');
  const service: Service = {
    mode: mode as Service['mode'],
    act: act as Service['act'],
    department,
  };
  const send = parts.sendAs(request);
  const ruling = await practiceRights(send, names['role'] ?? '', { ...clockOf(parts), service });
  return {
    status: 200,
    body: { allowed: ruling.allowed, denials: ruling.denials.map(explained) },
  };
}

function badParameter(parameter: string, expected: string) {
  const reason = `应为 ${expected}`;
  return refuse('bad-parameter', { parameter, reason, reasonEn: `one of ${expected}` });
}

function explained({ refused, rule, details = {} }: Denial): object {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? name));
  const { zh, en } = refusals[refused];
  return { refused, rule, zh: fill(zh), en: fill(en) };
}

/** The day where the clinics are. */
function clockOf({ now, timeZone, credentialDays }: RegistryParts): RightsClock {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone }).format(now());
  return { today, credentialDays };
}
