/** An interval of milliseconds or of numbers, both ends included. */
export interface Interval {
  low: number;
  high: number;
}

/** The ends of time in FHIR, as in JavaScript: an open period reaches to them. */
export const timeMax = 8.64e15;
