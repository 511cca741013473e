/**
 * Checks the signed statements about the chain: its seals, and the records of what retention
 * removed.
 * https://www.rfc-editor.org/rfc/rfc4998
 */
import type { Sql } from '#fhir/store/sql.ts';
import { type Finding, finding } from './finding.ts';
import { origin } from './link.ts';
import { type Removal, removalBytes, removalColumns, removalOf } from './retention.ts';
import { type Seal, sealBytes, sealColumns, sealHash, sealOf } from './seal.ts';
import type { Signed, VerifySignature } from './signer.ts';

/** How signatures are checked. */
export interface Trust {
  verifySignature: VerifySignature;
  /** The public keys that may have signed; undefined for any. */
  publicKeys?: readonly string[] | undefined;
}

/** Where the chain begins: what the first link and the first seal build on. */
export interface Beginning {
  n: number;
  hash: string;
  seal: number;
  sealHash: string;
}

const removalsText = `select ${removalColumns} from audit_removal where number > $1
  order by number limit 1000`;
const sealsText = `select ${sealColumns} from audit_seal where number > $1
  order by number limit 1000`;

/** Whether a signature is good, and by a key that is trusted. */
async function judge(
  trust: Trust,
  bytes: Uint8Array,
  signed: Signed,
): Promise<'good' | 'bad' | 'stranger'> {
  if (!(await trust.verifySignature(bytes, signed))) return 'bad';
  const { publicKeys } = trust;
  return publicKeys === undefined || publicKeys.includes(signed.publicKey) ? 'good' : 'stranger';
}

/** Checks the records of removals; the last one tells where the chain begins. */
export async function verifyRemovals(
  sql: Sql,
  trust: Trust,
): Promise<{ beginning: Beginning; findings: Finding[] }> {
  const findings: Finding[] = [];
  let last: Removal | undefined;
  for (;;) {
    const rows = await sql.run(removalsText, [last?.number ?? 0]);
    if (rows.length === 0) break;
    for (const removal of rows.map(removalOf)) {
      const { number, firstN } = removal;
      const follows = number === (last?.number ?? 0) + 1 && firstN === (last?.lastN ?? 0) + 1;
      if (!follows) findings.push(finding('removal-missing', { number }));
      if ((await judge(trust, removalBytes(removal), removal)) !== 'good') {
        findings.push(finding('removal-altered', { number }));
      }
      last = removal;
    }
  }
  const beginning =
    last === undefined
      ? { n: 0, hash: origin, seal: 0, sealHash: origin }
      : { n: last.lastN, hash: last.hash, seal: last.lastSeal, sealHash: last.sealHash };
  return { beginning, findings };
}

/** Checks the seals among themselves. @param seen is told each of them. */
export async function verifySeals(
  sql: Sql,
  given: { trust: Trust; beginning: Beginning; seen: (seal: Seal) => void },
): Promise<Finding[]> {
  const findings: Finding[] = [];
  let number = given.beginning.seal;
  let previous = given.beginning.sealHash;
  for (;;) {
    const seals = (await sql.run(sealsText, [number])).map(sealOf);
    if (seals.length === 0) return findings;
    for (const seal of seals) {
      if (seal.number !== number + 1) {
        findings.push(finding('seal-missing', { number: number + 1, to: seal.number - 1 }));
      } else if (seal.previous !== previous) {
        findings.push(finding('seal-altered', { number: seal.number }));
      }
      const judged = await judge(given.trust, sealBytes(seal), seal);
      if (judged === 'bad') findings.push(finding('seal-signature', { number: seal.number }));
      if (judged === 'stranger') findings.push(finding('seal-key', { number: seal.number }));
      given.seen(seal);
      number = seal.number;
      previous = sealHash(seal);
    }
  }
}
