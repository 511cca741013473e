/**
 * `npm run bench:crypto`: microseconds of sealing, opening, keyed hashes, signing and verifying.
 * docs/decisions/0010-cryptography.md
 */
import { randomBytes } from 'node:crypto';
import type { Resource } from '#model/fhir.ts';
import type { SqlRow } from '#fhir/store/sql.ts';
import { signedContent } from '#server/crypto/canonical.ts';
import type { CipherName } from '#server/crypto/cipher.ts';
import { type Keyring, openKeyring } from '#server/crypto/keyring.ts';
import { createMasterKey } from '#server/crypto/master-key.ts';
import { openBody, sealedText } from '#server/crypto/sealed-body.ts';
import { createSm2KeyPair, signSm2, verifySm2 } from '#server/crypto/sm2.ts';

/** A keyring whose two rows are kept in memory. */
async function keyringOf(cipher: CipherName): Promise<Keyring> {
  let rows: SqlRow[] = [];
  const names = ['id', 'purpose', 'algorithm', 'wrapped', 'created', 'active'];
  const sql = {
    async run(text: string, parameters: (string | number | null)[]): Promise<SqlRow[]> {
      if (text.startsWith('insert')) {
        const row = (start: number) =>
          Object.fromEntries(names.map((name, at) => [name, parameters[start + at] ?? null]));
        rows = [row(0), row(6)].map((made) => ({ ...made, retired: null }));
      }
      return rows;
    },
  };
  const masterKeys = [createMasterKey(randomBytes)] as const;
  return openKeyring({ sql, masterKeys, cipher, now: Date.now, randomBytes });
}

/** Prints the median time of a call over many rounds, in microseconds. */
function time(title: string, calls: number, work: () => unknown): void {
  for (let call = 0; call < calls; call += 1) work();
  const rounds = Array.from({ length: 9 }, () => {
    const from = performance.now();
    for (let call = 0; call < calls; call += 1) work();
    return ((performance.now() - from) * 1000) / calls;
  });
  const [, , , , median = 0] = rounds.toSorted((a, b) => a - b);
  console.log(`${title}: ${median.toFixed(2)} µs`);
}

const patient: Resource = {
  resourceType: 'Patient',
  id: '00000000-0000-8000-8000-000000000000',
  meta: { versionId: '1', lastUpdated: '2026-03-01T00:00:00.000Z' },
  identifier: [{ system: 'urn:oid:1', value: '11010119900307123X' }, { value: 'MRN0001' }],
  name: [{ text: '王小明', family: '王', given: ['小明'] }],
  telecom: [{ system: 'phone', value: '13800138000' }],
  gender: 'male',
  birthDate: '1990-03-07',
  address: [{ text: '幸福村3号', line: ['幸福村3号'], city: '北京' }],
  contact: [{ name: { text: '李' }, telecom: [{ value: '13900139000' }] }],
};
const observation: Resource = { resourceType: 'Observation', id: 'o', status: 'final' };
const text = 'x'.repeat(200);

for (const cipher of ['sm4-gcm', 'aes-256-gcm'] as const) {
  const keyring = await keyringOf(cipher);
  const sealed = keyring.seal(text, 'bench');
  time(`${cipher} seal 200 bytes`, 20_000, () => keyring.seal(text, 'bench'));
  time(`${cipher} open 200 bytes`, 20_000, () => keyring.open(sealed, 'bench'));
  time(`${cipher} keyed hash`, 20_000, () => keyring.keyedHash('13800138000'));
  const body = sealedText(patient, 4, keyring);
  const plain = JSON.stringify(observation);
  time(`${cipher} sealedText of a Patient`, 10_000, () => sealedText(patient, 4, keyring));
  time(`${cipher} openBody of a Patient`, 10_000, () => openBody(body, keyring));
  time(`${cipher} openBody with nothing sealed`, 100_000, () => openBody(plain, keyring));
}
time('JSON.stringify of a Patient, to compare', 20_000, () => JSON.stringify(patient));

const pair = createSm2KeyPair(randomBytes);
const { bytes } = signedContent(JSON.stringify(patient));
const signature = signSm2(bytes, pair, randomBytes);
time('canonical bytes of a Patient', 2000, () => signedContent(JSON.stringify(patient)));
time('SM2 sign', 50, () => signSm2(bytes, pair, randomBytes));
time('SM2 verify', 50, () => verifySm2(bytes, signature, pair.publicKey));
