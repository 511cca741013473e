/** How a child is born: the same facts for the mother's record and the child's. */
import { createRandom } from '../random.ts';
import type { Resident } from '../people/resident.ts';

/** The facts of one pregnancy. */
export interface Delivery {
  /** Days from the last period to the birth. */
  gestation: number;
  caesarean: boolean;
  /** Minute of the day when the mother is admitted, and when the child is born. */
  admitted: number;
  born: number;
  /** Nights in hospital. */
  nights: number;
  diabetic: boolean;
  anaemic: boolean;
}

/** The facts of a mother's pregnancy. */
export function deliveryOf(seed: number, mother: Resident): Delivery {
  const random = createRandom(seed, `delivery ${mother.id}`);
  const caesarean = random.chance(0.4);
  const admitted = random.whole(420, 1080);
  return {
    gestation: random.whole(268, 285),
    caesarean,
    admitted,
    born: admitted + 150,
    nights: caesarean ? 5 : 3,
    diabetic: random.chance(0.18),
    anaemic: random.chance(0.2),
  };
}
