/** A person to call: of the hospital of the next visit, or of the place that keeps the record. */
import { useCallback } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { batch } from '../../fhir/client.ts';
import type { Fact, Patient } from '../../fhir/shapes.ts';
import { displayName } from '../../fhir/wording.ts';
import { fill } from '../../i18n/fill.ts';
import { useSession } from '../../session/session-context.ts';
import { phoneOf, useHospital } from '../booking/use-hospital.ts';
import { useVisits } from '../booking/use-visits.ts';
import { inOrder } from '../booking/visit.ts';
import { useMember } from '../family/use-family.ts';
import { Frame } from '../parts/Frame.tsx';
import { Glyph } from '../parts/Glyph.tsx';
import { useKept } from '../parts/kept.ts';
import { useWords } from '../words.ts';

/** Where nobody else is known: the government's line, which puts through to health. */
const hotline = '12345';
const emergency = '120';

/** Digits alone, as a telephone wants them. */
const dialled = (number: string) => `tel:${number.replace(/[^\d+]/g, '')}`;

/** The institution that keeps the record, where the Patient names one. */
function useKeeper(): string {
  const { send } = useSession();
  const { id, reference } = useMember();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [answer] = await batch(send, [reference], signal);
      if (answer === undefined || !('resource' in answer)) return '';
      const { managingOrganization } = answer.resource as Fact & Patient;
      return managingOrganization?.reference ?? '';
    },
    [send, reference],
  );
  return useKept(`keeper ${id}`, load).value ?? '';
}

/** The page. */
export function CallPage(): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const { value = [] } = useVisits();
  const { coming, past } = inOrder(value);
  const hospital = useHospital((coming[0] ?? past[0])?.hospital ?? '');
  const keeper = useHospital(useKeeper());
  const place = phoneOf(hospital) === undefined ? keeper : hospital;
  const number = phoneOf(place);
  return (
    <Frame title={words.elder.call}>
      <p>{words.elder.callHelp}</p>
      {number === undefined || place === undefined ? null : (
        <a className="call" href={dialled(number)}>
          <Glyph name="phone" />
          <span className="row-text">
            <b>{displayName(place, language)}</b>
            <span>{fill(words.elder.callNumber, { number })}</span>
          </span>
        </a>
      )}
      <a className="call call-quiet" href={dialled(hotline)}>
        <Glyph name="phone" />
        <b>{words.elder.callHotline}</b>
      </a>
      <a className="call call-danger" href={dialled(emergency)}>
        <Glyph name="alert" />
        <b>{words.elder.callEmergency}</b>
      </a>
    </Frame>
  );
}
