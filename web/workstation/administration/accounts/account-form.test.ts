/** What an account is made of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roleSystem } from '#model/roles.ts';
import { emptyAccount, newAccount } from './account-form.ts';

const post = (id: string, organization: string) => ({
  resourceType: 'PractitionerRole',
  id,
  organization: { reference: `Organization/${organization}` },
  code: [{ coding: [{ system: roleSystem, code: 'nurse' }] }],
});
const posts = [post('a', 'x'), post('b', 'x'), post('c', 'y')];

test('the role and the institution of staff are those of the post, with all posts there', () => {
  const draft = { ...emptyAccount, name: '李', login: 'Li.Ming', practitioner: 'Practitioner/p' };
  assert.deepEqual(newAccount({ ...draft, post: 'a' }, posts), {
    role: 'nurse',
    name: '李',
    login: 'li.ming',
    who: 'Practitioner/p',
    organization: 'x',
    practitionerRoles: ['a', 'b'],
  });
  assert.equal(newAccount(draft, posts), undefined);
});

test('an administrator has an office, a resident a telephone and a record', () => {
  const office = { ...emptyAccount, kind: 'administrator', name: '王', login: 'wang' } as const;
  assert.equal(newAccount(office, []), undefined);
  assert.deepEqual(newAccount({ ...office, office: 'audit-administrator' }, []), {
    role: 'audit-administrator',
    name: '王',
    login: 'wang',
  });
  const resident = { ...emptyAccount, kind: 'resident', name: '张', phone: '16000000000' } as const;
  assert.equal(newAccount(resident, []), undefined);
  assert.equal(newAccount({ ...resident, patient: '1' }, [])?.who, 'Patient/1');
});

test('a login that the server would refuse is not sent', () => {
  const office = { ...emptyAccount, kind: 'administrator', name: '王', office: 'x' } as const;
  for (const login of ['', 'ab', 'a b c', '-abc', '王小明'])
    assert.equal(newAccount({ ...office, login }, []), undefined, login);
});
