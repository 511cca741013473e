/**
 * Keys of a table: `j` and `k` move the focus from row to row, Enter opens what has it, `e` presses
 * what the row offers to do. https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/
 */
import { useEffect } from 'react';
import type { RefObject } from 'react';

const opening = '.row-open';
const acting = '.row-act';

/** Answers the keys for the rows inside; of several tables the one with the focus, or the first. */
export function useRowKeys(table: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const inside = table.current;
      const target = event.target instanceof Element ? event.target : null;
      const field = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu]';
      if (inside === null || target === null || target.closest(field) !== null) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const tables = [...document.querySelectorAll('.dense')];
      const own = tables.find((one) => one.contains(document.activeElement)) ?? tables[0];
      if (own !== inside) return;
      const rows = [...inside.querySelectorAll<HTMLElement>(opening)];
      const row = document.activeElement?.closest('tr');
      const at = rows.findIndex((one) => one.closest('tr') === row);
      const moves: Record<string, () => void> = {
        j: () => rows[Math.min(at + 1, rows.length - 1)]?.focus(),
        k: () => rows[Math.max(at - 1, 0)]?.focus(),
        e: () => row?.querySelector<HTMLElement>(acting)?.click(),
      };
      const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
      if (move === undefined) return;
      event.preventDefault();
      move();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [table]);
}
