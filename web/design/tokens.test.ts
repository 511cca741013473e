/**
 * Contrast of every text colour on every ground it stands on.
 * https://www.w3.org/TR/WCAG22/#contrast-minimum
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast } from './contrast.ts';
import { cssProperties, palettes } from './tokens.ts';
import type { Palette, ThemeName } from './tokens.ts';

const texts: (keyof Palette)[] = ['ink', 'inkSoft', 'lead', 'warn', 'danger', 'second'];
const grounds: (keyof Palette)[] = ['surface', 'ground', 'raised', 'leadSoft'];
const pairs: [keyof Palette, keyof Palette][] = [
  ...texts.flatMap((text) =>
    grounds.map((ground): [keyof Palette, keyof Palette] => [text, ground]),
  ),
  ['onLead', 'lead'],
  ['danger', 'dangerSoft'],
  ['warn', 'warnSoft'],
];

for (const theme of ['light', 'dark'] satisfies ThemeName[]) {
  test(`every text of the ${theme} theme stands out from its ground by 4.5, an edge by 3`, () => {
    const palette = palettes[theme];
    for (const [text, ground] of pairs) {
      const ratio = contrast(palette[text], palette[ground]);
      assert.ok(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}`);
    }
    assert.ok(contrast(palette.edge, palette.surface) >= 3);
  });
}

test('tokens become properties with dashes', () => {
  const names = cssProperties('light').map(([name]) => name);
  assert.ok(names.includes('--ys-ink-soft'));
  assert.ok(names.includes('--ys-size-body'));
});
