/**
 * Elder mode (长辈版): larger type, larger targets, one thing a page; kept on this phone.
 * https://www.w3.org/TR/WCAG22/#resize-text
 */
import { createContext, useContext, useLayoutEffect, useState } from 'react';
import { keepElder, keptElder, showElder } from '../../light/elder-choice.ts';

/** Sizes of the main text in CSS pixels, smallest first. */
export const elderSizes = [18, 20, 22, 24, 26, 28, 30] as const;
const usualSize = 22;

/** What is chosen, and how to choose otherwise. */
export interface ElderChoice {
  isElder: boolean;
  size: number;
  turn: (on: boolean) => void;
  resize: (size: number) => void;
}

export const ElderContext = createContext<ElderChoice | undefined>(undefined);

/** The choice of the app around the caller. */
export function useElder(): ElderChoice {
  const elder = useContext(ElderContext);
  if (elder === undefined) throw new Error('useElder needs an ElderContext above it');
  return elder;
}

const sizeKey = 'yishu.elder-size';

/** The nearest of the sizes to what was kept. */
export function sizeOf(kept: string | null): number {
  const wanted = Number(kept ?? usualSize);
  if (!Number.isFinite(wanted)) return usualSize;
  return (
    elderSizes.find((size) => size >= wanted) ?? elderSizes[elderSizes.length - 1] ?? usualSize
  );
}

/** The choice in force, told to the style sheets; once an app. */
export function useElderChoice(): ElderChoice {
  const [isElder, setElder] = useState(keptElder);
  const [size, setSize] = useState(() => sizeOf(localStorage.getItem(sizeKey)));
  useLayoutEffect(() => {
    showElder(isElder);
    document.documentElement.style.setProperty('--elder-size', `${size}px`);
  }, [isElder, size]);
  const turn = (on: boolean) => {
    keepElder(on);
    setElder(on);
  };
  const resize = (wanted: number) => {
    localStorage.setItem(sizeKey, String(wanted));
    setSize(wanted);
  };
  return { isElder, size, turn, resize };
}
