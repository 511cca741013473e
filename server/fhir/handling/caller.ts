/**
 * Who asks: found out once a request by whoever authenticates, then carried to every interaction.
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
import type { CallerKind, RoleCode } from '#model/roles.ts';

/** An authenticated caller. The same object serves every request of one access token. */
export interface Caller {
  kind: CallerKind;
  role: RoleCode;
  /** Who acts, as a reference: `Practitioner/1`, `Patient/2`, `Device/hospital-system`. */
  who: string;
  /** What a person reads in the audit log. */
  name: string;
  /** Id of the Organization on whose behalf; undefined for residents and administrators. */
  organization: string | undefined;
  /** Ids of the caller's PractitionerRoles at that organization. */
  practitionerRoles: readonly string[];
  /** SMART scopes granted, as `user/*.cruds patient/Observation.rs?category=laboratory`. */
  scopes: readonly string[];
  /** Id of the Patient of a SMART launch, to whom `patient/` scopes are bound. */
  launchPatient: string | undefined;
  /** OAuth client. */
  client: string;
  /** Session of the sign-in; undefined for systems. */
  session: string | undefined;
  /** Network address. */
  address: string;
  /**
   * When a strong factor was last shown in this session, milliseconds since 1970: what step-up
   * looks at. 0 for never.
   */
  strongAt: number;
}
