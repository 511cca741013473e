/**
 * `npm run verify-signatures`: verifies every signature of the database and tells each that fails.
 * docs/decisions/0010-cryptography.md
 */
import { randomBytes } from 'node:crypto';
import { openSigningKeys } from '#server/crypto/signing-keys.ts';
import { verifyAll } from '#server/signing/verify-all.ts';
import { findings } from '#server/signing/verify.ts';
import { openDatabase, openKeys, run } from './keys/open.ts';

async function verify(): Promise<void> {
  const open = await openDatabase();
  const counts = { valid: 0, invalid: 0, others: 0 };
  try {
    const { keyring } = await openKeys(open);
    const parts = { sql: open.database, keyring, now: Date.now, randomBytes };
    const keys = openSigningKeys(parts);
    for await (const finding of verifyAll({ sql: open.database, keyring, keys })) {
      if (finding.valid) counts.valid += 1;
      else if (finding.why === 'other-format') counts.others += 1;
      else {
        counts.invalid += 1;
        const { zh, en } = findings[finding.why];
        console.log(`${finding.provenance} → ${finding.target ?? '?'}: ${zh} / ${en}`);
      }
    }
  } finally {
    await open.close();
  }
  console.log(
    `${counts.valid} valid, ${counts.invalid} invalid, ${counts.others} of other formats`,
  );
  if (counts.invalid > 0) process.exitCode = 1;
}

await run(verify);
