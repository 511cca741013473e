/**
 * How long the way to a hospital is: reckoned on the phone, from where it is and where the hospital
 * is. https://hl7.org/fhir/R4/location-definitions.html#Location.position
 */
import type { Position } from '../booking/moves.ts';

const earthMetres = 6_371_000;

/** The way between two places over the ground, in metres (haversine). */
export function metresBetween(a: Position, b: Position): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const north = radians(b.latitude - a.latitude) / 2;
  const east = radians(b.longitude - a.longitude) / 2;
  const part =
    Math.sin(north) ** 2 +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(east) ** 2;
  return 2 * earthMetres * Math.asin(Math.sqrt(part));
}

/** Roads are so much longer than the line; so fast one gets on, by foot up to so far. */
const roads = 1.4;
const walkedMetres = 1500;
const walkingPerMinute = 75;
const drivingPerMinute = 450;
/** Finding a bus or a place to park, and the way in. */
const startMinutes = 10;

/** The shortest and the longest way that is told, in minutes, and the step of the buttons. */
export const leastMinutes = 5;
export const mostMinutes = 180;
export const stepMinutes = 5;

/** Minutes for a way of so many metres in a line, to the next five upwards: a guess to correct. */
export function travelMinutes(metres: number): number {
  const way = metres * roads;
  const minutes =
    way <= walkedMetres ? way / walkingPerMinute : startMinutes + way / drivingPerMinute;
  return bounded(Math.ceil(minutes / stepMinutes) * stepMinutes);
}

/** Minutes within what is told. */
export function bounded(minutes: number): number {
  return Math.min(mostMinutes, Math.max(leastMinutes, minutes));
}
