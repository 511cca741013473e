/** Switches of the channels by which somebody is told. https://www.w3.org/TR/push-api/ */
import type { ReactNode } from 'react';
import { useConduct } from '../../light/use-conduct.ts';
import { Failed } from '../parts/Frame.tsx';
import { Rows, SwitchRow } from '../parts/Rows.tsx';
import { useWords } from '../words.ts';
import { useChannels } from './use-channels.ts';

/** The switches; nothing until it is known how they stand. */
export function ChannelRows(): ReactNode {
  const { me } = useWords();
  const { value, error, change } = useChannels();
  const { error: refused, run } = useConduct();
  if (value === undefined) return <Failed error={error} />;
  return (
    <>
      <h2>{me.group.channels}</h2>
      <Rows label={me.group.channels}>
        {value.pushable ? (
          <SwitchRow
            isOn={value.push}
            turn={(push) => run(() => change({ push }))}
            note={me.pushHelp}
          >
            {me.push}
          </SwitchRow>
        ) : null}
        <SwitchRow isOn={value.sms} turn={(sms) => run(() => change({ sms }))} note={me.smsHelp}>
          {me.sms}
        </SwitchRow>
      </Rows>
      {refused === undefined ? null : <p role="alert">{me.pushDenied}</p>}
    </>
  );
}
