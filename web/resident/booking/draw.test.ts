/** A page waits for its turn in a draw, and shows the ticket that it was given. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitingRoomUrl } from '#model/scheduling/extensions.ts';
import { FhirFailure } from '../../fhir/client.ts';
import { askPatiently, turnOf } from './draw.ts';

const hot = (ticket?: string) =>
  new FhirFailure(429, {
    resourceType: 'OperationOutcome',
    issue: [
      {
        extension: [
          {
            url: waitingRoomUrl,
            extension: [
              ...(ticket === undefined ? [] : [{ url: 'ticket', valueString: ticket }]),
              { url: 'come-again', valueInstant: '2026-12-01T00:00:20.000Z' },
            ],
          },
        ],
      },
    ],
  });

/** Asks with these answers in turn; what was shown, and until when it was waited. */
async function asked(answers: readonly unknown[]) {
  const shown: (string | undefined)[] = [];
  const pauses: number[] = [];
  const result = await askPatiently(
    async (ticket) => {
      const answer = answers[shown.length];
      shown.push(ticket);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    {
      waiting: () => undefined,
      pause: async (until) => {
        pauses.push(until);
      },
    },
  ).catch((failure: unknown) => failure);
  return { shown, pauses, result };
}

test('What is told of a turn is read out of the refusal, and out of no other failure', () => {
  assert.deepEqual(turnOf(hot('t')), { ticket: 't', again: Date.parse('2026-12-01T00:00:20Z') });
  assert.equal(turnOf(new FhirFailure(429)), undefined);
  assert.equal(turnOf(new Error('no')), undefined);
});

test('Whoever was let in shows the ticket in time, again if it is not yet dealt', async () => {
  const { shown, pauses, result } = await asked([hot('t'), hot('t'), 'booked']);
  assert.deepEqual(shown, [undefined, 't', 't']);
  assert.equal(pauses.length, 2);
  assert.equal(result, 'booked');
});

test('Whoever came too late books what is left, and a refusal that is final is told', async () => {
  const late = await asked([hot(), 'booked']);
  assert.deepEqual(late.shown, [undefined, undefined]);
  const lost = new FhirFailure(409);
  assert.equal((await asked([hot('t'), lost])).result, lost);
});

test('Nobody waits for ever', async () => {
  const { shown, result } = await asked(Array.from({ length: 99 }, () => hot('t')));
  assert.ok(shown.length < 20 && result instanceof FhirFailure);
});
