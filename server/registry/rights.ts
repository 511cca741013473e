/**
 * What someone in a role may do, read from the registry; and whose check is due.
 * https://hl7.org/fhir/R4/verificationresult.html
 */
import type { Resource } from '#model/fhir.ts';
import { filingsOf, idIn, licencesOf, registerCheckOf } from '#model/practice.ts';
import { refuse } from '#fhir/refusals.ts';
import { type Ruling, type Service, isStale, mayPractise } from './practice-rules.ts';
import { type Send, readAll, readMany } from './records.ts';

/** Today and the days after which a check with the national register must be repeated. */
export interface RightsClock {
  /** `YYYY-MM-DD`. */
  today: string;
  credentialDays: number;
}

/**
 * Whether the holder of a PractitionerRole may do something there. Throws `not-found` where there
 * is no such role, or it names nobody and nowhere.
 */
export async function practiceRights(
  send: Send,
  roleId: string,
  given: RightsClock & { service: Service },
): Promise<Ruling> {
  const at = `PractitionerRole/${roleId}`;
  const role = (await readMany(send, [at])).get(at);
  const person = idIn(role?.['practitioner'], 'Practitioner') ?? '';
  const place = idIn(role?.['organization'], 'Organization') ?? '';
  const known = await readMany(send, [`Practitioner/${person}`, `Organization/${place}`]);
  const practitioner = known.get(`Practitioner/${person}`);
  const organization = known.get(`Organization/${place}`);
  if (role === undefined || practitioner === undefined || organization === undefined) {
    throw refuse('not-found', { reference: at });
  }
  const about = `Practitioner/${person}`;
  const [roles, checks] = await Promise.all([
    readAll(send, 'PractitionerRole', ['practitioner', about]),
    readAll(send, 'VerificationResult', ['target', about]),
  ]);
  const filings = roles.filter(({ active }) => active !== false).flatMap(filingsOf);
  const verification = registerCheckOf(checks);
  return mayPractise({ ...given, practitioner, role, organization, filings, verification });
}

/** Someone whose check is due. */
export interface DueCheck {
  /** Id of the Practitioner. */
  id: string;
  /** The last check; undefined where there was none. */
  on: string | undefined;
  state: 'never' | 'stale' | 'failed' | 'soon';
}

/**
 * GOV-02: everyone in use with a licence who is suspended for want of a check, or will be within
 * a week.
 */
export async function dueChecks(send: Send, clock: RightsClock): Promise<DueCheck[]> {
  const [people, results] = await Promise.all([
    readAll(send, 'Practitioner'),
    readAll(send, 'VerificationResult'),
  ]);
  const checks = new Map<string, Resource[]>();
  for (const result of results) {
    for (const target of (result['target'] ?? []) as object[]) {
      const id = idIn(target, 'Practitioner');
      if (id !== undefined) checks.set(id, [...(checks.get(id) ?? []), result]);
    }
  }
  return people
    .filter((person) => person['active'] !== false && licencesOf(person).length > 0)
    .flatMap(({ id = '' }) => {
      const check = registerCheckOf(checks.get(id) ?? []);
      const state = stateOf(check, clock);
      return state === undefined ? [] : [{ id, on: check?.on, state }];
    });
}

function stateOf(
  check: { on: string; valid: boolean } | undefined,
  { today, credentialDays }: RightsClock,
): DueCheck['state'] | undefined {
  if (check === undefined) return 'never';
  if (!check.valid) return 'failed';
  if (isStale(check.on, today, credentialDays)) return 'stale';
  return isStale(check.on, today, credentialDays - 7) ? 'soon' : undefined;
}
