/**
 * The sealer of the store: what the keyring encrypts of bodies. China's rule SEC-11.
 * https://hl7.org/fhir/R4/security.html
 */
import type { Keyring } from '../crypto/keyring.ts';
import { openBody, sealedText } from '../crypto/sealed-body.ts';
import { secretLevel, sensitivePaths } from '../crypto/sensitive-paths.ts';
import type { Sealer } from '../fhir/store/sealer.ts';

/** What a sealed text is bound to. */
const textContext = 'text';
const sealedForm = /^k[1-9]\d{0,8}\.[\w-]+$/;

/** A sealer with these keys. */
export function createSealer(keyring: Keyring): Sealer {
  return {
    seals: (type, level) => level >= secretLevel || sensitivePaths(type).length > 0,
    seal: (resource, level) => sealedText(resource, level, keyring),
    open: (stored) => openBody(stored, keyring),
    sealText: (text) => keyring.seal(text, textContext),
    openText: (sealed) => (sealedForm.test(sealed) ? keyring.open(sealed, textContext) : sealed),
    keyedHash: keyring.keyedHash,
  };
}
