/**
 * Who can sign in to the demonstration: one login a role, each of someone for whom there is much to
 * see. https://hl7.org/fhir/R4/valueset-practitioner-role.html
 */
import { type RoleCode, roles } from '#model/roles.ts';
import type { BundleEntry } from './bundle.ts';
import { toDate, toDay } from './calendar.ts';
import type { Life } from './life/life.ts';
import { fullName } from './people/names.ts';
import { drawPopulation } from './people/population.ts';
import { entrusted, villageDoctorOf } from './people/proxies.ts';
import { castRoles } from './people/roles.ts';
import type { Resident } from './people/resident.ts';
import {
  diseaseControl,
  firstHospital,
  healthCommission,
  institutionFor,
} from './places/institutions.ts';
import { type Practitioner, type Staff, staffOf } from './places/practitioners.ts';
import { type Person, workplaceOf } from './places/qualification.ts';
import { ownRoleIds } from './places/staff.ts';
import { recordsOf, staffFor, supportFor, windowOf } from './region.ts';
import type { RegionChoice } from './region.ts';

/** One login. Staff and administrators have a `login`, residents a `phone`. */
export interface DemonstrationLogin {
  login: string | undefined;
  phone: string | undefined;
  role: RoleCode;
  name: string;
  /** `Practitioner/…`, `Patient/…` or `Person/…`. */
  who: string;
  /** Id of the Organization; undefined for administrators and residents. */
  organization: string | undefined;
  practitionerRoles: string[];
  /** What this login can show. */
  tells: { zh: string; en: string };
}

/** The logins of that region; a region without anyone suitable has not that resident's. */
export function demonstrationLogins(choice: RegionChoice): DemonstrationLogin[] {
  const window = windowOf(choice);
  const population = drawPopulation(choice.seed, window);
  const cast = castRoles(
    population.map(({ resident }) => resident),
    window,
  );
  const shown = [...cast.keys()];
  const staff = staffFor(choice);
  return [
    ...careLogins({ choice, staff, shown, alone: entrusted(population) }),
    ...supportLogins(choice, staff),
    ...administratorLogins(),
    ...residentLogins(shown),
  ];
}

type Tells = readonly [zh: string, en: string];

function staffLogin(person: Person, [zh, en]: Tells): DemonstrationLogin {
  return {
    login: `demo-${person.role}`,
    phone: undefined,
    role: person.role,
    name: fullName(person.name),
    who: `Practitioner/${person.id}`,
    organization: workplaceOf(person).id,
    practitionerRoles: ownRoleIds(person),
    tells: { zh, en },
  };
}

interface Scene {
  choice: RegionChoice;
  staff: Staff;
  /** The residents worth opening first. */
  shown: readonly Resident[];
  alone: Life | undefined;
}

/** Those who treat, examine, dispense and vaccinate. */
function careLogins({ choice, staff, shown, alone }: Scene): DemonstrationLogin[] {
  const records = recordsOf(choice, new Set(shown.map(({ id }) => id)));
  const { doctor, patients } = busiest(
    staff,
    shown.flatMap(({ id }) => records.get(id) ?? []),
    choice,
  );
  const names = shown
    .filter(({ id }) => patients.has(`Patient/${id}`))
    .map(({ name }) => fullName(name))
    .join('、');
  // The first of them has the longest record, at five institutions.
  const village = shown[0]?.village;
  if (village === undefined) return [];
  const one = (kind: 'township' | 'pharmacy', department: 'general' | 'dispensing', rank: number) =>
    staffOf(staff, institutionFor(village, kind), department)[rank];
  const [analyst] = staffOf(staff, firstHospital, 'laboratory');
  const [vaccinator] = staffOf(staff, diseaseControl, 'immunisation');
  const rows: readonly (readonly [Person | undefined, Tells])[] = [
    [
      doctor,
      [`近30日接诊过${names}，可打开其完整健康档案`, `treated ${names} in the last 30 days`],
    ],
    [
      one('township', 'general', 1),
      ['本卫生院居民的随访和处方', 'follow-ups of a township centre'],
    ],
    [alone && villageDoctorOf(alone, staff), villageTells(alone)],
    [one('pharmacy', 'dispensing', 0), ['门店调配的处方', 'prescriptions that the shop dispensed']],
    [analyst, ['本院检验报告', 'laboratory reports of the hospital']],
    [vaccinator, ['全市预防接种', 'vaccinations of the prefecture']],
  ];
  return rows.flatMap(([person, tells]) =>
    person === undefined ? [] : [staffLogin(person, tells)],
  );
}

function villageTells(alone: Life | undefined): Tells {
  const name = alone === undefined ? '' : fullName(alone.resident.name);
  return [
    `本村居民；受独居老人${name}书面委托代办`,
    `the village’s people, and ${name}, who lives alone, by written authorization`,
  ];
}

interface EncounterView {
  resourceType: string;
  subject: { reference: string };
  period: { end: string };
  serviceProvider: { reference: string };
  participant: { individual: { reference: string } }[];
}

/**
 * The doctor of the first hospital who saw most of these residents in the last 30 days, and whom;
 * among equals who saw the first of them. Its cardiologist where nobody saw any.
 */
function busiest(
  staff: Staff,
  entries: readonly BundleEntry[],
  { today }: RegionChoice,
): { doctor: Practitioner | undefined; patients: ReadonlySet<string> } {
  const from = toDate(toDay(today) - 30);
  const seen = new Map<string, Set<string>>();
  for (const { resource } of entries) {
    if (resource.resourceType !== 'Encounter') continue;
    const { subject, period, serviceProvider, participant } = resource as unknown as EncounterView;
    const here = serviceProvider.reference === `Organization/${firstHospital.id}`;
    const who = participant[0]?.individual.reference;
    if (!here || who === undefined || period.end.slice(0, 10) < from) continue;
    seen.set(who, (seen.get(who) ?? new Set()).add(subject.reference));
  }
  const [most] = [...seen].toSorted(([, one], [, other]) => other.size - one.size);
  const all = [...staff.values()].flat();
  const doctor = all.find(({ id }) => `Practitioner/${id}` === most?.[0]);
  const fallback = staffOf(staff, firstHospital, 'cardiology')[0];
  return { doctor: doctor ?? fallback, patients: most?.[1] ?? new Set() };
}

const supportTells: Partial<Record<RoleCode, Tells>> = {
  nurse: ['本院急诊护理', 'emergency nursing of the hospital'],
  registrar: ['建档、登记和挂号，不看病历', 'registration; sees no clinical data'],
  coordinator: ['医联体内的双向转诊', 'referrals within the alliance'],
  supervisor: ['紧急调阅的通知和复核', 'break-glass notices and their review'],
  'index-keeper': ['核对疑似同一人的档案', 'records that may be one person'],
  regulator: ['机构和人员的资质、统计', 'licences of institutions and people, figures'],
};

/** One of each role beside the doctors: those of the first hospital, and the regulator. */
function supportLogins(choice: RegionChoice, staff: Staff): DemonstrationLogin[] {
  const places = [firstHospital.id, healthCommission.id];
  return supportFor(choice, staff)
    .filter(({ organization }) => places.includes(organization.id))
    .flatMap((person) => {
      const tells = supportTells[person.role];
      return tells === undefined ? [] : [staffLogin(person, tells)];
    });
}

/** The three administrators, kept apart; none reads clinical data (SEC-06). */
function administratorLogins(): DemonstrationLogin[] {
  const rows: readonly (readonly [RoleCode, ...Tells])[] = [
    ['system-administrator', '管理机构、人员和设置', 'institutions, people and settings'],
    ['security-administrator', '分配角色和权限，解释访问', 'roles and rights, access explained'],
    ['audit-administrator', '查审计日志', 'the audit log'],
  ];
  return rows.map(([role, zh, en]) => ({
    login: `demo-${role}`,
    phone: undefined,
    role,
    name: `演示${roles[role].zh}`,
    who: `Person/demo-${role}`,
    organization: undefined,
    practitionerRoles: [],
    tells: { zh, en },
  }));
}

/** An adult with a long record, and the mother of the small child that the region shows. */
function residentLogins(shown: readonly Resident[]): DemonstrationLogin[] {
  const adult = shown.find(({ mother }) => mother === undefined);
  const child = shown.find(({ mother }) => mother !== undefined);
  const login = (resident: Resident, [zh, en]: Tells): DemonstrationLogin => ({
    login: undefined,
    phone: resident.phone,
    role: 'resident',
    name: fullName(resident.name),
    who: `Patient/${resident.id}`,
    organization: undefined,
    practitionerRoles: [],
    tells: { zh, en },
  });
  return [
    ...(adult === undefined
      ? []
      : [login(adult, ['本人的完整健康档案和调阅记录', 'the own record and who looked at it'])]),
    ...(child?.mother === undefined
      ? []
      : [
          login(child.mother, [
            `本人的档案，并作为母亲代${fullName(child.name)}查看和预约`,
            `the own record, and that of ${fullName(child.name)}, the child`,
          ]),
        ]),
  ];
}
