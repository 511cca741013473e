/**
 * Notes, in the transaction that writes it, what somebody may have to be told of: nothing is lost
 * where a server falls over, and nothing is told that was rolled back.
 * https://microservices.io/patterns/data/transactional-outbox.html
 */
import type { Resource } from '#model/fhir.ts';
import { typeNumber } from '#model/resource-types.ts';
import type { Note } from '#fhir/store/apply.ts';
import { type Sequence, createSequence } from '#fhir/store/sequence.ts';
import { runValues } from '#fhir/store/sql.ts';
import type { Write } from '#fhir/store/write.ts';
import { categoryOf, recipientsOf } from './making/notice.ts';
import { issuedAt, versionOf } from './making/results.ts';
import { performedAt, stepOf } from './making/surgery.ts';

const dayMs = 86_400_000;
/** What is older is no news: an institution that hands in its archive must not wake a city. */
export const newsDays = 7;

const intoEvents = {
  text: 'insert into notice_event (bucket, n, key, type, version) values $ROWS',
  casts: ['integer', 'bigint', 'bigint', 'smallint', 'integer'],
};

/** Notes writes on a clock. @param now milliseconds since 1970. */
export function createNote(now: () => number, randomBytes: (count: number) => Uint8Array): Note {
  const [high = 0, low = 0] = randomBytes(2);
  const next: Sequence = createSequence(now, (high << 8) | low);
  return async (tx, written) => {
    const news = written.filter((write) => isNews(write, now()));
    if (news.length === 0) return;
    await runValues(
      tx,
      intoEvents,
      news.map(({ bucket, key, type, version }) => [
        bucket,
        next(),
        key,
        typeNumber(type)!,
        version,
      ]),
    );
  };
}

/**
 * Whether a write is something to tell of: a new notice, a report that is there or changed, an
 * operation at another step.
 */
export function isNews({ type, content, replaced }: Write, now: number): boolean {
  if (content === undefined) return false;
  const { resource } = content;
  const earlier = () =>
    replaced === undefined ? undefined : (JSON.parse(replaced.body) as Resource);
  const isOld = (at: number | undefined) => at !== undefined && at < now - newsDays * dayMs;
  switch (type) {
    case 'Communication':
      return (
        replaced === undefined &&
        categoryOf(resource) !== undefined &&
        recipientsOf(resource).length > 0
      );
    case 'DiagnosticReport':
    case 'DocumentReference': {
      const version = versionOf(resource);
      if (version === undefined || isOld(issuedAt(resource))) return false;
      const before = earlier();
      return before === undefined || versionOf(before) !== version;
    }
    case 'Procedure': {
      const step = stepOf(resource);
      if (step === undefined || isOld(performedAt(resource))) return false;
      const before = earlier();
      return before === undefined || stepOf(before) !== step;
    }
    default:
      return false;
  }
}
