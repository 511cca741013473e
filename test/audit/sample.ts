/**
 * An audit log of its own for a story: a fresh database, a journal, a key.
 * https://profiles.ihe.net/ITI/BALP/
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type postgres from 'postgres';
import type { AuditLine } from '#fhir/handling/audit-line.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import { hash64 } from '#fhir/store/hash.ts';
import { patientBucket } from '#fhir/store/ids.ts';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { createSequence } from '#fhir/store/sequence.ts';
import type { Database } from '#fhir/store/sql.ts';
import { chainBlocks } from '#server/audit/chain/chain-blocks.ts';
import { sealHead } from '#server/audit/chain/seal.ts';
import { type Signer, verifyEd25519 } from '#server/audit/chain/signer.ts';
import { type Verification, verifyChain } from '#server/audit/chain/verify.ts';
import { type OpenJournal, createJournal } from '#server/audit/journal.ts';
import { testDatabase } from '../database.ts';

/** A signer with a new key of Ed25519. */
export function testSigner(): Signer & { publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  return {
    id: 'test',
    publicKey: spki,
    sign: async (bytes) => ({
      algorithm: 'Ed25519',
      signature: sign(null, bytes, privateKey).toString('base64'),
      publicKey: spki,
    }),
  };
}

/** A doctor who does not exist. */
export function doctor(given: Partial<Caller> = {}): Caller {
  return {
    kind: 'staff',
    role: 'doctor',
    who: 'Practitioner/doctor-1',
    name: '测试医师',
    organization: 'township-1',
    practitionerRoles: ['role-1'],
    scopes: ['user/*.cruds'],
    launchPatient: undefined,
    client: 'workstation',
    session: 'session-1',
    address: '10.1.2.3',
    strongAt: 0,
    ...given,
  };
}

/** The place of a Patient. */
export function placeOf(patientId: string): { key: string; bucket: number } {
  return { key: hash64(`Patient/${patientId}`), bucket: patientBucket(patientId) };
}

let requests = 0;

/** An event: by default a read of an Observation of Patient/1 by the doctor. */
export function event(given: Partial<AuditLine> = {}): AuditLine {
  requests += 1;
  return {
    at: Date.UTC(2026, 2, 1),
    event: 'read',
    action: 'R',
    outcome: 0,
    caller: doctor(),
    address: undefined,
    why: 'care',
    entities: ['Observation/1'],
    patients: [placeOf('1')],
    query: undefined,
    refusal: undefined,
    request: `request-${requests}`,
    ...given,
  };
}

/** A log of its own. */
export interface TestLog {
  url: string;
  sql: postgres.Sql;
  database: Database;
  journal: OpenJournal;
  signer: Signer & { publicKey: string };
  /** Chains all that waits. */
  chain(): Promise<number>;
  seal(at?: number): ReturnType<typeof sealHead>;
  verify(head?: { n: number; hash: string }): Promise<Verification>;
  drop: () => Promise<void>;
}

/** A journal on a database. */
export function testJournal(database: Database, start = 1): OpenJournal {
  const nextSequence = createSequence(Date.now, start);
  return createJournal({ database, nextSequence, randomBytes });
}

/** An empty log on a fresh database. */
export async function testLog(): Promise<TestLog> {
  const fresh = await testDatabase();
  const database = postgresDatabase(() => fresh.sql);
  const signer = testSigner();
  const verifySignature = verifyEd25519(async () => false);
  return {
    url: fresh.url,
    sql: fresh.sql,
    database,
    journal: testJournal(database),
    signer,
    chain: () => chainBlocks(database),
    seal: (at = Date.now()) => sealHead(database, { signer, now: () => at }),
    verify: (head) =>
      verifyChain(database, { verifySignature, publicKeys: [signer.publicKey], head }),
    drop: fresh.drop,
  };
}

/** Blocks of one event each, chained one link each. */
export async function writeLinks(log: TestLog, count: number, at = Date.UTC(2026, 2, 1)) {
  for (let index = 0; index < count; index += 1) {
    await log.journal.record(event({ at: at + index * 10_000 }));
    await log.chain();
  }
}
