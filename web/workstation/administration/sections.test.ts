/** Who has which pages. China's rule SEC-06. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sectionOf, sectionsOf } from './sections.ts';

test('the offices share no page but accounts, clients, files and the log (SEC-06)', () => {
  const [system, security, audit] = ['system', 'security', 'audit'].map((office) =>
    sectionsOf(`${office}-administrator`),
  );
  const both = (one: readonly string[] = [], other: readonly string[] = []) =>
    one.filter((section) => other.includes(section));
  assert.deepEqual(both(system, security), ['accounts', 'clients', 'files']);
  assert.deepEqual(both(system, audit), []);
  assert.deepEqual(both(security, audit), ['log']);
  assert.deepEqual(sectionsOf('doctor'), []);
});

test('an address of another office is the own first page', () => {
  assert.equal(sectionOf('audit-administrator', 'people'), 'log');
  assert.equal(sectionOf('system-administrator', 'people'), 'people');
  assert.equal(sectionOf('system-administrator', undefined), 'institutions');
  assert.equal(sectionOf('doctor', 'people'), undefined);
});
