/**
 * What is read of a Patient here: the name, whole or masked, and how old somebody is.
 * https://hl7.org/fhir/R4/patient.html
 */
import type { Resource } from '#model/fhir.ts';

interface Named extends Resource {
  name?: { use?: string; text?: string; family?: string; given?: string[] }[];
  birthDate?: string;
}

function officialOf({ name = [] }: Named) {
  return name.find(({ use }) => use === 'official') ?? name[0];
}

/** The name by which somebody is called; empty where there is none. */
export function nameOf(patient: Resource): string {
  const official = officialOf(patient);
  return official?.text ?? `${official?.family ?? ''}${official?.given?.join('') ?? ''}`;
}

/** 王秀英 as 王**: the family name and how long the rest is, at most two. */
export function maskedNameOf(patient: Resource): string {
  const name = nameOf(patient).trim();
  const family = officialOf(patient)?.family;
  const letters = Array.from(name);
  if (letters.length === 0) return '';
  const known = family !== undefined && name.startsWith(family) ? Array.from(family).length : 1;
  return letters.slice(0, known).join('') + '*'.repeat(Math.min(2, letters.length - known));
}

/** Whether somebody is so many years old at a moment; no where no date of birth is on record. */
export function isAged(patient: Resource, years: number, at: number): boolean {
  const born = Date.parse((patient as Named).birthDate ?? '');
  if (Number.isNaN(born)) return false;
  const then = new Date(born);
  then.setUTCFullYear(then.getUTCFullYear() + years);
  return then.getTime() <= at;
}
