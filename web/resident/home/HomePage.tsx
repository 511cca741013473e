/** The first page: the next step, the things to do, what there is to know. Nothing else. */
import type { ReactNode } from 'react';
import { useMember } from '../family/use-family.ts';
import { maySee } from '../family/member.ts';
import { Glyph } from '../parts/Glyph.tsx';
import type { GlyphName } from '../parts/Glyph.tsx';
import { fragmentOf } from '../route.ts';
import type { PageName } from '../route.ts';
import { useWords } from '../words.ts';
import { NextStepCard } from './NextStepCard.tsx';
import { LatestNotices } from './NoticeList.tsx';

const tiles = [
  ['book', 'calendar'],
  ['guide', 'guide'],
  ['results', 'report'],
  ['medicines', 'medicine'],
  ['archive', 'archive'],
  ['pay', 'pay'],
  ['looks', 'eye'],
  ['permissions', 'shield'],
] as const satisfies readonly (readonly [PageName, GlyphName])[];

/** The page. */
export function HomePage(): ReactNode {
  const words = useWords();
  const member = useMember();
  return (
    <div className="home">
      <h1 className="unseen">{words.title}</h1>
      <NextStepCard />
      <nav className="tiles" aria-label={words.tiles.label}>
        {tiles.map(([page, glyph]) => (
          <a key={page} className="tile" href={fragmentOf({ page })}>
            <span className="tile-face">
              <Glyph name={glyph} />
            </span>
            {words.tiles[page]}
          </a>
        ))}
      </nav>
      {maySee(member) ? <LatestNotices /> : null}
    </div>
  );
}
