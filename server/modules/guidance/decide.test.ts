/**
 * From complaint to door: filters, primary care, the desk, questions and their answers (ACC-02).
 * docs/decisions/0023-guidance.md
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { departments, departmentsInEnglish } from '#model/departments.ts';
import { houseClassifier } from './classifier/classifier.ts';
import { type Asked, decideDoor } from './decide.ts';
import { applyFilters } from './hard-filters.ts';
import { answerOf, questions } from './questions.ts';
import { redFlags } from './red-flags/lexicon.ts';

const classifier = houseClassifier();
const decide = (
  complaint: string,
  given: Partial<Asked['patient']> = {},
  answer?: Asked['answer'],
) => {
  const patient = {
    ageYears: 40,
    ageDays: undefined,
    sex: undefined,
    pregnant: false,
    ...given,
  };
  return decideDoor(classifier, { complaint, patient, answer });
};
const codesOf = ({ departments: doors }: ReturnType<typeof decide>) =>
  doors.map(({ code }) => code);

describe('A door', () => {
  it('is the emergency room for a red flag, whatever else fits', () => {
    const decided = decide('胸痛大汗，也想查查过敏原');
    assert.equal(decided.kind, 'emergency');
    assert.deepEqual(codesOf(decided), ['20']);
  });

  it('is paediatrics for a child under 14, and not for one who is 14', () => {
    assert.equal(codesOf(decide('咳嗽有痰三周，喘', { ageYears: 13 }))[0], '07');
    assert.equal(codesOf(decide('咳嗽有痰三周，喘', { ageYears: 14 }))[0], '03.01');
  });

  it('always has paediatrics among those for a child', () => {
    const eyes = codesOf(decide('看黑板看不清，想配镜', { ageYears: 8 }));
    assert.equal(eyes[0], '10');
    assert.ok(eyes.includes('07'));
  });

  it('is obstetrics for who is pregnant, and among the doors where teeth hurt', () => {
    assert.equal(codesOf(decide('胃胀反酸一个月', { pregnant: true, sex: 'female' }))[0], '05.02');
    assert.ok(codesOf(decide('牙疼，牙龈肿', { pregnant: true })).includes('05.02'));
  });

  it('is the desk for words of another language, after their red flags', () => {
    for (const words of ['my knee hurts', 'I have no chest pain, only a cough', 'a', "'--"]) {
      const decided = decide(words);
      assert.deepEqual([decided.kind, codesOf(decided)], ['desk', ['02']], words);
      assert.ok(decided.question === undefined || decided.question.code === 'danger', words);
    }
    assert.equal(decide('chest pain and sweating').kind, 'emergency');
  });

  it('is the family doctor for the medicine of a known illness, whatever it is called', () => {
    for (const words of ['开高血压药', '配点降压药', '来拿糖尿病的药']) {
      assert.equal(decide(words, { ageYears: 60 }).kind, 'primary-care', words);
    }
  });

  it('is never gynaecology for a man', () => {
    const doors = codesOf(decide('下面痒，小肚子坠痛', { sex: 'male' }));
    assert.ok(doors.every((code) => !code.startsWith('05')));
  });

  it('is the family doctor first where a complaint is mild and common', () => {
    const cold = decide('流鼻涕，嗓子有点疼，两天');
    assert.equal(cold.kind, 'primary-care');
    assert.equal(codesOf(cold)[0], '02');
    assert.equal(decide('高血压开药，量血压').kind, 'primary-care');
  });

  it('is the specialist where it is long, severe, or of the very old', () => {
    assert.equal(decide('流鼻涕半年了，越来越严重').kind, 'departments');
    assert.equal(decide('流鼻涕，嗓子有点疼', { ageYears: 80 }).kind, 'departments');
  });

  it('is the desk where nothing is known', () => {
    for (const text of ['你好', 'xyz', '？？？', '…']) {
      const decided = decide(text);
      assert.equal(decided.kind, 'desk', text);
      assert.deepEqual(codesOf(decided), ['02']);
    }
  });

  it('asks who is ill where a grown-up speaks of a child, and believes the answer', () => {
    const asked = decide('宝宝拉肚子，蛋花样大便', { ageYears: 35 });
    assert.equal(asked.question?.code, 'who');
    const child = decide('宝宝拉肚子，蛋花样大便', { ageYears: 35 }, answerOf('who:child'));
    assert.equal(codesOf(child)[0], '07');
    assert.equal(child.question, undefined);
  });

  it('raises the flag that an answer is', () => {
    const decided = decide('胸口不舒服', {}, answerOf('chest:crushing'));
    assert.equal(decided.kind, 'emergency');
    assert.deepEqual(
      decided.redFlags.map(({ code }) => code),
      ['acute-coronary'],
    );
    assert.equal(decide('有点难受', {}, answerOf('danger:yes')).kind, 'emergency');
  });

  it('lets no answer overrule a red flag', () => {
    assert.equal(decide('胸痛大汗', {}, answerOf('danger:no')).kind, 'emergency');
  });

  it('says probabilities that are shares', () => {
    const { departments: doors } = decide('膝盖疼，上下楼更疼，一年了');
    const sum = doors.reduce((total, { probability = 0 }) => total + probability, 0);
    assert.ok(sum > 0 && sum <= 1 + 1e-9);
  });
});

describe('The tables', () => {
  it('name departments that have names in both languages', () => {
    for (const code of classifier.departments) {
      assert.ok(departments[code] !== undefined && departmentsInEnglish[code] !== undefined, code);
    }
  });
  it('have options that favour known departments or raise known flags', () => {
    const flags = new Set([...redFlags.map(({ code }) => code), 'likely-emergency']);
    for (const { options } of questions) {
      for (const { favours, redFlag } of options) {
        assert.ok(favours.every((code) => departments[code] !== undefined));
        assert.ok(redFlag === undefined || flags.has(redFlag));
      }
    }
  });
  it('know no answer of another question', () => {
    assert.equal(answerOf('chest:none'), undefined);
    assert.equal(answerOf('chest'), undefined);
  });
  it('keep the sum of shares under every filter', () => {
    const shares = new Map(classifier.departments.map((code) => [code, 1 / 30]));
    for (const ageYears of [undefined, 1, 40]) {
      for (const pregnant of [false, true]) {
        const filtered = applyFilters(shares, { ageYears, sex: 'male', pregnant });
        const sum = [...filtered.values()].reduce((total, share) => total + share, 0);
        assert.ok(Math.abs(sum - 1) < 1e-9);
      }
    }
  });
});
