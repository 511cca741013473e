/**
 * Reads a text aloud by the voice of the phone. https://wicg.github.io/speech-api/#speechsynthesis
 */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { Glyph } from '../parts/Glyph.tsx';
import { useWords } from '../words.ts';

/** So fast that an old person follows. */
const rate = 0.85;

/** A button that reads; nothing where the phone has no voice. */
export function ReadAloud({ text }: { text: string }): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const [reading, setReading] = useState(false);
  useEffect(() => () => globalThis.speechSynthesis?.cancel(), []);
  if (!('speechSynthesis' in globalThis)) return null;
  const press = () => {
    speechSynthesis.cancel();
    if (reading) return setReading(false);
    const said = new SpeechSynthesisUtterance(text);
    said.lang = language === 'zh' ? 'zh-CN' : 'en-GB';
    said.rate = rate;
    said.addEventListener('end', () => setReading(false));
    said.addEventListener('error', () => setReading(false));
    setReading(true);
    speechSynthesis.speak(said);
  };
  return (
    <button type="button" className="aloud" aria-pressed={reading} onClick={press}>
      <Glyph name="speaker" />
      {reading ? words.elder.stop : words.elder.read}
    </button>
  );
}
