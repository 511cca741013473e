/**
 * Signs one version of a resource: the Provenance that proves who wrote it.
 * https://hl7.org/fhir/R4/provenance.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import { signedContent } from '#server/crypto/canonical.ts';
import { type Signer, signerMark } from '#server/crypto/signer.ts';
import { headerTextOf, signatureFormat, signingInput, writeSignature } from './signature-data.ts';

/** What is signed, by whom. */
export interface Signing {
  /** The whole version as it is sent to readers: id, meta and all are covered. */
  resourceText: string;
  /** `Observation/1/_history/2` */
  target: string;
  caller: Caller;
  signer: Signer;
  /** `Patient/1` to whose record the signed resource belongs. */
  patient: string | undefined;
  /** Milliseconds since 1970. */
  at: number;
  reason?: string | undefined;
}

/** https://hl7.org/fhir/R4/valueset-signature-type.html */
const authorsSignature = {
  system: 'urn:iso-astm:E1762-95:2013',
  code: '1.2.840.10065.1.12.1.1',
  display: "Author's Signature",
};

/** Whose record it is in: an element of R5, so that who may see the resource sees its proof. */
const provenancePatient =
  'http://hl7.org/fhir/5.0/StructureDefinition/extension-Provenance.patient';

/** Says in a Provenance.signature who vouches for the key. */
export const signerExtension = 'https://yishu.example/StructureDefinition/signer';

/**
 * The Provenance of a signature, to be created. Nothing is left out of the resource: a signature
 * within it would have to be, and ours stands outside. Throws a TypeError where the resource has no
 * canonical text, and what the signer throws.
 */
export async function signResource(signing: Signing): Promise<Resource> {
  const { resourceText, target, caller, signer, patient, at, reason } = signing;
  const { bytes, format } = signedContent(resourceText);
  const when = new Date(at).toISOString();
  const headerText = headerTextOf({
    alg: signer.algorithm,
    cty: format,
    sigT: when,
    who: caller.who,
    target,
    purpose: authorsSignature.code,
    ...(reason === undefined ? {} : { reason }),
  });
  const signed = await signer.sign(caller.who, signingInput(headerText, bytes));
  const mark = signer.certified ? signerMark.certified : signerMark.test;
  return {
    resourceType: 'Provenance',
    ...(patient === undefined
      ? {}
      : { extension: [{ url: provenancePatient, valueReference: { reference: patient } }] }),
    target: [{ reference: target }],
    recorded: when,
    ...(reason === undefined ? {} : { reason: [{ text: reason }] }),
    agent: [agentOf(caller)],
    signature: [
      {
        extension: [{ url: signerExtension, valueString: mark.zh }],
        type: [authorsSignature],
        when,
        who: { reference: caller.who },
        targetFormat: format,
        sigFormat: signatureFormat,
        data: writeSignature({ headerText, ...signed }),
      },
    ],
  };
}

function agentOf({ who, organization }: Caller): object {
  const system = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type';
  const institution = { reference: `Organization/${organization}` };
  return {
    type: { coding: [{ system, code: 'author', display: 'Author' }] },
    who: { reference: who },
    ...(organization === undefined ? {} : { onBehalfOf: institution }),
  };
}
