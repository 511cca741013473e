/**
 * What a setting is, and the checks that many share.
 * https://12factor.net/config
 */
import { resolve } from 'node:path';
import { z } from 'zod';

/** One setting, as the environment gives it. */
export interface Setting {
  name: string;
  /** As it would be written; undefined where there is none. */
  standard: string | undefined;
  /** What it does. */
  text: { en: string; zh: string };
  /** What a value must be, for the line that refuses another one. */
  expected: string;
  /** From what is written to what the program uses. */
  check: z.ZodType;
}

/** A whole number from `low` to `high`. */
export function number(low: number, high: number) {
  return z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(z.number().min(low).max(high));
}

/** The path of a file or folder; the program sees it absolute. */
export const path = z
  .string()
  .min(1)
  .transform((file) => resolve(file));

/** Addresses without a path, separated by commas; the program sees their origins. */
export const origins = z
  .string()
  .regex(/^https?:\/\/[^/?#,\s]+(?:,https?:\/\/[^/?#,\s]+)*$/)
  .transform((text) => text.split(','))
  .refine((list) => list.every((one) => URL.canParse(one)))
  .transform((list): ReadonlySet<string> => new Set(list.map((one) => new URL(one).origin)));
