/**
 * The name of an institution: the one that somebody works for, or another.
 * https://hl7.org/fhir/R4/organization.html
 */
import { useQuery } from '@tanstack/react-query';
import { useAppearance } from '../design/appearance-context.ts';
import { batch, resourceOf } from '../fhir/client.ts';
import { displayName } from '../fhir/wording.ts';
import { useSession } from './session-context.ts';

/**
 * Its name in the chosen language, once it is known; nothing for who works for none.
 * @param other id of another institution.
 */
export function useInstitutionName(other?: string): string | undefined {
  const { who, send } = useSession();
  const { language } = useAppearance();
  const id = other ?? who.organization ?? undefined;
  const { data } = useQuery({
    queryKey: ['institution', id],
    queryFn: async ({ signal }) =>
      resourceOf((await batch(send, [`Organization/${id ?? ''}`], signal))[0]),
    enabled: id !== undefined,
    staleTime: Infinity,
  });
  return data && displayName(data, language);
}
