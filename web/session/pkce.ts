/**
 * The proof that who brings a code is who asked for it.
 * https://datatracker.ietf.org/doc/html/rfc7636
 */

/** A text that nobody can guess: 32 bytes as base64url. */
export function randomText(crypto: Pick<Crypto, 'getRandomValues'>): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** The S256 challenge of a verifier. Browsers do it on https and on this machine alone. */
export async function challengeOf(
  verifier: string,
  { subtle }: Pick<Crypto, 'subtle'>,
): Promise<string> {
  const digest = await subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(digest));
}

function base64url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replace(/[+]/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
