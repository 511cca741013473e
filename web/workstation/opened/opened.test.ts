/** The opened thing: its fields, its JSON, its attachments, its plot. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import i18next from 'i18next';
import { zh } from '../../i18n/zh.ts';
import type { Fact, Reference } from '../../fhir/shapes.ts';
import { seriesOf } from '../../fhir/trend.ts';
import { wordsOf } from '../chart/fact-words.ts';
import { attachedText, fileAddress } from './attachment.ts';
import { fieldsOf, referencesOf } from './fields.ts';
import { jsonTokens } from './json-tokens.ts';
import { trendOption } from './trend-option.ts';

before(async () => {
  await i18next.init({
    lng: 'zh',
    resources: { zh: { translation: zh } },
    interpolation: { escapeValue: false },
  });
});

const nameOf = (reference: Reference | undefined) => reference?.display;

test('JSON in pieces is the JSON, and literal references can be followed', () => {
  const value = {
    resourceType: 'A',
    'a"b': [1, -2.5e3, true, null, '\\"{'],
    subject: { reference: 'Patient/p' },
  };
  const tokens = jsonTokens(value);
  assert.equal(tokens.map(({ text }) => text).join(''), JSON.stringify(value, null, 2));
  assert.deepEqual(
    tokens.flatMap(({ reference }) => reference ?? []),
    ['Patient/p'],
  );
});

test('a contained or external reference cannot be followed', () => {
  for (const reference of ['#a', 'http://x.example/Patient/p', 'urn:uuid:1']) {
    assert.ok(jsonTokens({ reference }).every((token) => token.reference === undefined));
  }
});

test('plain text is read in place, with Chinese in it', () => {
  const data = Buffer.from('好转出院', 'utf8').toString('base64');
  assert.equal(attachedText({ contentType: 'text/plain; charset=utf-8', data }), '好转出院');
  assert.equal(attachedText({ contentType: 'text/html', data }), undefined);
});

test('a file is opened from this origin only', () => {
  assert.equal(fileAddress({ url: 'Binary/b1' }), '/fhir/R4/Binary/b1');
  assert.equal(fileAddress({ url: '/files/x.pdf' }), '/files/x.pdf');
  for (const url of [
    '//evil.example/x',
    '/\\evil.example/x',
    '/\t/evil.example/x',
    'https://evil.example/x',
    'javascript:alert(1)',
  ]) {
    assert.equal(fileAddress({ url }), undefined);
  }
  assert.equal(fileAddress({ contentType: 'text/html', data: 'PGI+' }), undefined);
});

test('the fields of a prescription say how to take it and who ordered it', () => {
  const fact: Fact = {
    resourceType: 'MedicationRequest',
    status: 'active',
    authoredOn: '2026-01-02',
    medicationCodeableConcept: { text: '二甲双胍片', coding: [{ code: 'A10BA02' }] },
    dosageInstruction: [
      {
        timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' } },
        doseAndRate: [{ doseQuantity: { value: 0.5, unit: 'g' } }],
      },
    ],
    requester: { reference: 'Practitioner/p', display: '李医生' },
  };
  const fields = Object.fromEntries(
    fieldsOf(fact, i18next.t, nameOf).map(({ name, text }) => [name, text]),
  );
  assert.deepEqual(fields, {
    date: '2026-01-02',
    dosage: '0.5 g，每 1天 2 次',
    status: '进行中',
    requester: '李医生',
    code: 'A10BA02',
  });
  assert.deepEqual(referencesOf(fact), ['Practitioner/p']);
});

const named: [Fact, string | undefined, string[]][] = [
  [
    { resourceType: 'Encounter', class: { code: 'IMP' }, reasonCode: [{ text: '胸痛' }] },
    '住院',
    ['胸痛'],
  ],
  [
    {
      resourceType: 'Condition',
      code: { text: '哮喘' },
      clinicalStatus: { coding: [{ code: 'resolved' }] },
    },
    '哮喘',
    ['已好转'],
  ],
  [
    { resourceType: 'AllergyIntolerance', code: { text: '青霉素' }, criticality: 'high' },
    '青霉素',
    ['高风险'],
  ],
  [
    {
      resourceType: 'Immunization',
      vaccineCode: { text: '乙肝疫苗' },
      protocolApplied: [{ doseNumberPositiveInt: 2 }],
    },
    '乙肝疫苗',
    ['第 2 剂'],
  ],
  [
    { resourceType: 'Claim', type: { text: '门诊' }, total: { value: 125, currency: 'CNY' } },
    '门诊',
    ['125.00 CNY'],
  ],
  [
    { resourceType: 'Observation', code: { text: '血糖' }, status: 'entered-in-error' },
    '血糖',
    ['录入有误'],
  ],
  [{ resourceType: 'Unheard' }, undefined, []],
];
for (const [fact, title, notes] of named) {
  test(`${fact.resourceType} is called ${title ?? 'nothing'}`, () => {
    assert.deepEqual(wordsOf(fact, i18next.t), {
      notes,
      ...(title === undefined ? {} : { title }),
    });
  });
}

test('a plot has the reference range behind it, in view, and marks what is out of it', () => {
  const value = (day: string, number: number): Fact => ({
    resourceType: 'Observation',
    code: { text: '血糖' },
    effectiveDateTime: day,
    valueQuantity: { value: number },
    referenceRange: [{ low: { value: 3.9 }, high: { value: 6.1 } }],
  });
  const series = seriesOf([
    value('2025-01-01', 5),
    value('2026-01-01', 5.5),
    value('2026-06-01', 9),
  ]);
  const style = { theme: 'light', current: 0, flagText: (flag: string) => flag } as const;
  const option = trendOption(series, style) as unknown as {
    yAxis: { min: number; max: number };
    series: { data: { symbol: string }[]; markArea: { data: { yAxis: number }[][] } }[];
  };
  assert.ok(option.yAxis.min < 3.9 && option.yAxis.max > 9);
  assert.deepEqual(
    option.series[0]?.data.map(({ symbol }) => symbol),
    ['circle', 'circle', 'diamond'],
  );
  assert.deepEqual(
    option.series[0]?.markArea.data[0]?.map(({ yAxis }) => yAxis),
    [6.1, 3.9],
  );
});
