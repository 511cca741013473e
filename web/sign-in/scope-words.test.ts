/** Scopes in words that a resident understands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scopeSentence } from './scope-words.ts';

const observations = 'http://terminology.hl7.org/CodeSystem/observation-category';

for (const [scope, zh, en] of [
  ['openid', '知道您是谁', 'know who you are'],
  ['launch/patient', '知道您选的是谁的病历', 'know whose record you chose'],
  [
    'offline_access',
    '您不在时也能用，直到您收回为止',
    'keep this access while you are away, until you withdraw it',
  ],
  [
    'patient/Observation.rs',
    '查看所选之人的检验检查结果和体征',
    'see test results and vital signs of the chosen person',
  ],
  [
    `patient/Observation.rs?category=${observations}|laboratory`,
    '查看所选之人的检验检查结果和体征（仅限化验）',
    'see test results and vital signs of the chosen person (only laboratory)',
  ],
  [
    'patient/Condition.rs?clinical-status=active',
    '查看所选之人的诊断和健康问题（仅限clinical-status=active）',
    'see diagnoses and health problems of the chosen person (only clinical-status=active)',
  ],
  [
    'patient/*.read',
    '查看所选之人的全部健康档案',
    'see the whole health record of the chosen person',
  ],
  [
    'patient/MedicationRequest.write',
    '新增、修改、删除所选之人的处方',
    'add, change, delete prescriptions of the chosen person',
  ],
  [
    'user/*.cruds',
    '查看、新增、修改、删除您有权看到的全部健康档案',
    'see, add, change, delete the whole health record that you may see',
  ],
  [
    'system/Patient.r',
    '查看全部人的姓名、生日、联系方式',
    'see name, birth date and contact details of everybody',
  ],
  ['patient/Media.s', '查看所选之人的Media', 'see Media of the chosen person'],
  ['constructor', '其他权限：constructor', 'something else: constructor'],
  ['patient/Nonsense.rs', '其他权限：patient/Nonsense.rs', 'something else: patient/Nonsense.rs'],
] as const) {
  test(`${scope} means "${en}"`, () => {
    assert.equal(scopeSentence(scope, 'zh').text, zh);
    assert.equal(scopeSentence(scope, 'en').text, en);
  });
}

test('only what a sign-in needs cannot be unticked', () => {
  for (const scope of ['openid', 'launch', 'launch/patient', 'launch/encounter'])
    assert.equal(scopeSentence(scope, 'zh').needed, true, scope);
  for (const scope of ['profile', 'offline_access', 'patient/*.rs', 'anything'])
    assert.equal(scopeSentence(scope, 'zh').needed, false, scope);
});
