/**
 * Three residents whom a township centre knows: one whom the doctor of the hospital treats, two
 * with whom the hospital has nothing to do.
 * https://hl7.org/fhir/R4/bundle.html#transaction
 */
import type { Resource } from '#model/fhir.ts';
import { checkDigit } from '#model/resident-id.ts';
import { type Transaction, people, transactionOf } from './residents.ts';

/** Identity-card number of 钱守业. */
export const qianNumber = `33082219500102001${checkDigit('33082219500102001')}`;

const from = (organization: string) => ({ source: `Organization/${organization}` });

function person(id: string, name: string, given: object = {}): Resource & { id: string } {
  return {
    resourceType: 'Patient',
    id,
    meta: from('hehua-centre'),
    name: [{ text: name, family: name.slice(0, 1), given: [name.slice(1)] }],
    gender: 'female',
    birthDate: '1950-01-02',
    ...given,
  };
}

function condition(
  id: string,
  given: { patient: string; code: string; text: string },
): Resource & { id: string } {
  return {
    resourceType: 'Condition',
    id,
    meta: from('hehua-centre'),
    subject: { reference: `Patient/${given.patient}` },
    recordedDate: '2026-03-02',
    code: {
      coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: given.code }],
      text: given.text,
    },
  };
}

/** The three: 赵玉兰, in the care of 陈志远; 钱守业 and 孙桂芳, whom he does not know. */
export function strangers(): Transaction {
  return transactionOf([
    person('zhao-yulan', '赵玉兰'),
    person('qian-shouye', '钱守业', {
      identifier: [{ system: 'urn:oid:2.16.156.10011.1.3', value: qianNumber }],
    }),
    person('sun-guifang', '孙桂芳'),
    condition('zhao-asthma', { patient: 'zhao-yulan', code: 'J45.9', text: '支气管哮喘' }),
    condition('qian-gout', { patient: 'qian-shouye', code: 'M10.9', text: '痛风' }),
    condition('sun-heart', { patient: 'sun-guifang', code: 'I25.1', text: '冠心病' }),
    condition('sun-hiv', { patient: 'sun-guifang', code: 'B24', text: '艾滋病' }),
    {
      resourceType: 'Encounter',
      id: 'zhao-visit',
      meta: from('yunhe-first'),
      status: 'in-progress',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject: { reference: 'Patient/zhao-yulan' },
      participant: [{ individual: { reference: people.chen.who } }],
      serviceProvider: { reference: 'Organization/yunhe-first' },
      period: { start: new Date(Date.now() - 3_600_000).toISOString() },
    },
    {
      resourceType: 'DocumentReference',
      id: 'zhao-letter',
      meta: from('yunhe-first'),
      status: 'current',
      type: { text: '门诊病历' },
      subject: { reference: 'Patient/zhao-yulan' },
      date: new Date().toISOString(),
      author: [{ reference: people.chen.who }],
      content: [
        {
          attachment: {
            contentType: 'text/plain',
            data: Buffer.from('咳嗽三日，听诊双肺哮鸣音。').toString('base64'),
          },
        },
      ],
    },
  ]);
}
