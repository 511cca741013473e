/** What sets somebody of a line apart: an emergency, priority, a return after tests. */
import type { ReactNode } from 'react';
import type { LineEntry } from '#model/queue/place.ts';
import { useQueueWords } from './queue-words.ts';

/** The marks of an entry, in words. */
export function Marks({ entry }: { entry: LineEntry }): ReactNode {
  const words = useQueueWords();
  return (
    <>
      {entry.class === 'emergency' ? (
        <span className="chip chip-danger">{words.emergency}</span>
      ) : null}
      {entry.class === 'priority' ? <span className="chip chip-warn">{words.priority}</span> : null}
      {entry.kind === 'return' ? <span className="chip chip-lead">{words.returns}</span> : null}
    </>
  );
}
