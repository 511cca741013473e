/**
 * QBP^Q23, IHE ITI-9: by which numbers others know a person.
 * https://profiles.ihe.net/ITI/TF/Volume2/ITI-9.html
 */
import { identifierValue } from '#fhir/search/escape.ts';
import type { Parameter } from '#fhir/operations/parameters.ts';
import { Hl7Error, type Message, partOf, repetitionsOf, segmentOf, segmentText } from './er7.ts';
import type { Handling } from './feed.ts';
import { readAssigned, readAuthority, writeAssigned } from './identifiers.ts';
import type { Found } from './answer.ts';

/** Answers a query: one PID with the numbers, or none. */
export async function crossReference(message: Message, handling: Handling): Promise<Found> {
  const qpd = segmentOf(message, 'QPD');
  const [cx] = repetitionsOf(qpd, 3);
  const { authorities, send } = handling;
  const { identifier } = readAssigned(cx ?? [], authorities, 'QPD^1^3^1');
  const wanted = repetitionsOf(qpd, 4).map(
    (one, at) => readAuthority(one, authorities, `QPD^1^4^${at + 1}^4`).system,
  );
  const { system, value } = identifier;
  const told = identifierValue({ system, value });
  const { resource } = await send('GET', ['Patient', '$ihe-pix'], {
    query: [['sourceIdentifier', told.replaceAll('\\', '')]],
  }).catch((error: unknown) => {
    if (!(error instanceof Hl7Error)) throw error;
    throw new Hl7Error('Unknown identifier', {
      ...error.given,
      condition: '204',
      location: 'QPD^1^3^1^1',
    });
  });
  const { parameter = [] } = resource as { parameter?: Parameter[] };
  const others = parameter.flatMap(({ valueIdentifier }) =>
    valueIdentifier === undefined ? [] : [valueIdentifier as { system: string; value: string }],
  );
  const numbers = [identifier, ...others]
    .filter((one) => wanted.length === 0 || wanted.includes(one.system))
    .flatMap((one) => {
      const cx = writeAssigned(one, authorities);
      return cx === undefined ? [] : [cx];
    });
  if (numbers.length === 0) return { count: 0, segments: [] };
  const distinct = [...new Map(numbers.map((one) => [JSON.stringify(one), one])).values()];
  const nameless = [[undefined, undefined, undefined, undefined, undefined, undefined, 'S']];
  const pid = segmentText('PID', [undefined, undefined, distinct, undefined, nameless]);
  return { count: 1, segments: [pid] };
}

/** The name of a query (QPD-1), for the answer. */
export function queryName(message: Message): string[] {
  const name = segmentOf(message, 'QPD')?.fields[0]?.[0];
  return [1, 2, 3].map((part) => partOf(name, part));
}
