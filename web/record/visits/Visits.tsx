/** Booking, and what is booked. https://hl7.org/fhir/R4/appointment.html */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Booking } from './Booking.tsx';
import { MyVisits } from './MyVisits.tsx';
import './visits.css';

/** The whole page. */
export function Visits(): ReactNode {
  const [round, setRound] = useState(0);
  return (
    <>
      <MyVisits key={`mine-${round}`} />
      <Booking key={`book-${round}`} done={() => setRound((before) => before + 1)} />
    </>
  );
}
