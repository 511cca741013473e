/** Without a network: what is saved on the phone, what is not, and what to do in an emergency. */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Action, Notice } from '../../light/parts.tsx';
import { useWords } from '../words.ts';

/** The whole page. */
export function OfflinePage(): ReactNode {
  const words = useWords();
  useEffect(() => {
    const again = () => location.reload();
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, []);
  return (
    <main className="page">
      <h1>{words.offline.title}</h1>
      <Notice tone="danger">{words.failure.offline}</Notice>
      <ul className="block offline">
        <li>{words.offline.saved}</li>
        <li>{words.offline.notSaved}</li>
        <li>{words.offline.urgent}</li>
      </ul>
      <Action kind="main" onClick={() => location.reload()}>
        {words.failure.retry}
      </Action>
    </main>
  );
}

/** A line above the page while the network is away. */
export function OfflineBanner(): ReactNode {
  const words = useWords();
  const [isAway, setAway] = useState(() => !navigator.onLine);
  useEffect(() => {
    const look = () => setAway(!navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return isAway ? <Notice tone="warn">{words.offline.banner}</Notice> : null;
}
