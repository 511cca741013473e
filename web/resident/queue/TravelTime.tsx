/**
 * How long the way is: said by the resident, or reckoned on the phone; only the minutes are sent.
 * https://www.w3.org/TR/geolocation/#privacy-considerations
 */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { Place } from '#model/queue/place.ts';
import { clockText } from '../../design/moment.ts';
import { ask, batch, pageOf } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import { parametersOf } from '../../fhir/parameters.ts';
import { fill } from '../../i18n/fill.ts';
import { useConduct } from '../../light/use-conduct.ts';
import { useSession } from '../../session/session-context.ts';
import { askPosition } from '../booking/moves.ts';
import type { Position } from '../booking/moves.ts';
import { Failed } from '../parts/Frame.tsx';
import { Glyph } from '../parts/Glyph.tsx';
import { Press } from '../parts/Press.tsx';
import { useWords } from '../words.ts';
import { bounded, metresBetween, stepMinutes, travelMinutes } from './travel.ts';

const usualMinutes = 30;
const keptKey = 'yishu.travel';

/** What was said last on this phone: people mostly come from the same place. */
const keptMinutes = () => bounded(Number(localStorage.getItem(keptKey) ?? usualMinutes) || 30);

/** Where the sites of a hospital are. Throws a FhirFailure. */
async function sitesOf(send: Send, hospital: string): Promise<Position[]> {
  const query = `Location?organization=${hospital}&_count=100`;
  const page = pageOf((await batch(send, [query]))[0]);
  if (page.failure !== undefined) throw page.failure;
  return page.found.flatMap((fact) => (fact as { position?: Position }).position ?? []);
}

/** Minutes, and the moment to leave once they are told. */
export function TravelTime({ place, hospital }: { place: Place; hospital: string }): ReactNode {
  const { queue } = useWords();
  const { send } = useSession();
  const [minutes, setMinutes] = useState(keptMinutes);
  const [nowhere, setNowhere] = useState(false);
  const telling = useConduct();
  const measuring = useConduct();
  const change = (by: number) => setMinutes((before) => bounded(before + by));
  const tell = () =>
    telling.run(async () => {
      localStorage.setItem(keptKey, String(minutes));
      const path = `Appointment/${place.appointment}/$travel`;
      await ask(send, path, { method: 'POST', body: parametersOf({ minutes }) });
    });
  const measure = () =>
    measuring.run(async () => {
      const [here, sites] = await Promise.all([askPosition(), sitesOf(send, hospital)]);
      const ways = here === undefined ? [] : sites.map((site) => metresBetween(here, site));
      setNowhere(ways.length === 0);
      if (ways.length > 0) setMinutes(travelMinutes(Math.min(...ways)));
    });
  return (
    <section className="block travel" aria-label={queue.travel}>
      <Leave place={place} />
      <h2>{queue.travel}</h2>
      <div className="stepper">
        <button type="button" className="step-less" onClick={() => change(-stepMinutes)}>
          <span aria-hidden="true">−</span>
          <span className="unseen">{queue.shorter}</span>
        </button>
        <output className="figures">{fill(queue.minutes, { n: minutes })}</output>
        <button type="button" className="step-more-of" onClick={() => change(stepMinutes)}>
          <span aria-hidden="true">+</span>
          <span className="unseen">{queue.longer}</span>
        </button>
      </div>
      <Failed error={telling.error ?? measuring.error} />
      <Press busy={telling.busy} onClick={tell}>
        {queue.tell}
      </Press>
      <button type="button" className="text" disabled={measuring.busy} onClick={measure}>
        <Glyph name="place" />
        {queue.measure}
      </button>
      <p className="soft small" role="status">
        {nowhere ? queue.noPosition : queue.measureHelp}
      </p>
    </section>
  );
}

/** When to leave, counted down to now. */
function Leave({ place: { leave } }: { place: Place }): ReactNode {
  const { queue } = useWords();
  const [isNow, setNow] = useState(false);
  useEffect(() => {
    const look = () => setNow(leave !== null && Date.parse(leave) <= Date.now());
    look();
    const timer = setInterval(look, 10_000);
    return () => clearInterval(timer);
  }, [leave]);
  if (leave === null) return null;
  const text = fill(queue.leaveAt, { time: clockText(leave) ?? '' });
  return (
    <p className="leave" data-now={isNow} role="status">
      <Glyph name="bell" />
      <b>{isNow ? queue.leaveNow : text}</b>
    </p>
  );
}
