/**
 * The hospital of a visit: its name and its telephone. https://hl7.org/fhir/R4/organization.html
 */
import { useCallback } from 'react';
import { batch, resourceOf } from '../../fhir/client.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { useSession } from '../../session/session-context.ts';
import { useKept } from '../parts/kept.ts';

/** The Organization; undefined until it is there, and for none. */
export function useHospital(reference: string): Fact | undefined {
  const { send } = useSession();
  const load = useCallback(
    async (signal: AbortSignal) =>
      reference === '' ? undefined : resourceOf((await batch(send, [reference], signal))[0]),
    [send, reference],
  );
  return useKept(`hospital ${reference}`, load).value;
}

/** The telephone of an Organization, as it is written there. */
export function phoneOf(organization: Fact | undefined): string | undefined {
  const { telecom = [] } = (organization ?? {}) as {
    telecom?: { system?: string; value?: string }[];
  };
  return telecom.find(({ system }) => system === 'phone')?.value;
}
