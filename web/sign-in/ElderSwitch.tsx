/** Elder mode before anybody is signed in: the way in is larger, and so is the app behind it. */
import { useLayoutEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { keepElder, keptElder, showElder } from '../light/elder-choice.ts';
import { Action } from '../light/parts.tsx';
import { useSignInWords } from './sign-in-words.ts';

/** The switch; the page is as large as before once it is gone. */
export function ElderSwitch(): ReactNode {
  const words = useSignInWords();
  const [isOn, setOn] = useState(keptElder);
  useLayoutEffect(() => {
    showElder(isOn);
    return () => showElder(false);
  }, [isOn]);
  const turn = () => {
    keepElder(!isOn);
    setOn(!isOn);
  };
  return <Action onClick={turn}>{isOn ? words.usual : words.elder}</Action>;
}
