/**
 * What is kept in the place of a visit whose clinic is stopped: taken with one tap.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { fill } from '../../i18n/fill.ts';
import { useConduct } from '../../light/use-conduct.ts';
import { useSession } from '../../session/session-context.ts';
import { useMember } from '../family/use-family.ts';
import { mayBook } from '../family/member.ts';
import { untilText } from '../home/step-words.ts';
import { Failed } from '../parts/Frame.tsx';
import { Press } from '../parts/Press.tsx';
import { Rows } from '../parts/Rows.tsx';
import { useWords } from '../words.ts';
import { takeOffer } from './moves.ts';
import { SlotWords } from './SlotWords.tsx';
import { useVisits } from './use-visits.ts';
import { insteadOf } from './visit.ts';
import type { Visit } from './visit.ts';
import { VisitRow } from './VisitLists.tsx';

/** Why the visit is over, and what there is instead. @param props.hospital its name. */
export function Instead(props: { visit: Visit; now: number; hospital: string }): ReactNode {
  const { visit, now, hospital } = props;
  const { visits } = useWords();
  const member = useMember();
  const instead = insteadOf(visit, useVisits().value ?? [], now);
  return (
    <>
      <p>{visits.stopped}</p>
      {instead === undefined ? null : <h2>{visits.instead}</h2>}
      {instead?.status === 'proposed' ? (
        <>
          <SlotWords told={{ ...instead, hospital, name: member.name }} />
          {mayBook(member) ? <TakeOffer visit={instead} now={now} /> : null}
        </>
      ) : null}
      {instead === undefined || instead.status === 'proposed' ? null : (
        <Rows>
          <VisitRow visit={instead} />
        </Rows>
      )}
    </>
  );
}

/** Until when a number is kept, and the one tap that takes it. */
export function TakeOffer({ visit, now }: { visit: Visit; now: number }): ReactNode {
  const { visits } = useWords();
  const { language } = useAppearance();
  const { send } = useSession();
  const { reload } = useVisits();
  const { busy, error, run } = useConduct();
  const take = () =>
    run(async () => {
      await takeOffer(send, visit.id);
      reload();
    });
  return (
    <>
      <p>{fill(visits.heldUntil, { time: untilText(visit.until ?? '', now, language) })}</p>
      <Failed error={error} />
      <Press busy={busy} onClick={take}>
        {visits.take}
      </Press>
    </>
  );
}
