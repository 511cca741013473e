/**
 * A sheet that comes up from the bottom: the browser's own dialog, which keeps the focus and closes
 * by Escape. https://html.spec.whatwg.org/multipage/interactive-elements.html#the-dialog-element
 */
import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '../words.ts';
import { Glyph } from './Glyph.tsx';

/** Open for as long as it is drawn. */
export function Sheet(props: { title: string; close: () => void; children: ReactNode }) {
  const words = useWords();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="sheet"
      aria-labelledby={id}
      onCancel={props.close}
      // The backdrop belongs to the dialog: a tap on it is one on nothing inside.
      onClick={({ target, currentTarget }) => target === currentTarget && props.close()}
    >
      <div className="sheet-body">
        <div className="sheet-head">
          <h2 id={id}>{props.title}</h2>
          <button type="button" className="round" aria-label={words.close} onClick={props.close}>
            <Glyph name="close" />
          </button>
        </div>
        {props.children}
      </div>
    </dialog>
  );
}
