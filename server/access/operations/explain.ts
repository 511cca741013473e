/**
 * `$explain`: tells the security administrator why a person may, or may not, see a resource,
 * without showing what is in it. China's rules SEC-06, SEC-07.
 * https://hl7.org/fhir/R4/security.html#authorization.2Faccess_control
 */
import { matchIds } from '#fhir/search/match.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { refuse } from '#fhir/refusals.ts';
import { readMany } from '#fhir/store/read.ts';
import { isRoleCode, roleSystem, roles } from '#model/roles.ts';
import { reasonsFor } from '../reasons/reasons-for.ts';
import type { AccessControl } from '../control.ts';
import { type Decision, type Reason, decide } from '../rules/decide.ts';
import { standingOf } from '../rules/standing.ts';
import { requireScope } from '../scopes.ts';
import {
  type Parameter,
  answerParameters,
  readParameters,
  textOf,
} from '#fhir/operations/parameters.ts';

const whyNot: Record<string, { zh: string; en: string }> = {
  type: { zh: '该角色不能读取此类资源', en: 'The role does not read resources of this type' },
  scope: { zh: '访问令牌的授权范围不包括它', en: 'The scopes of the token do not cover it' },
  'no-reason': {
    zh: '没有就诊关系、授权或其他理由',
    en: 'There is no relationship, grant or duty',
  },
  denied: { zh: '居民已拒绝', en: 'The resident has denied it' },
  level: { zh: '数据保护级别高于理由所及', en: 'The data level is above what the reason opens' },
};

/**
 * Explains: 200 with the decision of each role that the person has, and the reasons on record.
 * Body: `who` (Practitioner/… or Patient/…), `resource` (Type/id).
 */
export function createExplain(house: Store, control: AccessControl): Interaction {
  return async (request, { caller }) => {
    if (caller === undefined) throw refuse('unauthenticated');
    requireScope(caller, 'Consent', 'r');
    const parameters = readParameters(request);
    const kinds = ['valueString', 'valueUri'];
    const who = referenceIn(parameters, 'who') ?? textOf(parameters, 'who', kinds);
    const resource = referenceIn(parameters, 'resource') ?? textOf(parameters, 'resource', kinds);
    const [type = '', id = ''] = resource.split('/');
    const row = await readExisting(house, type, id);
    const callers = await callersOf(house, who);
    const answers = await Promise.all(
      callers.map(async (one): Promise<Parameter> => {
        const standing = standingOf(one);
        const found = await reasonsFor(control.parts, standing, { sql: house.sql, rows: [row] });
        const reasons = row.patient === undefined ? [] : (found.get(row.patient) ?? []);
        const decision = decide(standing, row, { reasons, now: house.now() });
        const concerning = reasons.filter(({ party }) => standing.parties.includes(party));
        return {
          name: 'decision',
          part: [
            { name: 'role', valueCode: one.role },
            { name: 'organization', valueString: one.organization ?? '-' },
            { name: 'level', valueInteger: row.level },
            ...decisionParts(decision),
            ...(await Promise.all(concerning.map((reason) => reasonPart(house, reason)))),
          ],
        };
      }),
    );
    return { ...answerParameters(answers), looked: { entities: [who, resource], patients: [] } };
  };
}

function referenceIn(parameters: ReadonlyMap<string, Parameter>, name: string): string | undefined {
  const value = parameters.get(name)?.['valueReference'] as { reference?: string } | undefined;
  return value?.reference;
}

function decisionParts(decision: Decision): Parameter[] {
  if ('why' in decision) {
    return [
      { name: 'allowed', valueBoolean: true },
      { name: 'why', valueCode: decision.why },
    ];
  }
  const words = whyNot[decision.whyNot] ?? { zh: '', en: '' };
  return [
    { name: 'allowed', valueBoolean: false },
    { name: 'why-not', valueCode: decision.whyNot },
    { name: 'text', valueString: words.zh },
    { name: 'text-en', valueString: words.en },
  ];
}

async function reasonPart(house: Store, reason: Reason): Promise<Parameter> {
  const [source] = (await readMany(house.sql, [reason.source])).values();
  return {
    name: 'reason',
    part: [
      { name: 'kind', valueCode: reason.kind },
      { name: 'since', valueInstant: new Date(reason.since).toISOString() },
      { name: 'until', valueInstant: new Date(reason.until).toISOString() },
      { name: 'highest-level', valueInteger: reason.scope },
      ...(source === undefined
        ? []
        : [{ name: 'source', valueReference: { reference: `${source.type}/${source.id}` } }]),
    ],
  };
}

/** A person as each caller that the person can be: one for every role at an institution. */
async function callersOf(house: Store, who: string): Promise<Caller[]> {
  const base: Omit<Caller, 'kind' | 'role'> = {
    who,
    name: who,
    organization: undefined,
    practitionerRoles: [],
    scopes: ['user/*.cruds'],
    launchPatient: undefined,
    client: 'explain',
    session: undefined,
    address: '-',
    strongAt: 0,
  };
  if (who.startsWith('Patient/')) return [{ ...base, kind: 'resident', role: 'resident' }];
  const found = await matchIds(house, house.search, {
    type: 'PractitionerRole',
    parameters: [['practitioner', who]],
    limit: 50,
  });
  const rows = [...(await readMany(house.sql, found)).values()];
  const callers = rows.flatMap((row) => {
    const { code, organization } = JSON.parse(row.body) as {
      code?: { coding?: { system?: string; code?: string }[] }[];
      organization?: { reference?: string };
    };
    const codes = (code ?? []).flatMap(({ coding }) => coding ?? []);
    const role = codes.find((one) => one.system === roleSystem)?.code ?? '';
    if (!isRoleCode(role)) return [];
    return [
      {
        ...base,
        kind: roles[role].kind,
        role,
        organization: organization?.reference?.split('/')[1],
        practitionerRoles: [row.id],
      },
    ];
  });
  if (callers.length === 0) throw refuse('not-found', { reference: who });
  return callers;
}
