/** Facts of a record in a resident's words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from '../../fhir/shapes.ts';
import { dosageOf, isCurrent, titleOf } from './fact-title.ts';

test('Each kind of fact has a name, and what matters beside it', () => {
  for (const [fact, title, notes] of [
    [{ resourceType: 'Encounter', serviceType: { text: '眼科' } }, '眼科', []],
    [
      {
        resourceType: 'MedicationRequest',
        medicationCodeableConcept: { text: '二甲双胍片' },
        dosageInstruction: [{ text: '每日2次' }],
      },
      '二甲双胍片',
      ['每日2次'],
    ],
    [
      {
        resourceType: 'AllergyIntolerance',
        code: { text: '青霉素' },
        reaction: [{ manifestation: [{ text: '皮疹' }] }],
      },
      '青霉素',
      ['皮疹'],
    ],
    [
      { resourceType: 'DiagnosticReport', code: { text: '胸片' }, conclusion: '未见异常' },
      '胸片',
      ['未见异常'],
    ],
    [{ resourceType: 'Claim', total: { value: 12, currency: 'CNY' } }, undefined, ['12.00 CNY']],
    [{ resourceType: 'Goal', code: { text: '少盐' } }, '少盐', []],
  ] as const) {
    assert.deepEqual(titleOf(fact as unknown as Fact), { title, notes }, fact.resourceType);
  }
});

test('How a medicine is taken is put together where nobody wrote it', () => {
  assert.equal(
    dosageOf({
      doseAndRate: [{ doseQuantity: { value: 0.5, unit: 'g' } }],
      timing: { code: { text: '每日2次' } },
      route: { text: '口服' },
    }),
    '0.5 g，每日2次，口服',
  );
  assert.equal(dosageOf(undefined), undefined);
});

test('What is over, or was a mistake, is not so today', () => {
  const with_ = (clinical?: string, verification?: string) =>
    isCurrent({
      resourceType: 'Condition',
      ...(clinical === undefined ? {} : { clinicalStatus: { coding: [{ code: clinical }] } }),
      ...(verification === undefined
        ? {}
        : { verificationStatus: { coding: [{ code: verification }] } }),
    });
  assert.ok(with_() && with_('active') && with_('relapse', 'confirmed'));
  assert.ok(!with_('resolved') && !with_('active', 'entered-in-error'));
});
