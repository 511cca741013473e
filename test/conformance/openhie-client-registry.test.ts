/**
 * The scenarios OHIE-CR-01 to 18 that OpenHIE asks of a client registry, over HL7 v2 as hospitals
 * speak it. The messages are our own, the people are made up.
 * https://wiki.ohie.org/display/resources/OpenHIE+Client+Registry+Test+Cases
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle, NamingSystem, Patient } from '@medplum/fhirtypes';
import { assignerUrl } from '#server/exchange/hl7v2/authorities.ts';
import {
  type Message,
  parseMessage,
  partOf,
  repetitionsOf,
  segmentOf,
  textOf,
} from '#server/exchange/hl7v2/er7.ts';
import { checkDigit } from '#model/resident-id.ts';
import { callerOf } from '#test/callers.ts';
import { type Send, fhirClient, sendAs } from '#test/fhir-client.ts';
import { type TestServer, startTestServer } from '#test/server.ts';

let server: TestServer;
const as = (name: string): Send => sendAs(fhirClient(server.url), name);

const oids: Record<string, string> = { EAST: '1.2.156.99.1', WEST: '1.2.156.99.2' };
const cardAuthority = 'resident-id';
const card = (first: string) => first + checkDigit(first);

before(async () => {
  server = await startTestServer({ guarded: true });
  server.callers.set('platform', callerOf('platform'));
  for (const place of ['east', 'west']) {
    const given = { organization: place, who: `Organization/${place}` };
    server.callers.set(place, callerOf('system', given));
    const body: NamingSystem = {
      resourceType: 'NamingSystem',
      name: place.toUpperCase(),
      status: 'active',
      kind: 'identifier',
      date: '2026-01-01',
      uniqueId: [
        { type: 'oid', value: oids[place.toUpperCase()]! },
        { type: 'uri', value: `https://${place}.example/chart` },
      ],
      extension: [{ url: assignerUrl, valueReference: { reference: `Organization/${place}` } }],
    };
    const answer = await as('platform')('POST', 'NamingSystem', { body });
    assert.equal(answer.status, 201, answer.text);
  }
  server.callers.set('doctor', callerOf('doctor', { organization: 'east' }));
});
after(async () => {
  await server.stop();
  assert.deepEqual(server.failures, []);
});

const post = async (name: string | undefined, body: string | Uint8Array<ArrayBuffer>) =>
  fetch(`${server.url}/hl7v2`, {
    method: 'POST',
    headers: {
      'content-type': 'application/hl7-v2',
      ...(name === undefined ? {} : { authorization: `Bearer ${name}` }),
    },
    body,
  });

/** The type of a message, and its version of HL7 v2 where that is not 2.5. */
type Kind = [type: string, version?: string];

let serial = 0;
/** Sends a message of an institution, and reads the answer. */
const say = async (name: string, [type, version = '2.5']: Kind, segments: string[]) => {
  serial += 1;
  const sender = `HIS|${name.toUpperCase()}`;
  const msh = `MSH|^~\\&|${sender}|HUB|YISHU|20261126101500||${type}|M${serial}|P|${version}`;
  const response = await post(name, [msh, ...segments].join('\r'));
  assert.equal(response.status, 200);
  const answer = parseMessage(await response.text());
  const [header] = answer;
  assert.deepEqual([textOf(header, 5), textOf(header, 6)], sender.split('|'));
  assert.equal(textOf(header, 12), version);
  assert.equal(textOf(segmentOf(answer, 'MSA'), 2), `M${serial}`);
  return answer;
};
const admit = (name: string, pid: string) =>
  say(name, ['ADT^A01^ADT_A01', '2.3.1'], ['EVN||20261126', pid, 'PV1||I']);
const pix = (name: string, identifier: string, domains = '') =>
  say(name, ['QBP^Q23^QBP_Q21'], [`QPD|IHE PIX Query|T1|${identifier}|${domains}`, 'RCP|I']);
const pdq = (name: string, parameters: string, domain = '') =>
  say(
    name,
    ['QBP^Q22^QBP_Q21'],
    [`QPD|Q22^Find Candidates^HL7|T2|${parameters}|||||${domain}`, 'RCP|I|10^RD'],
  );

const acknowledged = (answer: Message) => textOf(segmentOf(answer, 'MSA'), 1);
const status = (answer: Message) => textOf(segmentOf(answer, 'QAK'), 2);
const location = (answer: Message) =>
  (segmentOf(answer, 'ERR')?.fields[1]?.[0] ?? []).map((part) => part[0]).join('^');
const pidsOf = (answer: Message) => answer.filter(({ name }) => name === 'PID');
const numbersOf = (answer: Message) =>
  pidsOf(answer).map((pid) =>
    repetitionsOf(pid, 3).map((cx) => `${partOf(cx, 1)}^${partOf(cx, 4)}^${partOf(cx, 4, 2)}`),
  );
const taken = async (answer: Promise<Message>) => {
  const message = await answer;
  assert.equal(acknowledged(message), 'AA', JSON.stringify(message));
};

describe('A feed', () => {
  it('OHIE-CR-01: is refused without an assigning authority', async () => {
    const answer = await admit('east', 'PID|||A1^^^&&||测^一一^^^^^L||19830205|M');
    assert.ok(['AE', 'AR'].includes(acknowledged(answer)));
    assert.equal(textOf(answer[0], 9), 'ACK');
    assert.equal(textOf(answer[0], 9, 2), 'A01');
    assert.match(JSON.stringify(segmentOf(answer, 'ERR')), /assigning authority/);
  });

  it('OHIE-CR-02: names an authority by its name or its OID, and is told both', async () => {
    await taken(admit('east', `PID|||A2^^^&${oids['EAST']}&ISO||测^二二^^^^^L||19830206|M`));
    await taken(admit('east', 'PID|||A3^^^EAST||测^三三^^^^^L||19840125|F'));
    for (const asked of [`A2^^^&${oids['EAST']}&ISO^PI`, 'A3^^^EAST^PI']) {
      const answer = await pix('east', asked);
      assert.equal(textOf(answer[0], 9, 2), 'K23');
      assert.equal(status(answer), 'OK');
      assert.deepEqual(numbersOf(answer), [[`${asked.slice(0, 2)}^EAST^${oids['EAST']}`]]);
    }
  });

  it('OHIE-CR-03: is refused of an authority that nobody registered', async () => {
    for (const authority of ['NOBODY', '&1.2.156.99.77&ISO']) {
      const answer = await admit('east', `PID|||A4^^^${authority}||测^四^^^^^L||1983|M`);
      assert.ok(['AE', 'AR'].includes(acknowledged(answer)));
    }
    assert.equal(status(await pdq('east', '@PID.3.1^A4')), 'NF');
  });

  it('OHIE-CR-04: assigns numbers of its own authority alone', async () => {
    await taken(admit('east', 'PID|||B1^^^EAST||测^五五^^^^^L||19840126|F'));
    const answer = await admit('west', 'PID|||B2^^^EAST||测^五五^^^^^L||19840126|F');
    assert.ok(['AE', 'AR'].includes(acknowledged(answer)));
    assert.equal(status(await pdq('platform', '@PID.3.1^B2')), 'NF');
  });

  it('OHIE-CR-05: of several people keeps each by the own number', async () => {
    await taken(admit('east', 'PID|||C1^^^EAST||测^六六^^^^^L||19700101|F'));
    await taken(admit('east', 'PID|||C2^^^EAST||测^七七^^^^^L||19751231|M'));
    assert.deepEqual(numbersOf(await pix('east', 'C2^^^EAST^PI')), [[`C2^EAST^${oids['EAST']}`]]);
  });

  it('OHIE-CR-06: is cross-referenced between two authorities by a national number', async () => {
    const number = card('33990119800501123');
    const national = `${number}^^^${cardAuthority}`;
    await taken(admit('west', `PID|||D1^^^WEST~${national}||测^八八^^^^^L||19800501|M`));
    await taken(admit('east', `PID|||D2^^^EAST~${national}||测^八八^^^^^L||19800501|M`));
    const answer = await pix('platform', national);
    const [numbers = []] = numbersOf(answer);
    for (const one of ['D1^WEST', 'D2^EAST', `${number}^resident-id`]) {
      assert.ok(
        numbers.some((told) => told.startsWith(one)),
        one,
      );
    }
  });

  it('OHIE-CR-07: of a newborn without a name hangs on the mother’s number', async () => {
    await taken(admit('east', 'PID|||E1^^^EAST||测^母亲^^^^^L||19900125|F'));
    await taken(admit('east', 'PID|||E2^^^EAST||||20261101|M|||||||||||||E1^^^EAST'));
    assert.deepEqual(numbersOf(await pix('east', 'E2^^^EAST^PI')), [[`E2^EAST^${oids['EAST']}`]]);
    const [pid] = pidsOf(await pdq('east', '@PID.3.1^E2~@PID.3.4.1^EAST'));
    assert.equal(textOf(pid, 6), '测');
    assert.equal(textOf(pid, 21), 'E1');
    const unknown = await admit('east', 'PID|||E3^^^EAST||||20261101|M|||||||||||||E404^^^EAST');
    assert.equal(acknowledged(unknown), 'AE');
  });

  it('OHIE-CR-08: keeps every demographic field, and tells it as it was sent', async () => {
    const pid =
      'PID|||F1^^^EAST||FOSTER^FANNY^FULL^^^^L~FOSTER^FANNY^^^^^M|FOSTER MARY|1970|F|||' +
      '人民路 123 号^^测试市^测试省^330000||^PRN^PH^^^571^31495443|^WPN^PH^^^571^0594343|EN|S';
    await taken(admit('east', pid));
    const answer = await pdq('east', '@PID.3.1^F1~@PID.3.4.1^EAST');
    const [told] = pidsOf(answer);
    assert.equal(pidsOf(answer).length, 1);
    const [name, maiden] = repetitionsOf(told, 5);
    assert.deepEqual(
      [1, 2, 3, 7].map((at) => partOf(name, at)),
      ['FOSTER', 'FANNY', 'FULL', 'L'],
    );
    assert.equal(partOf(maiden, 7), 'M');
    assert.equal(textOf(told, 6), 'FOSTER MARY');
    assert.equal(textOf(told, 7), '1970');
    assert.equal(textOf(told, 8), 'F');
    const [address] = repetitionsOf(told, 11);
    const line = [1, 3, 4, 5].map((at) => partOf(address, at));
    assert.deepEqual(line, ['人民路 123 号', '测试市', '测试省', '330000']);
    assert.equal(textOf(told, 13), '571 31495443');
    assert.deepEqual([textOf(told, 13, 2), textOf(told, 13, 3)], ['PRN', 'PH']);
    assert.equal(textOf(told, 14), '571 0594343');
    assert.equal(textOf(told, 15), 'en');
    assert.equal(textOf(told, 16), 'S');
  });
});

describe('A query for numbers', () => {
  it('OHIE-CR-09: is told what it asked wrongly, and after a registration the number', async () => {
    const nobody = await pix('east', 'G1^^^EAST^PI');
    assert.deepEqual([acknowledged(nobody), status(nobody)], ['AE', 'AE']);
    assert.equal(location(nobody), 'QPD^1^3^1^1');
    const authority = await pix('east', 'G1^^^RANDOM^PI');
    assert.deepEqual([acknowledged(authority), status(authority)], ['AE', 'AE']);
    assert.equal(location(authority), 'QPD^1^3^1^4');
    await taken(admit('east', 'PID|||G1^^^EAST||测^九九^^^^^L||198306|F'));
    const answer = await pix('east', 'G1^^^EAST^PI');
    assert.equal(status(answer), 'OK');
    assert.deepEqual(numbersOf(answer), [[`G1^EAST^${oids['EAST']}`]]);
  });

  it('OHIE-CR-10: is answered in the domains that it asks for', async () => {
    await taken(admit('east', 'PID|||G2^^^EAST||测^十十^^^^^L||1935|F'));
    const own = await pix('east', 'G2^^^EAST^PI', '^^^EAST');
    assert.deepEqual(numbersOf(own), [[`G2^EAST^${oids['EAST']}`]]);
    const unknown = await pix('east', 'G2^^^EAST^PI', '^^^RANDOM');
    assert.equal(status(unknown), 'AE');
    assert.match(location(unknown), /^QPD\^1\^4/);
    const nothing = await pix('east', 'G2^^^EAST^PI', '^^^WEST');
    assert.equal(status(nothing), 'NF');
    assert.equal(pidsOf(nothing).length, 0);
  });
});

describe('A query for people', () => {
  before(async () => {
    await taken(admit('east', 'PID|||H1^^^EAST||JONES^JENNIFER^^^^^L|SMITH|19840125|F'));
    await taken(admit('east', 'PID|||H2^^^EAST||||20141001|M|||||||||||||H1^^^EAST'));
  });
  const jennifer = [[`H1^EAST^${oids['EAST']}`]];

  it('OHIE-CR-11: by a number finds that one, none, or what is wrong', async () => {
    const found = await pdq('east', '@PID.3.1^H1~@PID.3.4.1^EAST');
    assert.deepEqual([acknowledged(found), status(found)], ['AA', 'OK']);
    assert.equal(textOf(found[0], 9, 2), 'K22');
    assert.deepEqual(numbersOf(found), jennifer);
    const [pid] = pidsOf(found);
    assert.deepEqual([textOf(pid, 5), textOf(pid, 5, 2)], ['JONES', 'JENNIFER']);
    assert.equal(textOf(pid, 7), '19840125');
    const nobody = await pdq('east', '@PID.3.1^H404~@PID.3.4.1^EAST');
    assert.deepEqual([acknowledged(nobody), status(nobody)], ['AA', 'NF']);
    assert.equal(status(await pdq('east', '@PID.3.1^H1~@PID.3.4.99^NOVALUE')), 'AE');
    assert.deepEqual(numbersOf(await pdq('east', '@PID.3.1^H1', '^^^EAST')), jennifer);
    assert.equal(status(await pdq('east', '@PID.3.1^H1', '^^^WEST')), 'NF');
    const wrong = await pdq('east', '@PID.3.1^H1', '^^^RANDOM');
    assert.equal(status(wrong), 'AE');
    assert.match(location(wrong), /^QPD\^1\^8/);
  });

  it('OHIE-CR-12: by a name finds it whole, or by its beginning', async () => {
    const whole = '@PID.5.1^JONES~@PID.5.2^JENNIFER';
    for (const [parameters, domain] of [
      [whole, ''],
      [whole, '^^^EAST'],
      ['@PID.5.1^JO*~@PID.5.2^JEN*', ''],
    ] as const) {
      assert.deepEqual(numbersOf(await pdq('east', parameters, domain)), jennifer);
    }
    assert.equal(status(await pdq('east', '@PID.5.1^HOOD~@PID.5.2^ROBIN')), 'NF');
    assert.equal(status(await pdq('east', '@PID.5.1^JO~@PID.5.2^JEN')), 'NF');
    assert.equal(status(await pdq('east', whole, '^^^RANDOM')), 'AE');
  });

  it('OHIE-CR-13: by the mother’s number or name finds the child', async () => {
    const child = [[`H2^EAST^${oids['EAST']}`]];
    assert.deepEqual(numbersOf(await pdq('east', '@PID.21.1^H1~@PID.21.4.1^EAST')), child);
    assert.deepEqual(numbersOf(await pdq('east', '@PID.6.1^JONES~@PID.6.2^JENNIFER')), child);
  });

  it('OHIE-CR-14: by a birth date finds who was born in that year, month or day', async () => {
    for (const day of ['1984', '198401', '19840125']) {
      const numbers = numbersOf(await pdq('east', `@PID.7^${day}~@PID.5.1^JONES`));
      assert.deepEqual(numbers, jennifer, day);
    }
    assert.equal(status(await pdq('east', '@PID.7^1900')), 'NF');
  });

  it('OHIE-CR-15: by several fields finds whom all of them fit', async () => {
    for (const parameters of [
      '@PID.8^F~@PID.5.1^JONES',
      '@PID.7^1984~@PID.5.1^JONES~@PID.5.2^JENNIFER',
      '@PID.7^19840125~@PID.8^F~@PID.5.1^JONES',
    ]) {
      assert.deepEqual(numbersOf(await pdq('east', parameters)), jennifer, parameters);
    }
    for (const parameters of [
      '@PID.8^M~@PID.5.1^JONES~@PID.5.2^JENNIFER',
      '@PID.7^1984~@PID.5.1^JONES~@PID.5.2^JASON',
    ]) {
      assert.equal(status(await pdq('east', parameters)), 'NF', parameters);
    }
  });
});

describe('Two numbers of one person', () => {
  const join = (name: string, kept: string, old: string) =>
    say(
      name,
      ['ADT^A40^ADT_A40', '2.3.1'],
      ['EVN||20261126', `PID|||${kept}||测^合^^^^^L`, `MRG|${old}`],
    );

  it('OHIE-CR-16: are merged by the institution that gave both', async () => {
    await taken(admit('east', 'PID|||J1^^^EAST||MERGER^JENNIFER^^^^^L||19860125|F'));
    await taken(admit('east', 'PID|||J2^^^EAST||MERGER^JENN^^^^^L||198601|F'));
    assert.equal(pidsOf(await pdq('east', '@PID.5.1^MERGER', '^^^EAST')).length, 2);
    await taken(join('east', 'J1^^^EAST', 'J2^^^EAST'));
    const both = [`J1^EAST^${oids['EAST']}`, `J2^EAST^${oids['EAST']}`];
    for (const asked of ['J1^^^EAST^PI', 'J2^^^EAST^PI']) {
      const [numbers = []] = numbersOf(await pix('east', asked, '^^^EAST'));
      assert.deepEqual(
        numbers.toSorted((a, b) => (a < b ? -1 : 1)),
        both,
      );
    }
    const left = await pdq('east', '@PID.5.1^MERGER');
    assert.deepEqual(numbersOf(left), [[both[0]]]);
  });

  it('OHIE-CR-17: of another institution, or of two, are not merged', async () => {
    await taken(admit('east', 'PID|||K1^^^EAST||KEEPER^SAM^^^^^L||19890225|F'));
    await taken(admit('east', 'PID|||K2^^^EAST||KEEPER^SAMANTHA^^^^^L||198902|F'));
    await taken(admit('west', 'PID|||K3^^^WEST||KEEPER^SAMANTHA^^^^^L||198902|F'));
    for (const [name, kept, old] of [
      ['west', 'K1^^^EAST', 'K2^^^EAST'],
      ['east', 'K1^^^EAST', 'K3^^^WEST'],
      ['west', 'K3^^^WEST', 'K1^^^EAST'],
    ] as const) {
      const answer = await join(name, kept, old);
      assert.ok(['AE', 'AR'].includes(acknowledged(answer)), `${name} ${old}`);
    }
    const patients = await as('platform')('GET', 'Patient?family=KEEPER');
    const { entry = [] } = patients.as<Bundle<Patient>>();
    assert.equal(entry.length, 3);
    assert.ok(entry.every(({ resource }) => resource?.active !== false));
  });

  it('OHIE-CR-18: are linked by a national number though a name is written otherwise', async () => {
    const number = card('33990119900404117');
    const national = `||||||||||${number}`;
    await taken(admit('east', `PID|||L1^^^EAST||测^尼克^^^^^L||199004|M|${national}`));
    await taken(admit('west', `PID|||L2^^^WEST||测^尼珂^^^^^L||19900404|M|${national}`));
    const [numbers = []] = numbersOf(await pix('platform', 'L1^^^EAST^PI'));
    assert.ok(
      numbers.some((one) => one.startsWith('L2^WEST')),
      JSON.stringify(numbers),
    );
  });
});

describe('The door of HL7 v2', () => {
  it('is closed to nobody, and to people', async () => {
    assert.equal((await post(undefined, 'MSH|^~\\&|A|B')).status, 401);
    assert.equal((await post('doctor', 'MSH|^~\\&|A|B')).status, 404);
    assert.ok(server.told.some(({ event, outcome }) => event === 'hl7v2' && outcome === 4));
  });

  it('tells nobody of records that are closed to them', async () => {
    const answer = await pix('west', 'A3^^^EAST^PI');
    assert.equal(status(answer), 'AE');
    assert.equal(status(await pdq('west', '@PID.5.1^JONES')), 'NF');
  });

  it('answers what is no message, and what it does not know, with AR', async () => {
    const response = await post('east', '你好');
    const answer = parseMessage(await response.text());
    assert.equal(acknowledged(answer), 'AR');
    assert.equal(acknowledged(await say('east', ['ORU^R01'], ['PID|||A3^^^EAST'])), 'AR');
    assert.equal(acknowledged(await say('east', ['ADT^A01'], ['EVN||2026'])), 'AE');
  });

  it('reads GB18030 where MSH-18 says so, and escapes as the standard says', async () => {
    const text =
      'MSH|^~\\&|HIS|EAST|HUB|YISHU|20261126||ADT^A04|M9|P|2.5||||||GB 18030-2000\r' +
      'PID|||N1^^^EAST||@\\T\\B^C||19840125|F';
    const [head = '', tail = ''] = text.split('@');
    const bytes = new Uint8Array(Buffer.concat([Buffer.from(head), gb18030, Buffer.from(tail)]));
    const answer = parseMessage(await (await post('east', bytes)).text());
    assert.equal(acknowledged(answer), 'AA', JSON.stringify(answer));
    const [pid] = pidsOf(await pdq('east', '@PID.3.1^N1'));
    assert.equal(textOf(pid, 5), '测&B');
  });
});

/** 测 in GB18030. */
const gb18030 = Buffer.from('b2e2', 'hex');
