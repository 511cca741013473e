/** A JSON body of the shape that a route takes. https://zod.dev/ */
import type { z } from 'zod';
import { refuse } from '#fhir/refusals.ts';

/** Reads a body. Throws the refusal `bad-input` with the name of the first member that is wrong. */
export function readBody<T>(shape: z.ZodType<T>, body: unknown): T {
  const read = shape.safeParse(body);
  if (read.success) return read.data;
  throw refuse('bad-input', { member: read.error.issues[0]?.path.join('.') || 'body' });
}
