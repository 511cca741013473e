/**
 * The townships of today, by which new health record numbers are checked. Codes that were abolished
 * stay valid in numbers that have them. China's rules EHR-01, STD-06.
 * https://github.com/modood/Administrative-divisions-of-China
 */
import { readFileSync } from 'node:fs';

interface TownshipFile {
  source: string;
  /** By the 6 digits of the county: `1-17,100-102`. Made by tools/identity/townships.ts. */
  counties: Record<string, string>;
}

const own = new URL('townships.json', import.meta.url);

/** Whether 9 digits are the code of a township of today. */
export type IsTownship = (code: string) => boolean;

/** Reads the table of townships. */
export function openTownships(): IsTownship {
  const { counties } = JSON.parse(readFileSync(own, 'utf8')) as TownshipFile;
  return (code) => {
    if (!/^\d{9}$/.test(code)) return false;
    const number = Number(code.slice(6));
    const runs = counties[code.slice(0, 6)]?.split(',') ?? [];
    return runs.some((run) => {
      const [from = 0, to = from] = run.split('-').map(Number);
      return from <= number && number <= to;
    });
  };
}
