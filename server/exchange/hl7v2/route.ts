/**
 * HL7 v2 over HTTP: one message in, one answer out, for systems of institutions.
 * https://hapifhir.github.io/hapi-hl7v2/hapi-hl7overhttp/specification.html
 */
import type { FhirRequest, FhirResponse } from '#fhir/handling/interaction.ts';
import { type ZoneOffset, createZoneOffset } from '#fhir/search/values/time-zone.ts';
import type { PlainRequest, PlainRoute } from '#server/http/plain-route.ts';
import { answerMessage, refusedText } from './answer.ts';
import { readAuthorities } from './authorities.ts';
import { Hl7Error, type Message, decodeMessage, parseMessage } from './er7.ts';
import { createSend } from './send.ts';

/** What the route works with. */
export interface Hl7Parts {
  /** The FHIR interface on behalf of whoever sent a request. */
  answerAs: (request: PlainRequest) => (asked: FhirRequest) => Promise<FhirResponse>;
  /** Milliseconds since 1970. */
  now: () => number;
  randomBytes: (count: number) => Uint8Array;
  /** IANA name of the zone in which times without a zone are meant. */
  timeZone: string;
}

/** The media type of ER7. */
export const hl7MediaType = 'application/hl7-v2';

/** The route. Whatever becomes of the message, it is answered 200: MSA says what it was. */
export function hl7Route(parts: Hl7Parts): PlainRoute {
  const zone: { offset?: ZoneOffset } = {};
  return {
    method: 'POST',
    path: '/hl7v2',
    access: ['system', 'platform'],
    credential: 'token',
    audit: 'hl7v2',
    summary: 'One HL7 v2 message (ADT, SIU, QBP^Q22, QBP^Q23); answered ACK or RSP',
    handler: async (request) => {
      const controlId = Buffer.from(parts.randomBytes(8)).toString('hex');
      const answering = { now: parts.now(), controlId };
      const message = read(request);
      const contentType = `${hl7MediaType}; charset=utf-8`;
      if (message instanceof Hl7Error) {
        return { status: 200, body: refusedText(message, answering), contentType };
      }
      const send = createSend(parts.answerAs(request));
      const authorities = await readAuthorities(send);
      const { organization } = request.caller!;
      zone.offset ??= createZoneOffset(parts.timeZone);
      const { offset } = zone;
      const handling = { send, authorities, organization, offset };
      return { status: 200, body: await answerMessage(message, handling, answering), contentType };
    },
  };
}

function read({ bytes, text }: PlainRequest): Message | Hl7Error {
  try {
    return parseMessage(bytes === undefined ? text : decodeMessage(bytes));
  } catch (error) {
    if (error instanceof Hl7Error) return error;
    throw error;
  }
}
