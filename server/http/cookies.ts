/**
 * The Cookie header of a request.
 * https://www.rfc-editor.org/rfc/rfc6265#section-5.4
 */

/**
 * The cookies of a header by name. Of two with one name the first counts: a browser sends the one
 * of the longer path first. Values stay as they are; those of this house need no decoding.
 */
export function readCookies(header: string | undefined): Record<string, string | undefined> {
  const cookies = Object.create(null) as Record<string, string | undefined>;
  for (const pair of (header ?? '').split(';')) {
    const sign = pair.indexOf('=');
    if (sign < 0) continue;
    const name = pair.slice(0, sign).trim();
    cookies[name] ??= pair.slice(sign + 1).trim();
  }
  return cookies;
}
