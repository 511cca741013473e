/**
 * The operation of guidance, as a row of the router's table.
 * https://hl7.org/fhir/R4/operations.html
 */
import type { Store } from '#fhir/handling/interaction.ts';
import type { Route } from '#fhir/router.ts';
import { type RoleCode, roles } from '#model/roles.ts';
import { type GuidanceParts, createGuide } from './guide.ts';

/** Residents and staff. */
const asking = (Object.keys(roles) as RoleCode[]).filter((code) =>
  ['resident', 'staff'].includes(roles[code].kind),
);

/** The routes. @param house the store without a caller. */
export function guidanceRoutes(house: Store, parts: GuidanceParts): Route[] {
  return [
    {
      method: 'POST',
      path: 'HealthcareService/$guide',
      interaction: 'guide',
      access: asking,
      summary: 'Which department a complaint is for; red flags go to 120. Guidance, no diagnosis',
      takes: {
        complaint: 'string',
        age: 'integer?',
        birthDate: 'date?',
        sex: 'code?',
        pregnant: 'boolean?',
        answer: 'code?',
        organization: 'Reference?',
      },
      handler: createGuide(house, parts),
    },
  ];
}
