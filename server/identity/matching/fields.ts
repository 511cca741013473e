/**
 * The fields that are compared, and the levels of each from most to least alike. A level is the
 * ordinal in its list; -1 says that one of the two is silent.
 * https://moj-analytical-services.github.io/splink/topic_guides/comparisons/customising_comparisons.html
 */

/** Every field with its levels. */
export const fields = {
  residentId: ['exact', 'one-edit', 'two-edits', 'different'],
  otherNumber: ['exact', 'one-edit', 'different'],
  name: ['exact', 'same-sound', 'near-sound', 'part', 'one-character', 'same-surname', 'different'],
  family: ['exact', 'close', 'alike', 'different'],
  given: ['exact', 'close', 'alike', 'different'],
  birth: ['exact', 'weak', 'swapped', 'one-digit', 'near', 'different'],
  sex: ['same', 'different'],
  contact: ['phone-and-address', 'phone', 'address', 'near', 'different'],
  street: ['exact', 'close', 'different'],
  estate: ['exact', 'close', 'different'],
  number: ['exact', 'different'],
  town: ['exact', 'close', 'different'],
  postcode: ['exact', 'one-edit', 'different'],
} as const;

/** The name of a field. */
export type FieldName = keyof typeof fields;

/** All names of fields, in their order. */
export const fieldNames = Object.keys(fields) as FieldName[];

/** The level of each field, in the order of `fieldNames`; -1 where one of the two is silent. */
export type Levels = Int8Array;

/** No level. */
export const silent = -1;
