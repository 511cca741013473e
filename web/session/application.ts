/**
 * The apps of this house as OAuth public clients.
 * https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1
 */

/** One app. */
export interface Application {
  client: string;
  scope: string;
  /** Path that the code comes back to, registered with the server. */
  redirectPath: string;
  /** Path of its first page. */
  homePath: string;
}

/** The workstation of staff. */
export const workstation: Application = {
  client: 'workstation',
  scope: 'openid profile fhirUser user/*.cruds',
  redirectPath: '/signed-in',
  homePath: '/',
};

/** The pages of residents. */
export const resident: Application = {
  client: 'resident',
  scope: 'openid fhirUser patient/*.rs patient/Consent.cruds user/*.cruds',
  redirectPath: '/record/signed-in',
  homePath: '/record',
};
