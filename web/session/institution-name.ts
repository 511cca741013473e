/**
 * The name of the institution that somebody works for.
 * https://hl7.org/fhir/R4/organization.html
 */
import { useQuery } from '@tanstack/react-query';
import { useAppearance } from '../design/appearance-context.ts';
import { batch, resourceOf } from '../fhir/client.ts';
import { displayName } from '../fhir/wording.ts';
import { useSession } from './session-context.ts';

/** Its name in the chosen language, once it is known; nothing for who works for none. */
export function useInstitutionName(): string | undefined {
  const { who, send } = useSession();
  const { language } = useAppearance();
  const id = who.organization?.replace(/^Organization\//, '');
  const known = id !== undefined && /^[A-Za-z0-9\-.]{1,64}$/.test(id);
  const { data } = useQuery({
    queryKey: ['institution', id],
    queryFn: async ({ signal }) =>
      resourceOf((await batch(send, [`Organization/${id ?? ''}`], signal))[0]),
    enabled: known && who.organizationName === undefined,
    staleTime: Infinity,
  });
  if (who.organizationName !== undefined) return who.organizationName;
  // Not an id: the server gave the name itself.
  if (!known) return id;
  return data && displayName(data, language);
}
