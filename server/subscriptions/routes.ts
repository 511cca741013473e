/**
 * `Subscription/:id/$status`: how a Subscription stands.
 * https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/OperationDefinition-backport-subscription-status.html
 */
import { lookedAt } from '#fhir/handling/interaction.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { answerParameters } from '#fhir/operations/parameters.ts';
import type { Route } from '#fhir/router.ts';
import { countEvents } from './cursors.ts';
import { statusParameters } from './notification.ts';

/** The routes. */
export function subscriptionRoutes(): Route[] {
  return [
    {
      method: 'GET',
      path: 'Subscription/:id/$status',
      interaction: 'subscription-status',
      access: 'record',
      summary: 'How a Subscription stands, and how many events it was told',
      handler: async (request, store) => {
        const row = await readExisting(store, 'Subscription', request.id!);
        const { status = '' } = JSON.parse(row.body) as { status?: string };
        const events = await countEvents(store.sql, row);
        const told = { id: row.id, status, type: 'query-status', events, changes: [] } as const;
        return { ...answerParameters(statusParameters(told)), looked: lookedAt([row]) };
      },
    },
  ];
}
