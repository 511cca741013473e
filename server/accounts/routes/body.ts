/**
 * The bodies of this room's requests, checked; what is missing is named, never what was sent.
 * https://zod.dev
 */
import { z } from 'zod';
import { refuse } from '#fhir/refusals.ts';

/** A password as it may be sent; what it must be is said by the rules. */
export const passwordField = z.string().min(1).max(1000);
/** A code of six digits, spaces allowed. */
export const codeField = z
  .string()
  .max(20)
  .transform((text) => text.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/));
/** A token of a link. */
export const tokenField = z.string().regex(/^[\w-]{43}$/);
/** What a browser says of a passkey; its parts are checked where it is verified. */
export const passkeyField = z.looseObject({ id: z.string().max(2000) });

/** An instant as routes tell it. */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** A body of this shape. Throws `bad-field` with the name of the first field that is not. */
export function readBody<T>(shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  throw refuse('bad-field', { field: parsed.error.issues[0]?.path.join('.') || 'body' });
}
