/** The ways of writing a changed resource over the one that is there, all tried in a row. */
import assert from 'node:assert/strict';
import type { Resource } from '#model/fhir.ts';
import type { Answer, Send } from '#test/fhir-client.ts';

/** A resource with an id. */
export type Kept = Resource & { id: string };

/** The header of a JSON Patch. */
export const jsonPatch = { 'content-type': 'application/json-patch+json' };

/** A bundle of one entry. */
const bundle = (type: string, entry: object[]) => ({ resourceType: 'Bundle', type, entry });

/** Writes a changed resource by every way; none may be an error of the server. */
export async function everyWay(
  send: Send,
  changed: Kept,
): Promise<[way: string, answer: Answer][]> {
  const { resourceType, id } = changed;
  const path = `${resourceType}/${id}`;
  const put = { resource: changed, request: { method: 'PUT' as const, url: path } };
  const conditional = {
    resource: changed,
    request: { method: 'PUT' as const, url: `${resourceType}?_id=${id}` },
  };
  const replaced = Object.entries(changed)
    .filter(([name]) => name !== 'resourceType' && name !== 'id')
    .map(([name, value]) => ({ op: 'add', path: `/${name}`, value }));
  const data = Buffer.from(JSON.stringify(replaced)).toString('base64');
  const binary = {
    resourceType: 'Binary',
    contentType: 'application/json-patch+json',
    data,
  };
  const patchEntry = { resource: binary, request: { method: 'PATCH' as const, url: path } };
  const ways: [string, string, string, object, Record<string, string>?][] = [
    ['an update', 'PUT', path, changed],
    ['a conditional update', 'PUT', `${resourceType}?_id=${id}`, changed],
    ['a patch', 'PATCH', path, replaced, jsonPatch],
    ['a conditional patch', 'PATCH', `${resourceType}?_id=${id}`, replaced, jsonPatch],
    ['a transaction', 'POST', '', bundle('transaction', [put])],
    ['a conditional transaction', 'POST', '', bundle('transaction', [conditional])],
    ['a patch in a transaction', 'POST', '', bundle('transaction', [patchEntry])],
    ['a batch', 'POST', '', bundle('batch', [put])],
  ];
  const answers: [string, Answer][] = [];
  for (const [way, method, place, body, headers] of ways) {
    const answer = await send(method, place, headers === undefined ? { body } : { body, headers });
    assert.ok(answer.status < 500, `${way}: ${answer.text}`);
    answers.push([way, answer]);
  }
  return answers;
}
