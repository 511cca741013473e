/**
 * Whom a resident's message about an institution reaches: its supervisors, and without any the
 * institution. https://hl7.org/fhir/R4/practitionerrole.html
 */
import { roleSystem } from '#model/roles.ts';
import { batch, pageOf } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';

/** References of the supervisors of an institution, `Organization/1`. Throws a FhirFailure. */
export async function supervisorsAt(send: Send, institution: string): Promise<string[]> {
  const query = new URLSearchParams({
    organization: institution,
    role: `${roleSystem}|supervisor`,
    active: 'true',
    _count: '20',
  });
  const [answer] = await batch(send, [`PractitionerRole?${query}`]);
  const { found, failure } = pageOf(answer);
  if (failure !== undefined) throw failure;
  const roles = found.map(({ id }) => `PractitionerRole/${id ?? ''}`);
  return roles.length === 0 ? [institution] : roles;
}
