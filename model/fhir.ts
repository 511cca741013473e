/**
 * The shapes every room speaks of: a FHIR R4 resource as JSON.
 * https://hl7.org/fhir/R4/json.html
 */

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A FHIR resource as JSON: an object that names its type. */
export interface Resource {
  resourceType: string;
  id?: string;
  meta?: Meta;
  [element: string]: unknown;
}

/** https://hl7.org/fhir/R4/resource.html#Meta */
export interface Meta {
  versionId?: string;
  lastUpdated?: string;
  profile?: string[];
  security?: Coding[];
  tag?: Coding[];
  [element: string]: unknown;
}

/** https://hl7.org/fhir/R4/datatypes.html#Coding */
export interface Coding {
  system?: string;
  version?: string;
  code?: string;
  display?: string;
  [element: string]: unknown;
}

/**
 * One problem of a resource or a request, as OperationOutcome.issue.
 * https://hl7.org/fhir/R4/operationoutcome.html
 */
export interface Issue {
  severity: 'fatal' | 'error' | 'warning' | 'information';
  /** Issue type, https://hl7.org/fhir/R4/valueset-issue-type.html */
  code: string;
  /** What is wrong and what to do, in Chinese and English. Never holds a value of a patient. */
  text: { zh: string; en: string };
  /** FHIRPath of the element, as `Patient.name[0].family`. */
  expression?: string;
  /** What a program needs to go on. */
  extension?: object[];
}
