/** Canonical JSON against the examples of RFC 8785. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalText, signedContent } from './canonical.ts';

test('The numbers of RFC 8785 Appendix B are printed as there', () => {
  const cases: [bits: string, text: string][] = [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ];
  for (const [bits, text] of cases) {
    assert.equal(canonicalText(Buffer.from(bits, 'hex').readDoubleBE(0)), text, bits);
  }
  for (const none of [Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => canonicalText(none));
  }
});

test('The example of RFC 8785 section 3.2.4 gives its bytes', () => {
  const input = JSON.parse(
    String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],` +
      String.raw`"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",` +
      String.raw`"literals":[null,true,false]}`,
  );
  const bytes =
    '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b33333333' +
    '33333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e6722' +
    '3a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d';
  // The RFC prints 333333333.3333333 for its first number: one digit fewer than was written.
  assert.equal(Buffer.from(canonicalText(input)).toString('hex'), bytes);
});

test('The members of RFC 8785 section 3.2.3 are sorted by UTF-16 units', () => {
  const input = JSON.parse(
    String.raw`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet",` +
      String.raw`"1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",` +
      String.raw`"\u00f6":"Latin"}`,
  );
  const names = [...canonicalText(input).matchAll(/:"([A-Z]\w+)/g)].map(([, name]) => name);
  assert.deepEqual(names, ['Carriage', 'One', 'Control', 'Latin', 'Euro', 'Emoji', 'Hebrew']);
});

test('A lone surrogate has no canonical text', () => {
  assert.throws(() => canonicalText({ text: '\ud800' }));
});

test('Order of members and white space do not change what is signed; values do', () => {
  const signed = (text: string) => Buffer.from(signedContent(text).bytes).toString();
  assert.equal(signed('{"a":1,"b":[1, 2]}'), signed('{ "b" : [1,2], "a" : 1 }'));
  assert.notEqual(signed('{"a":1,"b":[1,2]}'), signed('{"a":1,"b":[2,1]}'));
});

test('RX-24: the digits of a decimal are signed too, which RFC 8785 alone would lose', () => {
  const signed = (text: string) => signedContent(text);
  const exact = signed('{"value":1.50,"other":[{"value":0.10000000000000000001}]}');
  assert.equal(exact.format, 'application/fhir+json;canonical=rfc8785;decimals=exact');
  assert.equal(
    Buffer.from(exact.bytes).toString(),
    '{"other":[{"value":0.1}],"value":1.5}\n' +
      '[["/other/0/value","0.10000000000000000001"],["/value","1.50"]]',
  );
  const plain = signed('{"value":1.5}');
  assert.equal(plain.format, 'application/fhir+json;canonical=rfc8785');
  assert.equal(Buffer.from(plain.bytes).toString(), '{"value":1.5}');
  assert.notDeepEqual(signed('{"value":1.50}').bytes, plain.bytes);
});
