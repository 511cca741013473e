/**
 * Bookings of a browser story with a hospital's system, and how many differences are open.
 * https://hl7.org/fhir/R4/appointment.html
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { fhirBase } from '#server/http/fhir-api.ts';
import { issueSystemToken } from '#server/oauth/tokens/issue-token.ts';
import type { BrowserHouse } from './house.ts';

/** Books a slot for a patient, as the platform. */
export async function bookSlot(
  { house, url }: BrowserHouse,
  { slot, patient }: { slot: string; patient: string },
): Promise<void> {
  const { database } = house.hub.house;
  const parts = { database, now: Date.now, randomBytes, fhirBase: url + fhirBase };
  const token = await issueSystemToken(parts, { client: 'demo-platform', seconds: 600 });
  const response = await fetch(`${url}${fhirBase}/Appointment/$book`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      resourceType: 'Parameters',
      parameter: [
        { name: 'slot', valueReference: { reference: `Slot/${slot}` } },
        { name: 'patient', valueReference: { reference: `Patient/${patient}` } },
      ],
    }),
  });
  assert.equal(response.status, 201, await response.text());
}

/** How many differences between hospitals and the hub are open. */
export async function differencesIn({ house }: BrowserHouse): Promise<number> {
  const [row] = await house.hub.house.sql.run(
    'select count(*)::integer as n from his_difference where settled is null',
    [],
  );
  return Number(row?.['n']);
}
