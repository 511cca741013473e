/**
 * Which day is shown: one back, one on, today, any. Keys: `[` and `]`.
 * https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/
 */
import { Button, Input } from 'antd';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { Icon } from '../../../design/Icon.tsx';
import { isForPage } from '../../keys/use-question-key.ts';
import { useClinicWords } from './clinic-words.ts';
import { moved, today } from './day.ts';

/** `date` is `2026-11-30`. */
export function DayChoice(props: { date: string; choose: (date: string) => void }): ReactNode {
  const { part } = useClinicWords();
  const { date, choose } = props;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const by = event.key === '[' ? -1 : event.key === ']' ? 1 : 0;
      if (by !== 0 && isForPage(event)) choose(moved(date, by));
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [date, choose]);
  return (
    <div className="day-choice">
      <Button aria-label={part.dayBefore} onClick={() => choose(moved(date, -1))}>
        <Icon name="back" />
      </Button>
      <Input
        type="date"
        aria-label={part.date}
        value={date}
        onChange={({ target }) => {
          if (target.value !== '') choose(target.value);
        }}
      />
      <Button aria-label={part.dayAfter} onClick={() => choose(moved(date, 1))}>
        <Icon name="forward" />
      </Button>
      <Button disabled={date === today()} onClick={() => choose(today())}>
        {part.today}
      </Button>
    </div>
  );
}
