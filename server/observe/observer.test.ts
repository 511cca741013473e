/** The log and the metrics: what they tell of a request and of a failure, and what never. */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { pino } from 'pino';
import { tellError } from './log.ts';
import { createObserver } from './observer.ts';

/** A log whose lines can be read back. */
function memoryLog(level: string) {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString('utf8')) as Record<string, unknown>);
      done();
    },
  });
  return { log: pino({ level }, stream), lines };
}

const request = { requestId: 'r1', method: 'GET', interaction: 'read', status: 200, ms: 3.21 };

test('A request is counted by interaction and status', async () => {
  const observer = createObserver(memoryLog('info').log);
  observer.handled(request);
  observer.handled({ ...request, status: 404 });
  const { contentType, text } = await observer.metrics();
  assert.match(contentType, /^text\/plain/);
  assert.match(text, /^yishu_request_seconds_count\{interaction="read",status="200"\} 1$/m);
  assert.match(text, /^yishu_request_seconds_count\{interaction="read",status="404"\} 1$/m);
  assert.match(text, /^nodejs_eventloop_lag_seconds /m);
});

test('An ordinary request is in the log only where debug is asked for', () => {
  const quiet = memoryLog('info');
  createObserver(quiet.log).handled(request);
  assert.deepEqual(quiet.lines, []);
  const loud = memoryLog('debug');
  createObserver(loud.log).handled(request);
  assert.equal(loud.lines[0]?.['requestId'], 'r1');
});

test('A failure is in the log with its request and its place, without what it says', async () => {
  const { log, lines } = memoryLog('info');
  const observer = createObserver(log);
  const error = Object.assign(new Error('value 张伟 110101199003078515 is too long'), {
    code: '22001',
    detail: 'Key (id)=(110101199003078515)',
  });
  observer.failed('r2', error);
  const said = JSON.stringify(lines);
  assert.match(said, /"requestId":"r2"/);
  assert.match(said, /22001/);
  assert.match(said, /observer\.test\.ts/);
  assert.doesNotMatch(said, /张伟|110101/);
  assert.match((await observer.metrics()).text, /^yishu_failures_total 1$/m);
});

test('A message of several lines does not come into the log by way of the stack', () => {
  const error = new Error('first\n    at 张伟 in line two\nthird');
  assert.doesNotMatch(JSON.stringify(tellError(error)), /张伟/);
});
