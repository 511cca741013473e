/**
 * What is told of requests and failures: the log and the figures of /metrics.
 * https://prometheus.io/docs/concepts/metric_types/
 */
import type { Logger } from 'pino';
import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Observer } from '../http/server.ts';
import { tellError } from './log.ts';

/** Above this a request is logged as slow, in milliseconds. */
const slow = 1000;

/** An observer of the server, and of the index of people. */
export interface HouseObserver extends Observer {
  /** So many blocking keys were passed over: too many records have them to tell anybody apart. */
  passedOver: (keys: number) => void;
  /** What keeps releases fair did something: a draw, an entry, somebody slowed. */
  keptFair: (what: string) => void;
}

/** An observer that writes to `log` and counts in a registry of its own. */
export function createObserver(log: Logger): HouseObserver {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'yishu_request_seconds',
    help: 'Time from a FHIR request to its answer',
    labelNames: ['interaction', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const failures = new Counter({
    name: 'yishu_failures_total',
    help: 'Failures that are errors of the server',
    registers: [registry],
  });
  const passedOver = new Counter({
    name: 'yishu_identity_keys_passed_over_total',
    help: 'Blocking keys of Patients that were passed over, since too many records have them',
    registers: [registry],
  });
  const keptFair = new Counter({
    name: 'yishu_booking_fairness_total',
    help:
      'Draws of hot releases, people who entered, requests that were repeated or late, ' +
      'and residents who were slowed (person, address), with what they asked meanwhile (shut-out)',
    labelNames: ['what'],
    registers: [registry],
  });
  return {
    passedOver: (keys) => passedOver.inc(keys),
    keptFair: (what) => keptFair.inc({ what }),
    handled({ requestId, method, interaction, status, ms }) {
      duration.observe({ interaction, status }, ms / 1000);
      const event = { requestId, method, interaction, status, ms: Math.round(ms * 10) / 10 };
      if (status >= 500) log.error(event, 'request failed');
      else if (ms > slow) log.warn(event, 'request slow');
      else log.debug(event, 'request');
    },
    failed(requestId, error) {
      failures.inc();
      log.error({ requestId, error: tellError(error) }, 'failure');
    },
    async metrics() {
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
