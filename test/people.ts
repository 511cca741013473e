/** Synthetic resources that stories write. https://hl7.org/fhir/R4/patient.html */
import type { Bundle, BundleEntry, Resource, Observation, Patient } from '@medplum/fhirtypes';

/** A person who does not exist. */
export function patient(given: Partial<Patient> = {}): Patient {
  return {
    resourceType: 'Patient',
    name: [{ use: 'official', text: '测试甲', family: '测', given: ['试甲'] }],
    gender: 'female',
    birthDate: '1970-05-04',
    ...given,
  };
}

/** A heart rate of a patient. */
export function heartRate(
  subject: string,
  value: number,
  given: Partial<Observation> = {},
): Observation {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }] },
    subject: { reference: subject },
    effectiveDateTime: '2026-03-01T08:30:00+08:00',
    valueQuantity: { value, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
    ...given,
  };
}

/** A Bundle that is sent: a transaction or a batch. */
export function bundle(type: 'transaction' | 'batch', entry: BundleEntry[]): Bundle {
  return { resourceType: 'Bundle', type, entry };
}

/** An entry that creates a resource under a `urn:uuid`. */
export function creating(resource: Resource, fullUrl?: string): BundleEntry {
  const request = { method: 'POST' as const, url: resource.resourceType };
  return { ...(fullUrl === undefined ? {} : { fullUrl }), resource, request };
}
