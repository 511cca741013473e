/**
 * Moments as HL7 v2 writes them (DTM): local time, with or without its zone.
 * https://www.hl7.eu/HL7v2x/v251/hl7v251.htm (chapter 2A, DTM and TS)
 */
import type { ZoneOffset } from '#fhir/search/values/time-zone.ts';

const form =
  /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(?:(\d{2})(?:\.(\d{1,4}))?)?(?:([+-])(\d{2})(\d{2}))?$/;

/**
 * A moment, at least to the minute, in milliseconds since 1970; undefined for what is none.
 * @param offset of the house, for a text that names no zone.
 */
export function momentOf(text: string, offset: ZoneOffset): number | undefined {
  const found = form.exec(text.trim());
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = ''] = found;
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3));
  const parts = [year, month, day, hour, minute, second].map(Number);
  const [years = 0, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  const wall = Date.UTC(years, months - 1, days, hours, minutes, seconds, ms);
  const back = new Date(wall);
  const isReal = back.getUTCMonth() === months - 1 && back.getUTCDate() === days && hours < 24;
  if (!isReal || minutes > 59 || seconds > 59) return undefined;
  const [sign, zoneHours, zoneMinutes] = found.slice(8);
  if (sign === undefined) return wall - offset(wall);
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return wall - (sign === '-' ? -zone : zone);
}

/** Writes a moment where the house stands, with its zone: `20261201080000+0800`. */
export function stampOf(at: number, offset: ZoneOffset): string {
  const zone = offset(at + offset(at));
  const digits = new Date(at + zone).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  const minutes = Math.round(Math.abs(zone) / 60_000);
  const two = (count: number) => String(count).padStart(2, '0');
  return `${digits}${zone < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}
