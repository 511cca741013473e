/**
 * `Organization/:id/$his-endpoint`, `Organization/$his-hospitals`: where hospitals' own systems are
 * told, and how that stands.
 * docs/decisions/0026-his-adapters.md
 */
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { parseContent } from '#fhir/handling/content.ts';
import { placeOf } from '#fhir/handling/prepare.ts';
import { type Parameter, answerParameters, listParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { readMany } from '#fhir/store/read.ts';
import { type Sql, type SqlRow, arrayLiteral, textArrayLiteral } from '#fhir/store/sql.ts';
import type { Resource } from '#model/fhir.ts';
import { isEverywhere } from '../staff/asked-session.ts';
import { callerOf } from '../who-may.ts';
import { type HospitalPlace, hospitalPlace } from './links.ts';
import { ownHospital } from './own-hospital.ts';

/** What they work with. */
export interface EndpointParts {
  house: Store;
  /** Where hospitals may be told, as `https://his.example`. */
  hisOrigins: ReadonlySet<string>;
}

/** Names of HTTP headers (RFC 9110), without those that are the sender's own. */
const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e]*)$/;
const ownHeaders = new Set(['host', 'content-length', 'content-type', 'transfer-encoding']);
const longestHeader = 4096;

function headersOf(list: readonly Parameter[]): [string, string][] {
  return list
    .filter(({ name }) => name === 'header')
    .map(({ valueString }): [string, string] => {
      const line = typeof valueString === 'string' ? valueString : '';
      const [, name = '', value = ''] = headerLine.exec(line) ?? [];
      if (name === '' || line.length > longestHeader || ownHeaders.has(name.toLowerCase())) {
        throw refuse('parameter-missing', { name: 'header' });
      }
      return [name, value];
    });
}

/**
 * `POST Organization/:id/$his-endpoint` with `url`, and `header` as often as wanted: bookings of
 * the hospital are told there from now on, and those to come are told first; without `url` no
 * longer. 200 with how it stands. Throws `his-origin`, `other-institution`.
 */
export function createSetEndpoint({ house, hisOrigins }: EndpointParts): Interaction {
  return async (request, store) => {
    const place = ownHospital(store, request.id!);
    const list = listParameters(parseContent(request).resource);
    const told = list.find(({ name }) => name === 'url');
    const url = told?.['valueUrl'] ?? told?.['valueUri'] ?? told?.['valueString'];
    const looked = { action: 'U' as const, entities: [`Organization/${request.id}`], patients: [] };
    if (url === undefined) {
      await removeEndpoint(house, place);
      return { ...answerParameters(await standingOf(house, place)), looked };
    }
    const address = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
    const isPlain = address?.username === '' && address.password === '';
    if (!isPlain || !hisOrigins.has(address.origin)) throw refuse('his-origin');
    const header = house.sealer.sealText(JSON.stringify(headersOf(list)));
    await putEndpoint(house, place, { url: address.href, header });
    return { ...answerParameters(await standingOf(house, place)), looked };
  };
}

async function putEndpoint(
  house: Store,
  { bucket, organization }: HospitalPlace,
  { url, header }: { url: string; header: string },
): Promise<void> {
  const now = house.now();
  await house.database.transaction(async (tx) => {
    const [row] = await tx.run(
      `insert into his_endpoint (bucket, organization, url, header, since, failures, due, leased)
       values ($1, $2, $3, $4, $5, 0, 0, 0)
       on conflict (bucket, organization) do update
         set url = excluded.url, header = excluded.header, failures = 0, due = 0
       returning since`,
      [bucket, organization, url, header, now],
    );
    if (Number(row?.['since']) !== now) return;
    await tx.run(
      `insert into his_outbox (bucket, organization, event, appointment, schedule, n, at)
       select $1, $2, 'S12', b.appointment, s.schedule, b.n, $3
       from booking_session s join booking b on b.bucket = s.bucket and b.session = s.session
       where s.organization = $2 and s.ends > $3 and b.state = 3
         and not exists (select from his_booking h where h.bucket = $1 and h.organization = $2
           and h.appointment = b.appointment)
       order by b.at`,
      [bucket, organization, now],
    );
  });
}

async function removeEndpoint(house: Store, place: HospitalPlace): Promise<void> {
  await house.database.transaction(async (tx) => {
    const hospital = [place.bucket, place.organization];
    await tx.run('delete from his_endpoint where bucket = $1 and organization = $2', hospital);
    await tx.run('delete from his_outbox where bucket = $1 and organization = $2', hospital);
  });
}

/** `GET Organization/:id/$his-endpoint`: the address, and what waits; never the headers. */
export function createReadEndpoint({ house }: EndpointParts): Interaction {
  return async (request, store) => {
    const place = ownHospital(store, request.id!);
    return {
      ...answerParameters(await standingOf(house, place)),
      looked: { entities: [`Organization/${place.organization}`], patients: [] },
    };
  };
}

/** Whether a hospital is told of bookings. */
export async function isTold(sql: Sql, place: HospitalPlace): Promise<boolean> {
  const [row] = await sql.run(
    'select 1 as one from his_endpoint where bucket = $1 and organization = $2',
    [place.bucket, place.organization],
  );
  return row !== undefined;
}

async function standingOf({ sql }: Store, place: HospitalPlace): Promise<Parameter[]> {
  return (await standingsOf(sql, [place])).get(place.organization)!;
}

/** How telling each of these hospitals stands, by its id. */
async function standingsOf(
  sql: Sql,
  places: readonly HospitalPlace[],
): Promise<Map<string, Parameter[]>> {
  const rows = await sql.run(
    `select h.organization, e.url, e.failures,
       (select count(*)::integer from his_outbox o
        where o.bucket = h.bucket and o.organization = h.organization) as waiting,
       (select count(*)::integer from his_difference d where d.bucket = h.bucket
          and d.organization = h.organization and d.settled is null) as differences
     from unnest($1::text::integer[], $2::text::text[]) as h(bucket, organization)
     left join his_endpoint e on e.bucket = h.bucket and e.organization = h.organization`,
    [
      arrayLiteral(places.map(({ bucket }) => bucket)),
      textArrayLiteral(places.map(({ organization }) => organization)),
    ],
  );
  return new Map(rows.map((row) => [String(row['organization']), standingIn(row)]));
}

function standingIn(row: SqlRow): Parameter[] {
  const differences = { name: 'differences', valueInteger: Number(row['differences']) };
  if (row['url'] === null) return [differences];
  return [
    { name: 'url', valueUrl: String(row['url']) },
    { name: 'waiting', valueInteger: Number(row['waiting']) },
    { name: 'failures', valueInteger: Number(row['failures']) },
    differences,
  ];
}

/** Hospitals of an answer. */
const most = 500;

/**
 * `GET Organization/$his-hospitals`: 200 with a `hospital` each that is told, or that differs from
 * us: `organization`, `url`, `waiting`, `failures`, `differences`. The caller's own, which is there
 * in any case; of all, for who has an eye on all.
 */
export function createHospitals({ house }: EndpointParts): Interaction {
  return async (_request, store) => {
    const caller = callerOf(store);
    const own = isEverywhere(caller) ? undefined : caller.organization;
    const found = own === undefined ? await hospitalsIn(house) : [own];
    const names = await namesOf(house, found);
    const standings = await standingsOf(house.sql, found.map(hospitalPlace));
    const hospitals = found.map((organization): Parameter => {
      const display = names.get(organization);
      const reference = { reference: `Organization/${organization}`, display };
      const standing = standings.get(organization) ?? [];
      return {
        name: 'hospital',
        part: [{ name: 'organization', valueReference: reference }, ...standing],
      };
    });
    return {
      ...answerParameters(hospitals),
      looked: { entities: found.map((id) => `Organization/${id}`), patients: [] },
    };
  };
}

async function hospitalsIn({ sql }: Store): Promise<string[]> {
  const rows = await sql.run(
    `select organization from his_endpoint
     union select organization from his_difference where settled is null
     order by organization limit ${most}`,
    [],
  );
  return rows.map((row) => String(row['organization']));
}

async function namesOf(
  house: Store,
  organizations: readonly string[],
): Promise<Map<string, string>> {
  const places = organizations.map((id) => placeOf(house, 'Organization', id));
  const rows = await readMany(house.sql, places);
  return new Map(
    [...rows.values()].map(({ id, body }) => [
      id,
      (JSON.parse(body) as Resource & { name?: string }).name ?? id,
    ]),
  );
}
