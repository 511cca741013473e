/**
 * Puts the lines together: calling, looking, screens, reminders.
 * https://hl7.org/fhir/R4/encounter.html
 */
import type { Store } from '#fhir/handling/interaction.ts';
import { type RefuseFar, createRefuseFar } from '../bookings/check-in.ts';
import type { Payments } from '../bookings/pay.ts';
import type { MayBookFor } from '../who-may.ts';
import type { CallParts } from './call.ts';
import { type Forecaster, createForecaster } from './forecast.ts';
import { createPlaceCodes, createScreenKeys } from './views/keys.ts';
import type { LookParts } from './views/look.ts';
import { busySessions, closeLines, remind } from './remind.ts';
import type { SessionRow } from '../sessions/session-row.ts';
import type { ScreenParts } from './views/screen.ts';
import { type Watch, createWatch } from './views/watch.ts';

/** What lines are made of. */
export interface QueueParts {
  house: Store;
  payments: Payments;
  mayBookFor: MayBookFor;
  /** Is told of what went wrong in the background. */
  report: (error: unknown) => void;
}

/** The lines. */
export interface Queue extends CallParts, LookParts, ScreenParts {
  refuseFar: RefuseFar;
  watch: Watch;
  /** Reminds and closes what is due; to be called every few seconds. @returns how many. */
  tick(): Promise<number>;
}

/** The lines of a store. */
export function createQueue({ house, payments, mayBookFor, report }: QueueParts): Queue {
  const { keyedHash } = house.sealer;
  const codes = createPlaceCodes(keyedHash);
  const keys = createScreenKeys(keyedHash);
  const forecaster: Forecaster = createForecaster(house);
  const watch = createWatch({ house, keys, codes, forecaster, report });
  const parts = {
    house,
    payments,
    mayBookFor,
    forecaster,
    changed: (session: SessionRow) => watch.changed(session),
  };
  return {
    ...parts,
    keys,
    codes,
    watch,
    refuseFar: createRefuseFar(codes),
    tick: async () => {
      await forecaster.learn();
      const reminded = await remind(parts, await busySessions(house));
      return reminded + (await closeLines(parts));
    },
  };
}
