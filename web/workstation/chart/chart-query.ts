/** The query of a chart's first screen, so that it can be under way before the chart's code is. */
import type { UseQueryOptions } from '@tanstack/react-query';
import { batch, resourceOf } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import type { Chart } from '../../fhir/streams.ts';
import { chartOf, firstRequests } from '../../fhir/streams.ts';

/** One batch for the patient and a page of each stream. */
export function chartQuery(
  send: Send,
  patientId: string,
): UseQueryOptions<Chart> & { queryKey: string[] } {
  return {
    queryKey: ['chart', patientId],
    queryFn: async ({ signal }) => {
      const answers = await batch(send, firstRequests(patientId), signal);
      return chartOf(resourceOf(answers[0]), answers);
    },
    gcTime: 120_000,
  };
}
