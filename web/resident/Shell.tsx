/**
 * Around every page: for whom on top, the tabs at the bottom; in elder mode tiles in their place.
 * https://www.w3.org/WAI/ARIA/apg/patterns/landmarks/
 */
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useElder } from './elder/elder.ts';
import { FamilySwitcher } from './family/FamilySwitcher.tsx';
import { useMember } from './family/use-family.ts';
import { Page } from './Page.tsx';
import { Glyph } from './parts/Glyph.tsx';
import type { GlyphName } from './parts/Glyph.tsx';
import { OfflineBanner } from './pwa/OfflinePage.tsx';
import { fragmentOf, tabOf, tabs } from './route.ts';
import type { Tab } from './route.ts';
import { useWay } from './use-route.ts';
import { useWords } from './words.ts';

/** The app once somebody is signed in. */
export function Shell(): ReactNode {
  const words = useWords();
  const { isElder } = useElder();
  const { route } = useWay();
  const { id } = useMember();
  const main = useRef<HTMLElement>(null);
  const opened = useRef(false);
  const place = fragmentOf(route);
  useEffect(() => {
    // A reader hears the new page; the first is read from its beginning anyway.
    if (opened.current) main.current?.focus({ preventScroll: true });
    opened.current = true;
  }, [place]);
  return (
    <>
      <a className="skip" href="#content" onClick={(event) => skip(event, main.current)}>
        {words.skip}
      </a>
      <TopBar />
      <main id="content" className="page" tabIndex={-1} ref={main}>
        <OfflineBanner />
        {/* Another person's page begins anew. */}
        <Page key={`${id} ${place}`} />
      </main>
      {isElder ? null : <TabBar />}
    </>
  );
}

/** The fragment is the route: jumping must not change it. */
function skip(event: { preventDefault: () => void }, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}

function TopBar(): ReactNode {
  const words = useWords();
  const { isElder, turn } = useElder();
  const { go } = useWay();
  return (
    <header className="top">
      <div className="top-in">
        <FamilySwitcher />
        <button
          type="button"
          className="pill"
          onClick={() => {
            turn(!isElder);
            go({ page: 'home' });
          }}
        >
          <Glyph name="size" />
          {isElder ? words.elder.off : words.elder.on}
        </button>
      </div>
    </header>
  );
}

const glyphs: Record<Tab, GlyphName> = {
  home: 'home',
  book: 'calendar',
  results: 'report',
  archive: 'archive',
  me: 'person',
};

function TabBar(): ReactNode {
  const words = useWords();
  const { route } = useWay();
  const current = tabOf(route);
  return (
    <nav className="tabbar" aria-label={words.tabs.label}>
      {tabs.map((tab) => (
        <a
          key={tab}
          href={fragmentOf({ page: tab })}
          {...(tab === current ? { 'aria-current': 'page' as const } : {})}
        >
          <Glyph name={glyphs[tab]} />
          {words.tabs[tab]}
        </a>
      ))}
    </nav>
  );
}
