/**
 * Ends a test file that left something open, as one whose hooks failed does: nobody waits for it,
 * and it has failed. https://nodejs.org/api/process.html#processgetactiveresourcesinfo
 */
import { after } from 'node:test';

/** Long after its last answer was read. */
const waitMs = 30_000;

after(() => {
  // By itself it keeps nothing alive.
  setTimeout(() => {
    process.stderr.write(`Left open: ${process.getActiveResourcesInfo().join(', ')}\n`);
    process.exit(1);
  }, waitMs).unref();
});
