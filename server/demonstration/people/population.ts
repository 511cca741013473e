/** The 500 residents with their health: drawn, and for a few of them told by a script. */
import type { Life } from '../life/life.ts';
import { createRandom } from '../random.ts';
import { drawHealth } from './health.ts';
import type { Window } from './health.ts';
import { drawResidents } from './households.ts';
import { castRoles } from './roles.ts';

/** Everyone who lives in the region, in the order of their ids. */
export function drawPopulation(seed: number, window: Window): Life[] {
  const residents = drawResidents(seed, window.to + 1);
  const cast = castRoles(residents, window);
  return residents.map((resident) => ({
    seed,
    resident,
    health: cast.get(resident)?.health ?? drawHealth(seed, resident, window),
    window,
    courses: {},
    random: createRandom(seed, `body ${resident.id}`),
  }));
}
