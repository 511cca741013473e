/** Residents worth opening first, for the lines that the start prints. */
import { fullYears } from './calendar.ts';
import { drawResidents } from './people/households.ts';
import { fullName } from './people/names.ts';
import { castRoles } from './people/roles.ts';
import { windowOf } from './region.ts';
import type { RegionChoice } from './region.ts';

/** Someone to look for. */
export interface ShowcasePerson {
  /** Id of the Patient. */
  id: string;
  name: string;
  sex: 'male' | 'female';
  /** In full years. */
  age: number;
  /** What the record shows. */
  story: { zh: string; en: string };
}

/** The residents of that region whose records show most; eight in an ordinary region. */
export function showcase(choice: RegionChoice): ShowcasePerson[] {
  const window = windowOf(choice);
  const cast = castRoles(drawResidents(choice.seed, window.to + 1), window);
  return [...cast].map(([resident, { role }]) => ({
    id: resident.id,
    name: fullName(resident.name),
    sex: resident.sex,
    age: fullYears(resident.born, window.to),
    story: { zh: role.zh, en: role.en },
  }));
}
