/**
 * What validation refuses, a row a rule, with the FHIRPath it tells.
 * https://hl7.org/fhir/R4/validation.html
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { compileValidator } from './compile.ts';

const validator = compileValidator(loadDefinitions());
const observation = { resourceType: 'Observation', status: 'final', code: { text: 'x' } };
const patient = { resourceType: 'Patient' };
const div = (inner: string) => ({
  ...patient,
  text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${inner}</div>` },
});

/** `FHIRPath code` of each problem. */
function problems(resource: unknown, options = {}): string[] {
  return validator
    .validate(resource, options)
    .map(({ expression, code }) => `${expression} ${code}`);
}

function nested(depth: number): object {
  const inner = { linkId: String(depth), type: 'group' };
  return depth === 0 ? inner : { ...inner, item: [nested(depth - 1)] };
}

const refused: [title: string, resource: unknown, ...problems: string[]][] = [
  ['no object', 'Patient', ' structure'],
  ['an unknown type', { resourceType: 'Patent' }, 'resourceType structure'],
  ['an abstract type', { resourceType: 'DomainResource' }, 'resourceType structure'],
  ['an unknown element', { ...patient, nick: 'x' }, 'Patient.nick structure'],
  ['a name of the prototype', { ...patient, constructor: {} }, 'Patient.constructor structure'],
  [
    'what is missing',
    { resourceType: 'Observation' },
    'Observation required',
    'Observation required',
  ],
  ['one where many may be', { ...patient, name: { text: 'x' } }, 'Patient.name structure'],
  ['many where one may be', { ...patient, gender: ['male'] }, 'Patient.gender structure'],
  ['an empty list', { ...patient, name: [] }, 'Patient.name structure'],
  ['an empty object', { ...patient, name: [{}] }, 'Patient.name[0] structure'],
  ['nothing but an id', { ...patient, name: [{ id: 'a' }] }, 'Patient.name[0] structure'],
  ['an empty text', { ...patient, name: [{ text: '' }] }, 'Patient.name[0].text value'],
  ['null', { ...patient, gender: null }, 'Patient.gender structure'],
  [
    'null without extensions',
    { ...patient, name: [{ given: [null] }] },
    'Patient.name[0].given[0] structure',
  ],
  ['a primitive of another JSON type', { ...patient, active: 'true' }, 'Patient.active structure'],
  ['a day that no month has', { ...patient, birthDate: '2023-02-30' }, 'Patient.birthDate value'],
  [
    'a time without a zone',
    { ...observation, issued: '2023-02-03T10:00:00' },
    'Observation.issued value',
  ],
  [
    'a control character',
    { ...patient, name: [{ text: 'a\u0000' }] },
    'Patient.name[0].text value',
  ],
  ['an id that is none', { ...patient, id: 'a b' }, 'Patient.id value'],
  ['a fraction as an integer', { ...observation, valueInteger: 1.5 }, 'Observation.value value'],
  [
    'zero as a positive number',
    { ...patient, telecom: [{ rank: 0 }] },
    'Patient.telecom[0].rank value',
  ],
  [
    'two types of a choice, apart',
    { ...observation, valueString: 'a', effectiveDateTime: '2023', valueInteger: 1 },
    'Observation structure',
  ],
  [
    'a type that a choice has not',
    { ...observation, valueMoney: {} },
    'Observation.valueMoney structure',
  ],
  ['a code not in the value set', { ...patient, gender: 'm' }, 'Patient.gender code-invalid'],
  [
    'a concept not in the value set',
    { resourceType: 'Condition', subject: { display: 'x' }, clinicalStatus: { text: 'x' } },
    'Condition.clinicalStatus code-invalid',
  ],
  [
    'a malformed reference',
    { ...observation, subject: { reference: 'Patient' } },
    'Observation.subject value',
  ],
  [
    'a search as a reference',
    { ...observation, subject: { reference: 'Patient?a=b' } },
    'Observation.subject value',
  ],
  [
    'a type not to be referred to',
    { ...observation, subject: { reference: 'Slot/1' } },
    'Observation.subject value',
  ],
  [
    'a contained resource that is not there',
    { ...observation, subject: { reference: '#a' } },
    'Observation.subject invariant',
  ],
  [
    'a contained resource nobody refers to',
    { ...patient, contained: [{ ...patient, id: 'a' }] },
    'Patient invariant',
  ],
  [
    'a wrong contained resource',
    { ...observation, subject: { reference: '#a' }, contained: [{ ...patient, id: 'a', nick: 1 }] },
    'Observation.contained[0].nick structure',
  ],
  [
    'a period that ends before it begins',
    { ...observation, effectivePeriod: { start: '2023', end: '2022' } },
    'Observation.effective invariant',
  ],
  [
    'a comparator in a simple quantity',
    { ...observation, referenceRange: [{ low: { value: 1, comparator: '<' } }] },
    'Observation.referenceRange[0].low invariant',
  ],
  [
    'an extension of nothing',
    { ...patient, extension: [{ url: 'http://a.b' }] },
    'Patient.extension[0] invariant',
  ],
  ['a primitive of only an id', { ...patient, _gender: { id: 'a' } }, 'Patient.gender structure'],
  [
    'an unknown element beside a primitive',
    { ...patient, gender: 'male', _gender: { url: 'x' } },
    'Patient.gender.url structure',
    'Patient.gender structure',
  ],
  ['a script', div('a<script>x</script>'), 'Patient.text.div invalid'],
  ['a handler', div('<p onclick="x">a</p>'), 'Patient.text.div invalid'],
  ['a link that runs code', div('<a href=" javascript:x">a</a>'), 'Patient.text.div invalid'],
  ['an open tag', div('<p>a'), 'Patient.text.div invalid'],
  ['a narrative without content', div(' '), 'Patient.text.div invalid'],
  [
    'every problem at once',
    { ...patient, gender: 'x', birthDate: '1', contact: [{ relationship: [{ text: 'x' }] }] },
    'Patient.gender code-invalid',
    'Patient.birthDate value',
    'Patient.contact[0] invariant',
  ],
];

const accepted: [title: string, resource: unknown][] = [
  ['ideographic spaces', { ...patient, name: [{ text: '张　三' }] }],
  [
    'extensions where values are missing',
    {
      ...patient,
      name: [
        {
          given: [null, 'b'],
          _given: [{ extension: [{ url: 'http://a.b', valueCode: 'x' }] }, null],
        },
      ],
    },
  ],
  [
    'an extension of a primitive alone',
    { ...patient, _birthDate: { extension: [{ url: 'http://a.b', valueCode: 'x' }] } },
  ],
  [
    'a reference inside a bundle',
    { ...observation, subject: { reference: 'urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7' } },
  ],
  [
    'a reference to another server',
    { ...observation, subject: { reference: 'https://a.b/fhir/Patient/1/_history/2' } },
  ],
  [
    'a reference to the container',
    {
      ...observation,
      subject: { reference: '#a' },
      contained: [{ ...patient, id: 'a', managingOrganization: { reference: '#' } }],
    },
  ],
  [
    'a period whose order its precision leaves open',
    { ...observation, effectivePeriod: { start: '2023-05-06', end: '2023' } },
  ],
  ['a narrative', div('<p class="a">血压 &amp; 脉搏<br/></p>')],
];

describe('validation refuses', () => {
  for (const [title, resource, ...expected] of refused) {
    test(title, () => assert.deepEqual(problems(resource), expected));
  }

  test('what is nested too deeply, without following it', () => {
    const deep = { resourceType: 'Questionnaire', status: 'draft', item: [nested(5000)] };
    assert.match(problems(deep).join(), /too-costly/);
  });

  test('without a word of what the resource says', () => {
    const secret = '张三丰';
    const resource = { ...patient, gender: secret, birthDate: secret, id: secret };
    const texts = JSON.stringify(validator.validate(resource).map(({ text }) => text));
    assert.ok(!texts.includes(secret));
  });
});

describe('validation accepts', () => {
  for (const [title, resource] of accepted) {
    test(title, () => assert.deepEqual(problems(resource), []));
  }

  test('a search as a reference where a transaction resolves it', () => {
    const resource = { ...observation, subject: { reference: 'Patient?identifier=a|b' } };
    assert.deepEqual(problems(resource, { allowConditionalReferences: true }), []);
  });
});
