/**
 * What is hidden and what is not there must look alike: a question about the victim and about
 * nobody, and the two answers compared.
 */
import assert from 'node:assert/strict';
import type { Answer, Send } from '#test/fhir-client.ts';

/** A request about somebody: `victim`, or one of the same length who is not there. */
export interface Question {
  method: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** The ones that are compared: of the same length, so that no length tells them apart. */
export const hidden = 'victim';
const missing = 'vacant';

/** Answers with what differs by nature blotted out: ids, times, numbers of a bundle. */
function blot(text: string, id: string): string {
  return text
    .replaceAll(id, 'ID')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
}

/**
 * Asserts that a question is answered alike for the hidden and for the missing one.
 * @param ask makes the question from an id; it is asked of the missing one first.
 * @returns the answer about the hidden one.
 */
export async function assertAlike(
  send: Send,
  title: string,
  ask: (id: string) => Question,
): Promise<Answer> {
  const answers = [];
  for (const id of [missing, hidden]) {
    const { method, path, ...given } = ask(id);
    const answer = await send(method, path, given);
    const shown = [...answer.headers].filter(([name]) => !passing.has(name));
    const headers = shown.map(([name, value]) => [name, blot(value, id)]);
    answers.push({ answer, seen: [answer.status, blot(answer.text, id), headers] });
  }
  const [nobody, somebody] = answers;
  assert.deepEqual(somebody?.seen, nobody?.seen, title);
  const { answer } = somebody!;
  assert.ok(answer.status < 500, `${title}: ${answer.text}`);
  return answer;
}

const passing = new Set(['date', 'last-modified']);
