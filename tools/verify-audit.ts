/**
 * `npm run verify-audit`: verifies the whole audit log and names what was altered, removed,
 * inserted or moved; exits with 1 where it is not whole (SEC-09).
 * https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-92.pdf
 */
import { parseArgs } from 'node:util';
import { verifyEd25519 } from '#server/audit/chain/signer.ts';
import { noteCheck } from '#server/audit/chain/status.ts';
import { verifyChain } from '#server/audit/chain/verify.ts';
import { openAuditDatabase } from './audit/open-database.ts';

const usage = `npm run verify-audit [-- --head N:HASH] [--key PUBLIC_KEY …]
  --head  a head that was noted elsewhere, as in the log of the server: proves the end of the chain
  --key   the public keys that may have sealed it; any otherwise`;

const { values } = parseArgs({
  options: { head: { type: 'string' }, key: { type: 'string', multiple: true } },
});
const [, n, hash] = /^(\d+):([0-9a-f]{64})$/.exec(values.head ?? '') ?? [];
if (values.head !== undefined && hash === undefined) {
  console.error(usage);
  process.exit(2);
}

const { database, close } = await openAuditDatabase();
const from = performance.now();
const found = await verifyChain(database, {
  verifySignature: verifyEd25519(async () => false),
  publicKeys: values.key,
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
