/**
 * `npm run audit-export -- --from DATE --to DATE FILE`: writes the events of some days as
 * AuditEvents, a line each, the newest first, for a regulator (ONL-21).
 * https://hl7.org/fhir/R4/nd-json.html
 */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { parseDateRange } from '#fhir/search/date-range.ts';
import { renderEvent } from '#server/audit/reading/audit-event.ts';
import { findEvents } from '#server/audit/reading/find-events.ts';
import { patientReferences } from '#server/audit/reading/patient-references.ts';
import { readSettings } from '#server/config.ts';
import { openKeys } from '#server/start/keys.ts';
import { createSealer } from '#server/start/sealer.ts';
import { openDatabase } from './keys/open.ts';

const usage = `npm run audit-export -- --from DATE --to DATE [--base URL] FILE
  DATE    as 2026-01-31: the first and the last day
  --base  the address by which the server is named in the events
  FILE    must not be there yet; it holds what was searched for, so keep it safe`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string', default: '' },
    to: { type: 'string', default: '' },
    base: { type: 'string', default: 'http://localhost:8080/fhir/R4' },
  },
});
const { timeZone } = readSettings(process.env);
const from = parseDateRange(values.from, timeZone)?.low;
const to = parseDateRange(values.to, timeZone)?.high;
const file = positionals[0];
if (from === undefined || to === undefined || file === undefined) {
  console.error(usage);
  process.exit(2);
}

const { database, close } = await openDatabase();
const { keyring } = await openKeys(database, readSettings(process.env));
const { openText: open } = createSealer(keyring);
const output = createWriteStream(file, { flags: 'wx', mode: 0o600 });
let cursor: string | undefined;
let written = 0;
do {
  const query = { conditions: [], from, to, count: 1000, cursor, identity: 'export' };
  const page = await findEvents(database, query, (event) => event);
  const patients = await patientReferences(database, page.events);
  const view = { base: values.base, patients, whole: true, queries: true, open };
  for (const event of page.events) output.write(`${JSON.stringify(renderEvent(event, view))}\n`);
  if (output.writableNeedDrain) await once(output, 'drain');
  written += page.events.length;
  cursor = page.next;
} while (cursor !== undefined);
output.end();
await once(output, 'finish');
await close();
console.log(`${written} events written to ${file}`);
