/**
 * The left rail: the pages of the role, a drawing and a word each; on a phone a strip on top.
 * https://www.w3.org/WAI/ARIA/apg/patterns/landmarks/
 */
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/Icon.tsx';
import { fragmentOf } from '../route.ts';
import type { RailItem, RailName } from './rail-items.ts';
import './rail.css';

/** `here` is the item of the page that is shown; `showKeys` opens the sheet of keys. */
export function Rail(props: {
  items: readonly RailItem[];
  here: RailName | undefined;
  showKeys: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const { items, here, showKeys } = props;
  const rail = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the strip is wider than the screen: the page that is shown is not beyond its edge.
    const item = rail.current?.querySelector<HTMLElement>('[aria-current]');
    if (rail.current === null || item === null || item === undefined) return;
    const { offsetLeft, offsetWidth } = item;
    rail.current.scrollLeft = offsetLeft - (rail.current.clientWidth - offsetWidth) / 2;
  }, [here]);
  return (
    <nav className="rail" aria-label={t('rail.label')} ref={rail}>
      <ul>
        {items.map(({ name, icon, route }) => (
          <li key={name}>
            <a href={fragmentOf(route)} aria-current={name === here ? 'page' : undefined}>
              <Icon name={icon} />
              <span>{t(`rail.${name}`)}</span>
            </a>
          </li>
        ))}
      </ul>
      <button type="button" className="plain rail-keys" onClick={showKeys}>
        <kbd aria-hidden="true">?</kbd>
        <span>{t('rail.keys')}</span>
      </button>
    </nav>
  );
}
