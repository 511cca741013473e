/**
 * Makes the notices of what was written: of reports, and of the steps of operations.
 * https://hl7.org/fhir/R4/communication.html
 */
import type { Resource } from '#model/fhir.ts';
import { typeName } from '#model/resource-types.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { placeOf, prepareVersion } from '#fhir/handling/prepare.ts';
import { patientOf } from '#fhir/search/extract.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import type { Sql, SqlRow } from '#fhir/store/sql.ts';
import { type Write, methods } from '#fhir/store/write.ts';
import { type NoticeContent, buildNotice, noticeId } from './notice.ts';
import { familyOf } from './recipients.ts';
import { reportsIn, resultWords, versionOf } from './results.ts';
import { stepOf, wordsOf } from './surgery.ts';

/** One thing that was written. */
export interface NoticeEvent {
  bucket: number;
  n: string;
  key: string;
  type: string;
  version: number;
}

/** An event of a row. */
export function eventOf(row: SqlRow): NoticeEvent {
  return {
    bucket: Number(row['bucket']),
    n: String(row['n']),
    key: String(row['key']),
    type: typeName(Number(row['type'])),
    version: Number(row['version']),
  };
}

/** A version of a resource that somebody may be told of. */
export interface Version {
  id: string;
  version: number;
  level: number;
  resource: Resource;
}

const versionsText = `select r.id, r.version, r.level, r.body from resource r
  where r.bucket = $1 and r.key = $2::bigint
  union all select h.id, h.version, h.level, h.body from history h
  where h.bucket = $1 and h.key = $2::bigint and h.version = $3 and h.body is not null
  order by version desc`;

/**
 * What an event tells of: the version that made it, and the current one. Undefined where the
 * resource is gone, or was an error.
 */
export async function readVersions(
  sql: Sql,
  event: NoticeEvent,
): Promise<{ told: Version; current: Version } | undefined> {
  const rows = await sql.run(versionsText, [event.bucket, event.key, event.version]);
  const versions = rows.map((row) => ({
    id: String(row['id']),
    version: Number(row['version']),
    level: Number(row['level']),
    resource: JSON.parse(String(row['body'])) as Resource,
  }));
  const [current] = versions;
  const told = versions.find(({ version }) => version === event.version);
  if (current === undefined || told === undefined) return undefined;
  return current.resource['status'] === 'entered-in-error' ? undefined : { told, current };
}

/** The notices that an event calls for, to be written; those that are there already left out. */
export async function makeNotices(bound: Store, event: NoticeEvent): Promise<Write[]> {
  const versions = await readVersions(bound.sql, event);
  if (versions === undefined) return [];
  const told = event.type === 'Procedure' ? versions.told : versions.current;
  const patient = patientOf(bound.search, told.resource);
  if (patient === undefined) return [];
  const contents =
    event.type === 'Procedure'
      ? await surgeryNotices(bound, told, patient)
      : await resultNotices(bound, told, patient);
  const writes: Write[] = [];
  for (const { thing, ...content } of contents) {
    const id = noticeId(thing, content);
    if (!(await wasThere(bound, id))) writes.push(writeOf(bound, id, content));
  }
  return writes;
}

type Wanted = NoticeContent & { thing: string };

const basic = (bound: Store, { id, level, resource }: Version, patient: string) => ({
  patient,
  level,
  about: `${resource.resourceType}/${id}`,
  source: resource.meta?.['source'],
  sent: bound.now(),
});

async function resultNotices(bound: Store, told: Version, patient: string): Promise<Wanted[]> {
  const version = versionOf(told.resource);
  if (version === undefined) return [];
  for (const report of reportsIn(told.resource)) {
    // The report has its own notice; its document is no second one.
    const row = await bound.read(placeOf(bound, 'DiagnosticReport', report));
    if (row !== undefined && versionOf(JSON.parse(row.body) as Resource) !== undefined) return [];
  }
  const given = basic(bound, told, patient);
  return [
    {
      ...given,
      thing: `${given.about} ${version}`,
      recipient: `Patient/${patient}`,
      code: 'result',
      words: resultWords,
    },
  ];
}

async function surgeryNotices(bound: Store, told: Version, patient: string): Promise<Wanted[]> {
  const step = stepOf(told.resource);
  if (step === undefined) return [];
  const { level } = told;
  const { reason, ...words } = wordsOf(told.resource, step);
  const given = basic(bound, told, patient);
  const family = await familyOf(bound.sql, { patient, level, now: bound.now() });
  const recipients = [`Patient/${patient}`, ...family.map((id) => `RelatedPerson/${id}`)];
  return recipients.map((recipient) => ({
    ...given,
    thing: `${given.about} ${step}`,
    recipient,
    code: 'surgery',
    words,
    step,
    reason,
  }));
}

/** Whether a notice was written before, though it may be deleted since. */
async function wasThere(bound: Store, id: string): Promise<boolean> {
  const { bucket } = placeOf(bound, 'Communication', id);
  const rows = await bound.sql.run(
    `select 1 as found from resource where bucket = $1 and key = $2::bigint
     union all select 1 from history where bucket = $1 and key = $2::bigint limit 1`,
    // The id carries its bucket.
    [bucket!, resourceKey('Communication', id)],
  );
  return rows.length > 0;
}

function writeOf(bound: Store, id: string, content: NoticeContent): Write {
  const notice = buildNotice(content);
  return prepareVersion(
    bound,
    { resource: notice, faithful: notice },
    { id, method: methods.POST },
  );
}
