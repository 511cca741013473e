/**
 * The first page of elder mode: the next step, and six tiles.
 * https://www.w3.org/TR/WCAG22/#target-size-enhanced
 */
import type { ReactNode } from 'react';
import { NextStepCard } from '../home/NextStepCard.tsx';
import { Glyph } from '../parts/Glyph.tsx';
import type { GlyphName } from '../parts/Glyph.tsx';
import { fragmentOf } from '../route.ts';
import type { PageName } from '../route.ts';
import { useWords } from '../words.ts';

const tiles = [
  ['book', 'calendar'],
  ['visits', 'clock'],
  ['results', 'report'],
  ['medicines', 'medicine'],
  ['call', 'phone'],
  ['settings', 'size'],
] as const satisfies readonly (readonly [PageName, GlyphName])[];

/** The page. */
export function ElderHome(): ReactNode {
  const words = useWords();
  return (
    <div className="home">
      <h1 className="unseen">{words.title}</h1>
      <NextStepCard />
      <nav className="elder-tiles" aria-label={words.elder.label}>
        {tiles.map(([page, glyph]) => (
          <a key={page} className="elder-tile" href={fragmentOf({ page })}>
            <Glyph name={glyph} />
            {words.elder.tiles[page]}
          </a>
        ))}
      </nav>
    </div>
  );
}
