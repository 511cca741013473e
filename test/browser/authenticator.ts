/**
 * An authenticator that holds passkeys and always knows its user, in the place of a device.
 * https://www.w3.org/TR/webauthn-2/#sctn-automation-virtual-authenticators
 */
import type { Page } from 'playwright-core';

/** Gives one to a page. */
export async function addAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
