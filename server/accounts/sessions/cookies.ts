/**
 * The cookies of signing in, and how they are set.
 * https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie
 */

/** The names, and whether they go over TLS alone. */
export interface CookieNames {
  session: string;
  /** A sign-in under way. */
  pending: string;
  /** Tells one browser from another in the list of devices; opens nothing by itself. */
  device: string;
  secure: boolean;
}

/**
 * The names of the cookies at an address. Over TLS they have the prefix by which a browser takes
 * them from this host alone.
 */
export function cookieNames(publicAddress: string): CookieNames {
  const secure = publicAddress.startsWith('https:');
  const prefix = secure ? '__Host-' : '';
  return {
    session: `${prefix}yishu`,
    pending: `${prefix}yishu_pending`,
    device: `${prefix}yishu_device`,
    secure,
  };
}

/**
 * A whole Set-Cookie value.
 * @param given.seconds how long the browser keeps it; undefined until it is closed, 0 to delete it.
 */
export function setCookie(
  { secure }: CookieNames,
  given: { name: string; value: string; seconds: number | undefined },
): string {
  const parts = [`${given.name}=${given.value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax'];
  if (secure) parts.push('Secure');
  if (given.seconds !== undefined) parts.push(`Max-Age=${given.seconds}`);
  return parts.join('; ');
}

/** A Set-Cookie value that deletes a cookie. */
export function clearCookie(names: CookieNames, name: string): string {
  return setCookie(names, { name, value: '', seconds: 0 });
}
