/**
 * A template of clinics is changed by the people of its own institution alone: everybody reads it,
 * and without this every desk could write it.
 * https://hl7.org/fhir/R4/schedule.html
 */
import type { Resource } from '#model/fhir.ts';
import { clinicUrl, rulesUrl } from '#model/scheduling/clinic.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Write } from '#fhir/store/write.ts';
import { hospitalOf } from './open.ts';
import { type Named, readTemplate } from './template.ts';

/**
 * Throws `other-institution` where a registrar or a hospital's system writes a template that is, or
 * becomes, another institution's; `schedule-incomplete`, `slot-too-long` (APT-01) where the desk
 * writes one of which no numbers can be made.
 */
export async function checkTemplates(
  house: Store,
  { role, organization }: Caller,
  writes: readonly Write[],
): Promise<void> {
  if (role !== 'registrar' && role !== 'system') return;
  for (const { type, content, replaced } of writes) {
    if (type !== 'Schedule') continue;
    const earlier = replaced === undefined ? undefined : (JSON.parse(replaced.body) as Resource);
    const hospitals = [];
    const department = earlier === undefined ? undefined : departmentIn(earlier);
    // What it was before may have been wrong in anything else: that is put right by this.
    if (department !== undefined) {
      hospitals.push(await hospitalOf(house, { department, role: undefined }));
    }
    if (content !== undefined && isTemplate(content.resource)) {
      hospitals.push(await hospitalOf(house, readTemplate(content.resource)));
    }
    const own = `Organization/${organization}`;
    if (hospitals.some(({ reference }) => reference !== own)) {
      throw refuse('other-institution', { type });
    }
  }
}

/** The department of a template that was stored before. */
function departmentIn(schedule: Resource): Named | undefined {
  if (!isTemplate(schedule)) return undefined;
  const actors = (schedule['actor'] ?? []) as Partial<Named>[];
  const found = actors.find(({ reference }) => reference?.startsWith('HealthcareService/'));
  return found?.reference === undefined
    ? undefined
    : { reference: found.reference, display: found.display ?? '' };
}

function isTemplate(schedule: Resource): boolean {
  const extensions = (schedule['extension'] ?? []) as { url?: string }[];
  return extensions.some(({ url }) => url === clinicUrl || url === rulesUrl);
}
