/**
 * Who wrote a resource, as it says itself: the people who may sign it (ONL-33).
 * https://hl7.org/fhir/R4/fivews.html
 */

/** Where a resource names its authors, by type; lists on the way are walked. */
const authorPaths: Readonly<Record<string, readonly string[]>> = {
  AdverseEvent: ['recorder'],
  AllergyIntolerance: ['recorder', 'asserter'],
  CarePlan: ['author', 'contributor'],
  ClinicalImpression: ['assessor'],
  Communication: ['sender'],
  CommunicationRequest: ['requester', 'sender'],
  Composition: ['author'],
  Condition: ['recorder', 'asserter'],
  Consent: ['performer', 'patient'],
  DeviceRequest: ['requester'],
  DiagnosticReport: ['performer', 'resultsInterpreter'],
  DocumentReference: ['author', 'authenticator'],
  Encounter: ['participant.individual'],
  Flag: ['author'],
  Goal: ['expressedBy'],
  ImagingStudy: ['interpreter', 'series.performer.actor'],
  Immunization: ['performer.actor'],
  List: ['source'],
  Media: ['operator'],
  MedicationAdministration: ['performer.actor'],
  MedicationDispense: ['performer.actor'],
  MedicationRequest: ['requester', 'recorder'],
  MedicationStatement: ['informationSource'],
  NutritionOrder: ['orderer'],
  Observation: ['performer'],
  Procedure: ['performer.actor', 'recorder', 'asserter'],
  QuestionnaireResponse: ['author'],
  RequestGroup: ['author'],
  RiskAssessment: ['performer'],
  ServiceRequest: ['requester'],
  Specimen: ['collection.collector'],
  Task: ['requester'],
  VisionPrescription: ['prescriber'],
};

/** The references by which a resource names its authors. */
export function authorsOf(resource: { resourceType: string }): string[] {
  const paths = authorPaths[resource.resourceType] ?? [];
  return paths.flatMap((path) => referencesAt(resource, path.split('.')));
}

function referencesAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => referencesAt(item, path));
  if (typeof value !== 'object' || value === null) return [];
  const [name, ...rest] = path;
  if (name !== undefined) return referencesAt((value as Record<string, unknown>)[name], rest);
  const { reference } = value as { reference?: unknown };
  return typeof reference === 'string' ? [reference.replace(/\/_history\/[^/]+$/, '')] : [];
}
