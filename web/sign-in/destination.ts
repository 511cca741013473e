/**
 * Where a sign-in leads: addresses of this house alone, whatever an address bar says.
 * https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html
 */

/** The interaction that an address names by `uid`; nothing where it is no such name. */
export function interactionOf(search: string): string | undefined {
  const uid = new URLSearchParams(search).get('uid') ?? '';
  return /^[A-Za-z0-9_-]{1,64}$/.test(uid) ? uid : undefined;
}

/** Where to go once signed in: on with the interaction, else to the first page. */
export function destinationOf(search: string): string {
  const uid = interactionOf(search);
  return uid === undefined ? '/' : `/oauth/interaction/${uid}`;
}

/** The token of an invitation, `#invite=TOKEN`. */
export function invitationOf(fragment: string): string | undefined {
  return /^#invite=([\w.~-]{8,512})$/.exec(fragment)?.[1];
}

/** An address that the server gave, as a path of `origin`; nothing where it leads elsewhere. */
export function ownAddress(location: unknown, origin: string): string | undefined {
  if (typeof location !== 'string' || !URL.canParse(location, origin)) return undefined;
  const url = new URL(location, origin);
  return url.origin === origin ? url.href.slice(origin.length) : undefined;
}
