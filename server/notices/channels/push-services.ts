/**
 * Where pushes may go: a browser names the address, so that only services that the operator knows
 * are asked, and nothing inside the house's own network.
 * https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
 */

/**
 * Whether a push may go to an address.
 * @param services origins; `https://*.example` stands for every host below `example`.
 */
export function isPushAddress(address: string, services: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const { origin, protocol, host, username, password } = new URL(address);
  if (username !== '' || password !== '') return false;
  return services.some((service) => {
    const [, scheme, above] = /^(https?:)\/\/\*(\..+)$/.exec(service) ?? [];
    if (scheme === undefined || above === undefined) return origin === service;
    return protocol === scheme && host.endsWith(above) && host.length > above.length;
  });
}
