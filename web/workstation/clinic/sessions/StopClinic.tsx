/**
 * Stops a session (停诊): everybody who booked is told, and kept another number.
 * https://hl7.org/fhir/R4/schedule.html
 */
import type { ReactNode } from 'react';
import { parametersOf, partsOf } from '../../../fhir/parameters.ts';
import { fill } from '../../../i18n/fill.ts';
import { DeedDialog } from '../parts/DeedDialog.tsx';
import { useClinicWords } from '../parts/clinic-words.ts';
import { useDeed, useOperation } from '../parts/use-clinic.ts';
import type { SessionDialogProps } from './SessionActions.tsx';

/** The dialog. */
export function StopClinic({ session, who, close }: SessionDialogProps): ReactNode {
  const { act: words } = useClinicWords();
  const deed = useDeed();
  const operation = useOperation();
  const stop = async () => {
    const body = parametersOf({ slot: { reference: `Slot/${session.id}` } });
    const done = await deed.run(
      () => operation(`Schedule/${session.schedule}/$stop`, body),
      (answer) => {
        const { count } = partsOf(answer);
        return fill(words.stopped, { n: count('cancelled'), kept: count('kept') });
      },
    );
    if (done) close();
  };
  const affected = session.toCome;
  return (
    <DeedDialog
      title={fill(words.stopTitle, { who })}
      deed={deed}
      sure={words.stopSure}
      danger
      act={() => void stop()}
      close={close}
    >
      <p className={affected > 0 ? 'deed-affects' : undefined}>
        {affected > 0 ? fill(words.stopAffects, { n: affected }) : words.stopNobody}
      </p>
      {session.waiting > 0 ? <p>{fill(words.stopWaiting, { n: session.waiting })}</p> : null}
    </DeedDialog>
  );
}
