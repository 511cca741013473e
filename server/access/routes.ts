/**
 * The operations of access control, as rows of the router's table.
 * https://hl7.org/fhir/R4/operations.html
 */
import type { Store } from '#fhir/handling/interaction.ts';
import type { Route } from '#fhir/router.ts';
import type { Limiter } from '#server/http/limiter.ts';
import type { AccessControl } from './control.ts';
import { type BreakGlassParts, createBreakGlass } from './operations/break-glass.ts';
import { createExplain } from './operations/explain.ts';
import { createIdentify } from './operations/identify.ts';
import { createWhy } from './operations/why.ts';

const clinicians = ['doctor', 'assistant-doctor', 'village-doctor', 'nurse'] as const;
const receiving = [...clinicians, 'technician', 'pharmacist', 'registrar', 'coordinator'] as const;

/**
 * The routes of access control.
 * @param house the store without a caller.
 */
export function accessRoutes(
  house: Store,
  given: { control: AccessControl; breakGlass: BreakGlassParts; cards: Limiter },
): Route[] {
  const { control, breakGlass, cards } = given;
  return [
    {
      method: 'POST',
      path: 'Patient/$identify',
      interaction: 'identify',
      access: receiving,
      summary: 'A person is here with a card: number and name open the record for a day',
      handler: createIdentify(house, cards),
    },
    {
      method: 'POST',
      path: 'Patient/:id/$break-glass',
      interaction: 'break-glass',
      access: clinicians,
      summary: 'Open a record in an emergency, with a reason; the resident is told',
      handler: createBreakGlass(house, breakGlass),
    },
    {
      method: 'GET',
      path: 'Patient/:id/$why',
      interaction: 'why',
      access: 'record',
      summary: 'Why the caller may see this record',
      handler: createWhy(control),
    },
    {
      method: 'POST',
      path: '$explain',
      interaction: 'explain',
      access: ['security-administrator'],
      summary: 'Why a person may, or may not, see a resource',
      handler: createExplain(house, control),
    },
  ];
}
