/**
 * The elements of FHIR R4 resources that the chart reads, all optional: what arrives may lack any.
 * https://hl7.org/fhir/R4/resourcelist.html
 */
import type { Coding, Meta } from '#model/fhir.ts';

/** https://hl7.org/fhir/R4/references.html */
export interface Reference {
  reference?: string;
  type?: string;
  display?: string;
  identifier?: Identifier;
}

/** https://hl7.org/fhir/R4/datatypes.html#Identifier */
export interface Identifier {
  use?: string;
  type?: CodeableConcept;
  system?: string;
  value?: string;
}

/** https://hl7.org/fhir/R4/datatypes.html#CodeableConcept */
export interface CodeableConcept {
  coding?: Coding[];
  text?: string;
}

/** https://hl7.org/fhir/R4/datatypes.html#Quantity */
export interface Quantity {
  value?: number;
  comparator?: string;
  unit?: string;
  code?: string;
}

/** https://hl7.org/fhir/R4/datatypes.html#Period */
export interface Period {
  start?: string;
  end?: string;
}

/** https://hl7.org/fhir/R4/observation.html, referenceRange */
export interface ReferenceRange {
  low?: Quantity;
  high?: Quantity;
  type?: CodeableConcept;
  text?: string;
}

/** What Observation and Observation.component have in common. */
export interface Measured {
  code?: CodeableConcept;
  valueQuantity?: Quantity;
  valueCodeableConcept?: CodeableConcept;
  valueString?: string;
  valueBoolean?: boolean;
  valueInteger?: number;
  valueRange?: { low?: Quantity; high?: Quantity };
  valueRatio?: { numerator?: Quantity; denominator?: Quantity };
  valueDateTime?: string;
  valueTime?: string;
  valuePeriod?: Period;
  dataAbsentReason?: CodeableConcept;
  interpretation?: CodeableConcept[];
  referenceRange?: ReferenceRange[];
}

/** https://hl7.org/fhir/R4/datatypes.html#HumanName */
export interface HumanName {
  use?: string;
  text?: string;
  family?: string;
  given?: string[];
  prefix?: string[];
}

/** https://hl7.org/fhir/R4/datatypes.html#Attachment */
export interface Attachment {
  contentType?: string;
  data?: string;
  url?: string;
  title?: string;
}

/** https://hl7.org/fhir/R4/dosage.html */
export interface Dosage {
  text?: string;
  timing?: { code?: CodeableConcept; repeat?: Repeat };
  route?: CodeableConcept;
  doseAndRate?: { doseQuantity?: Quantity }[];
}

/** https://hl7.org/fhir/R4/datatypes.html#Timing, repeat */
export interface Repeat {
  frequency?: number;
  period?: number;
  periodUnit?: string;
}

/** Someone who did it: a bare reference, or a backbone element around one. */
export interface Performer extends Reference {
  actor?: Reference;
  onBehalfOf?: Reference;
}

/** https://hl7.org/fhir/R4/patient.html */
export interface Patient extends Fact {
  gender?: string;
  birthDate?: string;
  deceasedDateTime?: string;
  deceasedBoolean?: boolean;
  telecom?: { system?: string; value?: string; use?: string }[];
  address?: { text?: string; line?: string[]; district?: string; city?: string; state?: string }[];
  managingOrganization?: Reference;
}

/**
 * Any resource of a chart. One interface for all types, because every reader chooses by
 * `resourceType` first; where R4
 * gives the same element different types, the type here is their union and the reader narrows it.
 */
export interface Fact extends Measured {
  resourceType: string;
  id?: string;
  meta?: Meta & { source?: string };
  status?: string;
  name?: string | HumanName[];
  alias?: string[];
  identifier?: Identifier | Identifier[];
  class?: Coding;
  type?: CodeableConcept | CodeableConcept[] | string;
  serviceType?: CodeableConcept;
  category?: CodeableConcept | (CodeableConcept | string)[];
  title?: string;
  description?: string;
  subject?: Reference;
  encounter?: Reference;
  context?: Reference | { encounter?: Reference[] };
  period?: Period;
  serviceProvider?: Reference;
  custodian?: Reference;
  managingOrganization?: Reference;
  organization?: Reference;
  practitioner?: Reference;
  provider?: Reference;
  requester?: Reference;
  recorder?: Reference;
  asserter?: Reference;
  author?: Reference | Reference[];
  performer?: Performer[];
  participant?: { individual?: Reference; type?: CodeableConcept[] }[];
  diagnosis?: { condition?: Reference; use?: CodeableConcept }[];
  reasonCode?: CodeableConcept[];
  reasonReference?: Reference[];
  hospitalization?: { dischargeDisposition?: CodeableConcept };
  clinicalStatus?: CodeableConcept;
  verificationStatus?: CodeableConcept;
  severity?: CodeableConcept;
  criticality?: string;
  reaction?: { manifestation?: CodeableConcept[]; severity?: string }[];
  onsetDateTime?: string;
  onsetPeriod?: Period;
  abatementDateTime?: string;
  recordedDate?: string;
  lastOccurrence?: string;
  effectiveDateTime?: string;
  effectivePeriod?: Period;
  effectiveInstant?: string;
  issued?: string;
  component?: Measured[];
  hasMember?: Reference[];
  result?: Reference[];
  resultsInterpreter?: Reference[];
  conclusion?: string;
  conclusionCode?: CodeableConcept[];
  presentedForm?: Attachment[];
  medicationCodeableConcept?: CodeableConcept;
  medicationReference?: Reference;
  authoredOn?: string;
  whenHandedOver?: string;
  whenPrepared?: string;
  quantity?: Quantity;
  daysSupply?: Quantity;
  dosageInstruction?: Dosage[];
  vaccineCode?: CodeableConcept;
  occurrenceDateTime?: string;
  lotNumber?: string;
  doseQuantity?: Quantity;
  protocolApplied?: { doseNumberPositiveInt?: number; series?: string }[];
  performedDateTime?: string;
  performedPeriod?: Period;
  bodySite?: CodeableConcept | CodeableConcept[];
  outcome?: CodeableConcept;
  date?: string;
  content?: { attachment?: Attachment }[];
  started?: string;
  modality?: Coding[];
  series?: { modality?: Coding; bodySite?: Coding }[];
  created?: string;
  activity?: { detail?: { code?: CodeableConcept; status?: string; description?: string } }[];
  note?: { text?: string }[];
  billablePeriod?: Period;
  total?: { value?: number; currency?: string };
}

/** A page of a search, or the answers of a batch. https://hl7.org/fhir/R4/bundle.html */
export interface Bundle {
  resourceType: 'Bundle';
  link?: { relation: string; url: string }[];
  entry?: {
    resource?: Fact;
    search?: { mode?: string };
    response?: { status?: string; outcome?: OperationOutcome };
  }[];
}

/** https://hl7.org/fhir/R4/operationoutcome.html */
export interface OperationOutcome {
  resourceType: 'OperationOutcome';
  issue?: OutcomeIssue[];
}

/** One problem of an OperationOutcome. */
export interface OutcomeIssue {
  extension?: { url?: string; extension?: object[] }[];
  code?: string;
  diagnostics?: string;
  details?: CodeableConcept;
  /** Where in the resource. */
  expression?: string[];
}

/** The elements as a list, whether one, many or none were given. */
export function listOf<T>(given: T | readonly T[] | undefined): readonly T[] {
  if (given === undefined) return [];
  return Array.isArray(given) ? (given as readonly T[]) : [given as T];
}

/** How a resource is referred to: `Type/id`. */
export function keyOf(fact: Fact): string {
  return `${fact.resourceType}/${fact.id ?? ''}`;
}
