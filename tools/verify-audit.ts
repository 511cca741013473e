/**
 * `npm run verify-audit`: verifies the whole audit log and names what was altered, removed,
 * inserted or moved; exits with 1 where it is not whole (SEC-09).
 * https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-92.pdf
 */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type VerifySignature, verifyEd25519 } from '#server/audit/chain/signer.ts';
import { noteCheck } from '#server/audit/chain/status.ts';
import { verifyChain } from '#server/audit/chain/verify.ts';
import { hasDataKeys } from '#server/crypto/data-keys.ts';
import { openSigningKeys } from '#server/crypto/signing-keys.ts';
import { auditLogOwner } from '#server/start/keys.ts';
import { sm2Algorithm, verifySm2 } from '#server/crypto/sm2.ts';
import { openDatabase, openKeys } from './keys/open.ts';

const usage = `npm run verify-audit [-- --head N:HASH] [--key PUBLIC_KEY …]
  --head  a head that was noted elsewhere, as in the log of the server: proves the end of the chain
  --key   the public keys that may have sealed it; otherwise those of the house, which takes its
          master key`;

const { values } = parseArgs({
  options: { head: { type: 'string' }, key: { type: 'string', multiple: true } },
});
const [, n, hash] = /^(\d+):([0-9a-f]{64})$/.exec(values.head ?? '') ?? [];
if (values.head !== undefined && hash === undefined) {
  console.error(usage);
  process.exit(2);
}

const verifyByHouse: VerifySignature = async (bytes, { algorithm, signature, publicKey }) =>
  algorithm === sm2Algorithm && verifySm2(bytes, Buffer.from(signature, 'base64'), publicKey);

/**
 * The keys by which the house seals its log, each held to its copy under the master key. Undefined
 * for a log without a house, as tests have it.
 */
async function houseKeys(): Promise<string[] | undefined> {
  if (!(await hasDataKeys(database))) return undefined;
  const { keyring } = await openKeys(open);
  const keys = openSigningKeys({ sql: database, keyring, now: Date.now, randomBytes });
  return (await keys.list(auditLogOwner)).map(({ publicKey }) => publicKey);
}

const open = await openDatabase();
const { database, close } = open;
const from = performance.now();
const found = await verifyChain(database, {
  verifySignature: verifyEd25519(verifyByHouse),
  publicKeys: values.key ?? (await houseKeys()),
  head: n === undefined || hash === undefined ? undefined : { n: Number(n), hash },
});
const took = performance.now() - from;
await noteCheck(database, found, { at: Date.now(), took });
await close();

for (const { zh, en } of found.findings) console.log(`✖ ${zh}\n  ${en}`);
const { events, blocks, links, waiting, seal, head } = found;
console.log(
  `${events} events in ${blocks} blocks and ${links} links; ${waiting} blocks wait. ` +
    `Head ${head.n}:${head.hash}. ` +
    (seal === undefined
      ? 'No seal.'
      : `Seal ${seal.number} of link ${seal.n}, ${new Date(seal.at).toISOString()}.`),
);
console.log(
  found.whole
    ? `✔ 审计日志完整 The audit log is whole (${(took / 1000).toFixed(1)} s)`
    : `✖ 审计日志不完整：${found.findings.length} 处 The audit log is not whole`,
);
process.exit(found.whole ? 0 : 1);
