/**
 * A county hospital whose clinics can be booked, and the family of 王秀英: what the stories of the
 * residents' app happen in. https://hl7.org/fhir/R4/schedule.html
 */
import type { Page } from 'playwright-core';
import type { Resource } from '#model/fhir.ts';
import type { AppointmentStatus } from '#model/scheduling/appointment-states.ts';
import { proxyEvidenceSystem, proxyUrl } from '#model/proxy.ts';
import { templateExtensions } from '#model/scheduling/clinic.ts';
import { bookingUrl } from '#model/scheduling/extensions.ts';
import { transactionOf } from '../residents.ts';
import type { Stage } from '../stage.ts';

const hospital = { reference: 'Organization/county-hospital' };
const everyDay = (times: { start: number; end: number; minutes: number; seats: number }) =>
  [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, ...times }));

function clinicOf(given: {
  id: string;
  doctor: string;
  department: [id: string, name: string];
  fee: number;
  seats: number;
}): (Resource & { id: string })[] {
  const { id, doctor, department, fee, seats } = given;
  const rules = fee === 0 ? {} : { fee, payMinutes: 15 };
  const morning = { start: 480, end: 510, minutes: 30, seats };
  return [
    { resourceType: 'PractitionerRole', id, active: true, organization: hospital },
    {
      resourceType: 'Schedule',
      id,
      active: true,
      extension: templateExtensions(everyDay(morning), rules),
      actor: [
        { reference: `PractitionerRole/${id}`, display: doctor },
        { reference: `HealthcareService/${department[0]}`, display: department[1] },
      ],
    },
  ];
}

const service = (id: string, name: string): Resource & { id: string } => ({
  resourceType: 'HealthcareService',
  id,
  name,
  providedBy: hospital,
});

/** A relation by which 王秀英 acts for somebody. */
function actingFor(
  patient: string,
  given: { name: string; code: string; scope: string },
): Resource & { id: string } {
  const { name, code, scope } = given;
  return {
    resourceType: 'RelatedPerson',
    id: `wang-for-${patient}`,
    active: true,
    patient: { reference: `Patient/${patient}`, display: name },
    relationship: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code }] },
    ],
    period: { start: '2024-01-01', end: '2038-01-01' },
    extension: [
      {
        url: proxyUrl,
        extension: [
          { url: 'actor', valueReference: { reference: 'Patient/wang-xiuying' } },
          {
            url: 'evidence',
            valueCodeableConcept: {
              coding: [{ system: proxyEvidenceSystem, code: 'household-register' }],
            },
          },
          { url: 'scope', valueCode: scope },
        ],
      },
    ],
  };
}

const report: Resource & { id: string } = {
  resourceType: 'DiagnosticReport',
  id: 'chest',
  meta: { source: 'Organization/yunhe-first' },
  status: 'final',
  code: { text: '胸部X线检查' },
  subject: { reference: 'Patient/wang-xiuying' },
  effectiveDateTime: '2026-05-13T09:00:00+08:00',
  conclusion: '两肺未见明显实质性病变',
  presentedForm: [
    {
      contentType: 'text/plain',
      data: Buffer.from('所见：两肺纹理清晰，心影不大。', 'utf8').toString('base64'),
    },
  ],
};

/** Loads all of it and opens the numbers of the next days. */
export async function openCountyClinics(stage: Stage): Promise<void> {
  const given = { department: ['eyes', '眼科'] as [string, string], fee: 1500 };
  await stage.load(
    transactionOf([
      {
        resourceType: 'Organization',
        id: 'county-hospital',
        active: true,
        name: '测试县人民医院',
        alias: ['Test County Hospital'],
        telecom: [{ system: 'phone', value: '0375-555 0100' }],
      },
      service('eyes', '眼科'),
      service('skin', '皮肤科'),
      service('ears', '耳鼻喉科'),
      ...clinicOf({ id: 'sun', doctor: '孙医生 主任医师', seats: 1, ...given }),
      ...clinicOf({
        id: 'he',
        doctor: '何医生 主治医师',
        department: ['skin', '皮肤科'],
        fee: 0,
        seats: 4,
      }),
      ...clinicOf({
        id: 'luo',
        doctor: '罗医生 主治医师',
        department: ['ears', '耳鼻喉科'],
        fee: 0,
        seats: 4,
      }),
      actingFor('wang-xinyi', { name: '王心怡', code: 'GRPRN', scope: 'all' }),
      actingFor('li-guoqiang', { name: '李国强', code: 'WIFE', scope: 'book' }),
      report,
    ]),
  );
  await stage.house.house.hub.scheduling.keepOpen();
}

/** An Appointment with the eye doctor, as the desk makes it. */
export function visitAt(given: {
  id: string;
  status: AppointmentStatus;
  /** Milliseconds since 1970. */
  start: number;
  number: number;
}): object {
  const { id, status, start, number } = given;
  return {
    resourceType: 'Appointment',
    id,
    meta: { source: hospital.reference },
    status,
    start: new Date(start).toISOString(),
    end: new Date(start + 30 * 60_000).toISOString(),
    extension: [{ url: bookingUrl, extension: [{ url: 'number', valueInteger: number }] }],
    participant: [
      { actor: { reference: 'PractitionerRole/sun', display: '孙医生 主任医师' } },
      { actor: { reference: 'HealthcareService/eyes', display: '眼科' } },
    ],
  };
}

/** Lets a page find more Appointments than there are: those of states that time alone brings. */
export async function addVisits(page: Page, visits: readonly object[]): Promise<void> {
  await page.route('**/fhir/R4', async (route) => {
    const asked = route.request().postDataJSON() as { entry: { request: { url: string } }[] };
    const at = asked.entry.findIndex(({ request }) => request.url.startsWith('Appointment?'));
    if (at < 0) return route.continue();
    const response = await route.fetch();
    const json = (await response.json()) as { entry: { resource: { entry?: object[] } }[] };
    const found = json.entry[at]?.resource;
    if (found !== undefined) {
      const more = visits.map((resource) => ({ resource, search: { mode: 'match' } }));
      found.entry = [...(found.entry ?? []), ...more];
    }
    return route.fulfill({ response, json });
  });
}
