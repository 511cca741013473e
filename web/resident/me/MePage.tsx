/** What is one's own: how the app looks, who looked at the record and who may, signing out. */
import type { ReactNode } from 'react';
import { fill } from '../../i18n/fill.ts';
import { useSession } from '../../session/session-context.ts';
import { useElder } from '../elder/elder.ts';
import { Frame } from '../parts/Frame.tsx';
import { LookRows } from '../parts/LookRows.tsx';
import { Press } from '../parts/Press.tsx';
import { LinkRow, Rows, SwitchRow } from '../parts/Rows.tsx';
import { useWords } from '../words.ts';
import { ChannelRows } from './ChannelRows.tsx';

/** The page. */
export function MePage(): ReactNode {
  const words = useWords();
  const { isElder, turn } = useElder();
  const { who, signOut } = useSession();
  return (
    <Frame title={words.me.title}>
      <h2>{words.me.group.record}</h2>
      <Rows label={words.me.group.record}>
        <LinkRow to={{ page: 'looks' }} glyph="eye">
          {words.me.looks}
        </LinkRow>
        <LinkRow to={{ page: 'permissions' }} glyph="shield">
          {words.me.permissions}
        </LinkRow>
        <LinkRow to={{ page: 'visits' }} glyph="calendar">
          {words.me.visits}
        </LinkRow>
        <LinkRow to={{ page: 'call' }} glyph="phone">
          {words.elder.call}
        </LinkRow>
      </Rows>
      <h2>{words.me.group.settings}</h2>
      <Rows label={words.me.group.settings}>
        <SwitchRow isOn={isElder} turn={turn} note={words.me.elderHelp}>
          {words.me.elder}
        </SwitchRow>
        <LookRows />
      </Rows>
      <ChannelRows />
      <h2>{words.me.group.account}</h2>
      <p className="soft">{fill(words.me.signedInAs, { name: who.name })}</p>
      <Press kind="quiet" onClick={() => void signOut().catch(() => undefined)}>
        {words.signOut}
      </Press>
    </Frame>
  );
}
