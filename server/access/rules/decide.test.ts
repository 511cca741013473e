/**
 * The decision about one row as a table: who, what is on record, what is looked at, and the answer.
 * https://hl7.org/fhir/R4/security.html#authorization.2Faccess_control
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Caller } from '#fhir/handling/caller.ts';
import { type Guarded, type ReasonKind, forever } from '#fhir/store/guard.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import { typeNumber } from '#model/resource-types.ts';
import type { RoleCode } from '#model/roles.ts';
import { callerOf } from '#test/callers.ts';
import { type Reason, decide } from './decide.ts';
import { standingOf } from './standing.ts';

const now = Date.UTC(2026, 10, 26);
const patient = resourceKey('Patient', 'p');

/** A row of the record of one patient. */
function row(given: { type?: string; by?: string; level?: number } = {}): Guarded {
  const { type = 'Observation', by = 'other', level = 4 } = given;
  const owner = resourceKey('Organization', by);
  return { type, key: '1', bucket: 0, patient, owner, level };
}

/** A reason on record for that patient. */
function reason(kind: ReasonKind, party: string, given: Partial<Reason> = {}): Reason {
  const [type = '', id = ''] = party.split('/');
  return {
    kind,
    party: party === 'everybody' ? '0' : resourceKey(type, id),
    type: 0,
    target: '0',
    scope: kind === 'treating' || kind === 'denial' ? 5 : 4,
    since: 0,
    until: forever,
    source: { key: '9', bucket: 0 },
    ...given,
  };
}

const me = { who: 'Practitioner/me', organization: 'mine', practitionerRoles: ['role'] };
const own = row({ by: 'mine' });
const hiv = row({ level: 5 });
const care = reason('care', 'Organization/mine');
const treating = reason('treating', 'PractitionerRole/role');
const denyAll = reason('denial', 'everybody');
const denyMe = reason('denial', 'Practitioner/me');
const glass = reason('break-glass', 'Practitioner/me');
const observations = { type: typeNumber('Observation')! };

type Case = [what: string, row: Guarded, reasons: Reason[], answer: string];

const doctors: Case[] = [
  ['what the own hospital wrote', own, [], 'own-organization'],
  ['what another wrote, without a reason', row(), [], 'no-reason'],
  ['what another wrote, the hospital has an encounter', row(), [care], 'care'],
  ['what another wrote, treating', row(), [treating], 'treating'],
  ['a card that was shown', row(), [reason('identified', 'Practitioner/me')], 'identified'],
  ['a grant to the hospital', row(), [reason('grant', 'Organization/mine')], 'grant'],
  ['a grant to everybody', row(), [reason('grant', 'everybody')], 'grant'],
  ['a grant to somebody else', row(), [reason('grant', 'Organization/their')], 'no-reason'],
  ['a villager acted for', row(), [reason('proxy', 'Practitioner/me')], 'proxy'],
  ['a legal duty', row(), [reason('duty', 'Organization/mine')], 'duty'],
  [
    'a reason that is over',
    row(),
    [reason('care', 'Organization/mine', { until: now })],
    'no-reason',
  ],
  [
    'a reason to come',
    row(),
    [reason('care', 'Organization/mine', { since: now + 1 })],
    'no-reason',
  ],
  [
    'a grant of observations only',
    row(),
    [reason('grant', 'Practitioner/me', observations)],
    'grant',
  ],
  [
    'a condition, by a grant of observations only',
    row({ type: 'Condition' }),
    [reason('grant', 'Practitioner/me', observations)],
    'no-reason',
  ],
  ['SEC-20: level 5 of the own hospital', row({ by: 'mine', level: 5 }), [], 'level'],
  ['SEC-20: level 5, the hospital in care', hiv, [care], 'level'],
  ['SEC-20: level 5, treating', hiv, [treating], 'treating'],
  ['SEC-20: level 5, after an emergency that did not ask for it', hiv, [glass], 'level'],
  [
    'SEC-20: level 5, by a grant that names it',
    hiv,
    [reason('grant', 'everybody', { scope: 5 })],
    'grant',
  ],
  ['SEC-19: denied to everybody, in care', row(), [care, denyAll], 'denied'],
  ['SEC-19: denied to everybody, of the own hospital', own, [denyAll], 'own-organization'],
  [
    'denied to everybody, granted to me',
    row(),
    [denyAll, reason('grant', 'Practitioner/me')],
    'grant',
  ],
  ['denied to me, treating', row(), [treating, denyMe], 'denied'],
  ['denied to me, of the own hospital', own, [denyMe], 'denied'],
  [
    'denied to me, granted to the hospital',
    row(),
    [denyMe, reason('grant', 'Organization/mine')],
    'denied',
  ],
  ['denied to me, in an emergency', row(), [denyMe, glass], 'break-glass'],
  [
    'SEC-18: denied to everybody, by duty',
    row(),
    [denyAll, reason('duty', 'Organization/mine')],
    'duty',
  ],
  ['a denial of observations only', row(), [care, { ...denyAll, ...observations }], 'denied'],
  [
    'a denial of conditions only',
    row(),
    [care, { ...denyAll, type: typeNumber('Condition')! }],
    'care',
  ],
  ['the directory', row({ type: 'Organization' }), [denyAll], 'directory'],
];

function answerOf(caller: Caller, seen: Guarded, reasons: Reason[]): string {
  const decision = decide(standingOf(caller), seen, { reasons, now });
  return 'why' in decision ? decision.why : decision.whyNot;
}

describe('A doctor looks at', () => {
  for (const [what, seen, reasons, answer] of doctors) {
    test(`${what}: ${answer}`, () => {
      assert.equal(answerOf(callerOf('doctor', me), seen, reasons), answer);
    });
  }
});

const others: [role: RoleCode, given: Partial<Caller>, ...Case][] = [
  ['supervisor', me, 'what the own hospital wrote', own, [], 'own-organization'],
  ['supervisor', me, 'a patient in care, written elsewhere', row(), [care], 'no-reason'],
  [
    'registrar',
    me,
    'a condition of the own hospital',
    row({ type: 'Condition', by: 'mine' }),
    [],
    'type',
  ],
  [
    'registrar',
    me,
    'a person of the own hospital',
    row({ type: 'Patient', by: 'mine' }),
    [],
    'own-organization',
  ],
  ['pharmacist', me, 'a prescription, in care', row({ type: 'MedicationRequest' }), [care], 'care'],
  ['pharmacist', me, 'a procedure, in care', row({ type: 'Procedure' }), [care], 'type'],
  ['regulator', me, 'a record, without a duty', row(), [], 'no-reason'],
  ['regulator', me, 'a record, by duty', row(), [reason('duty', 'Organization/mine')], 'duty'],
  [
    'system',
    me,
    'level 5 that it wrote itself',
    row({ by: 'mine', level: 5 }),
    [],
    'own-organization',
  ],
  ['system-administrator', {}, 'SEC-06: a record', row(), [], 'type'],
  ['security-administrator', {}, 'SEC-06: a record', row(), [], 'type'],
  ['audit-administrator', {}, 'SEC-06: a record', row(), [], 'type'],
  ['audit-administrator', {}, 'the directory', row({ type: 'Practitioner' }), [], 'directory'],
  ['platform', {}, 'anything', hiv, [denyAll], 'platform'],
  ['resident', { who: 'Patient/p' }, 'the own record of level 5', hiv, [denyAll], 'self'],
  ['resident', { who: 'Patient/q' }, 'another’s record', row(), [], 'no-reason'],
  [
    'resident',
    { who: 'Patient/q' },
    'SEC-25: a child’s record',
    row(),
    [reason('proxy', 'Patient/q')],
    'proxy',
  ],
  [
    'resident',
    { who: 'Patient/q' },
    'level 5 of a record to view',
    hiv,
    [reason('proxy', 'Patient/q')],
    'level',
  ],
  [
    'doctor',
    { ...me, scopes: ['user/Condition.rs'] },
    'what the token is not for',
    own,
    [],
    'scope',
  ],
  [
    'doctor',
    { ...me, scopes: ['patient/*.rs'], launchPatient: 'p' },
    'the launch’s patient',
    own,
    [],
    'own-organization',
  ],
  [
    'doctor',
    { ...me, scopes: ['patient/*.rs'], launchPatient: 'q' },
    'another than the launch’s patient',
    own,
    [],
    'scope',
  ],
];

describe('Others look', () => {
  for (const [role, given, what, seen, reasons, answer] of others) {
    test(`A ${role} at ${what}: ${answer}`, () => {
      assert.equal(answerOf(callerOf(role, given), seen, reasons), answer);
    });
  }
});
