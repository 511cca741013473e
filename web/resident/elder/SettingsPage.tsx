/**
 * How large the type is, and the way back to the usual pages.
 * https://www.w3.org/TR/WCAG22/#resize-text
 */
import type { ReactNode } from 'react';
import { useSession } from '../../session/session-context.ts';
import { Frame } from '../parts/Frame.tsx';
import { LookRows } from '../parts/LookRows.tsx';
import { Press } from '../parts/Press.tsx';
import { Rows, SwitchRow } from '../parts/Rows.tsx';
import { useWay } from '../use-route.ts';
import { useWords } from '../words.ts';
import { elderSizes, useElder } from './elder.ts';

/** The page. */
export function SettingsPage(): ReactNode {
  const words = useWords();
  const { size, resize, turn, isElder } = useElder();
  const { signOut } = useSession();
  const { go } = useWay();
  const at = elderSizes.findIndex((one) => one === size);
  const step = (by: number) => resize(elderSizes[at + by] ?? size);
  return (
    <Frame title={words.elder.settings}>
      <section className="block" aria-label={words.elder.size}>
        <h2>{words.elder.size}</h2>
        <p>{words.elder.sample}</p>
        <div className="pair">
          <Press kind="quiet" disabled={at <= 0} onClick={() => step(-1)}>
            {words.elder.smaller}
          </Press>
          <Press disabled={at >= elderSizes.length - 1} onClick={() => step(1)}>
            {words.elder.larger}
          </Press>
        </div>
      </section>
      <Rows label={words.me.group.settings}>
        <SwitchRow
          isOn={isElder}
          turn={(on) => {
            turn(on);
            go({ page: 'home' });
          }}
        >
          {words.me.elder}
        </SwitchRow>
        <LookRows />
      </Rows>
      <Press kind="quiet" onClick={() => void signOut().catch(() => undefined)}>
        {words.signOut}
      </Press>
    </Frame>
  );
}
