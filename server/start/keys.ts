/**
 * Opens every key of an installation: those that encrypt, those that people sign with, those that
 * seal the log.
 * https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Signer as LogSigner } from '#server/audit/chain/signer.ts';
import type { Settings } from '../config.ts';
import { hasDataKeys } from '../crypto/data-keys.ts';
import { type Keyring, openKeyring } from '../crypto/keyring.ts';
import { openMasterKeys, readMasterKeys } from '../crypto/master-key.ts';
import { createRemoteSigner } from '../crypto/remote-signer.ts';
import { type Signer, createBuiltInSigner } from '../crypto/signer.ts';
import { type SigningKeys, openSigningKeys } from '../crypto/signing-keys.ts';
import { signSm2, sm2Algorithm } from '../crypto/sm2.ts';
import type { Database } from '../fhir/store/sql.ts';

/** The keys of an installation. */
export interface Keys {
  keyring: Keyring;
  signingKeys: SigningKeys;
  /** Who signs for people. */
  signer: Signer;
  /** Who seals the audit log: always the house itself. */
  logSigner: LogSigner;
}

/** How long a certification service may take. */
const signerTimeoutMs = 10_000;

/** The owner of the key that seals the log. */
export const auditLogOwner = 'Device/audit-log';

/** Opens the keys. Throws a `StartFailure` where the master key is missing or another's. */
export async function openKeys(database: Database, settings: Settings): Promise<Keys> {
  const file = settings.keyFile ?? join(settings.data, 'keys/master.key');
  const needed = await hasDataKeys(database);
  const now = Date.now;
  const keyring = await openKeyring({
    sql: database,
    masterKeys: openMasterKeys({ file, needed, randomBytes }),
    rereadMasterKeys: () => readMasterKeys(file),
    cipher: settings.cipher,
    now,
    randomBytes,
  });
  const signingKeys = openSigningKeys({ sql: database, keyring, now, randomBytes });
  const { signerUrl: url, signerTokenFile } = settings;
  const token = () =>
    signerTokenFile === undefined ? '' : readFileSync(signerTokenFile, 'utf8').trim();
  const signer =
    url === undefined
      ? createBuiltInSigner(signingKeys, randomBytes)
      : createRemoteSigner({
          url,
          token,
          timeoutMs: signerTimeoutMs,
          now,
          keys: signingKeys,
          fetch,
        });
  return { keyring, signingKeys, signer, logSigner: createLogSigner(signingKeys) };
}

function createLogSigner(keys: SigningKeys): LogSigner {
  return {
    id: auditLogOwner,
    async sign(bytes) {
      const { pair } = await keys.ownPair(auditLogOwner);
      const signature = Buffer.from(signSm2(bytes, pair, randomBytes)).toString('base64');
      return { algorithm: sm2Algorithm, signature, publicKey: pair.publicKey };
    },
  };
}
