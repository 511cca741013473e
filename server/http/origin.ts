/**
 * Whether a request that changes something came from a page of this house: a foreign page can send
 * a form with our cookies, but neither this header nor our origin.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
import { refuse } from '#fhir/refusals.ts';

/**
 * Throws `forged-request` unless the header `x-yishu: 1` is there and the Origin, where there is
 * one, is that of the public address.
 */
export function checkOrigin(
  headers: Record<string, string | undefined>,
  publicAddress: string,
): void {
  const origin = headers['origin'];
  const ours = origin === undefined || origin === new URL(publicAddress).origin;
  if (headers['x-yishu'] !== '1' || !ours) throw refuse('forged-request');
}
