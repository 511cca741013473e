/** A hub of its own for a test: everything as in production, but for the log, which remembers. */
import { randomBytes } from 'node:crypto';
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import type { Journal } from '#fhir/handling/audit-line.ts';
import { type Keyring, openKeyring } from '#server/crypto/keyring.ts';
import { createMasterKey } from '#server/crypto/master-key.ts';
import { createBuiltInSigner } from '#server/crypto/signer.ts';
import { openSigningKeys } from '#server/crypto/signing-keys.ts';
import { signResource } from '#server/signing/sign.ts';
import { type Hub, type HubParts, openHub } from '#server/start/hub.ts';
import { createSealer } from '#server/start/sealer.ts';
import type { TestDatabase } from './database.ts';
import { type QuietJournal, quietJournal } from './quiet-journal.ts';

/** A hub, and what it logged. */
export interface TestHub extends Hub {
  journal: QuietJournal;
  keyring: Keyring;
}

/** The hub on a database of a test. */
export async function openTestHub(
  { sql }: Pick<TestDatabase, 'sql'>,
  given: {
    keyring?: Keyring;
    journal?: Journal;
    subscriptionOrigins?: ReadonlySet<string>;
    hisOrigins?: ReadonlySet<string> | undefined;
    now?: () => number;
    payment?: HubParts['payment'];
    fairness?: HubParts['fairness'];
    notices?: HubParts['notices'];
  } = {},
): Promise<TestHub> {
  const journal = quietJournal();
  const keyring =
    given.keyring ??
    (await openKeyring({
      sql: postgresDatabase(() => sql),
      masterKeys: [createMasterKey(randomBytes)],
      cipher: 'sm4-gcm',
      now: Date.now,
      randomBytes,
    }));
  const sealer = createSealer(keyring);
  const database = postgresDatabase(() => sql, sealer.open);
  const signingKeys = openSigningKeys({ sql: database, keyring, now: Date.now, randomBytes });
  const signer = createBuiltInSigner(signingKeys, randomBytes);
  const hub = openHub({
    database,
    sealer,
    definitions: loadDefinitions(),
    timeZone: 'Asia/Shanghai',
    baseUrls: [],
    now: given.now ?? Date.now,
    payment: given.payment,
    fairness: given.fairness,
    notices: given.notices,
    randomBytes,
    journal: given.journal ?? journal,
    breakGlass: { hours: 4, notify: () => undefined },
    subscriptionOrigins: given.subscriptionOrigins,
    hisOrigins: given.hisOrigins,
    sign: (signing) => signResource({ ...signing, signer, patient: undefined }),
  });
  await hub.scheduling.availability.refresh();
  return { ...hub, journal, keyring };
}
