/**
 * For whom: always in sight, and changed with two taps.
 * https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/
 */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Glyph } from '../parts/Glyph.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { useWay } from '../use-route.ts';
import { useWords } from '../words.ts';
import type { Member } from './member.ts';
import { useFamily } from './use-family.ts';

/** The name whose things are shown; a tap opens the others. */
export function FamilySwitcher(): ReactNode {
  const words = useWords();
  const { member } = useFamily();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="whose" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Face member={member} />
        <span className="unseen">{words.family.label}</span>
        <b>{member.name}</b>
        <Glyph name="down" />
      </button>
      {open ? <Choice close={() => setOpen(false)} /> : null}
    </>
  );
}

/** The family name in a circle; another colour for whoever is not oneself. */
function Face({ member }: { member: Member }): ReactNode {
  const [first = ''] = Array.from(member.name);
  return (
    <span className="face" data-self={member.kinship === 'self'} aria-hidden="true">
      {first}
    </span>
  );
}

function Choice({ close }: { close: () => void }): ReactNode {
  const words = useWords();
  const { member: current, members, choose } = useFamily();
  const { route, go } = useWay();
  const pick = (member: Member) => {
    choose(member);
    close();
    // What was open is about somebody else.
    if (route.id !== undefined) go({ page: 'home' });
  };
  return (
    <Sheet title={words.family.title} close={close}>
      <ul className="rows">
        {members.map((member) => (
          <li key={member.id}>
            <button
              type="button"
              className="row"
              aria-pressed={member.id === current.id}
              onClick={() => pick(member)}
            >
              <Face member={member} />
              <span className="row-text">
                <b>{member.name}</b>
                <span className="soft small">
                  {[
                    words.family[member.kinship],
                    member.scope === 'all' ? undefined : words.family[member.scope],
                  ]
                    .filter((word) => word !== undefined)
                    .join(' · ')}
                </span>
              </span>
              {member.id === current.id ? <Glyph name="check" /> : null}
            </button>
          </li>
        ))}
      </ul>
      <p className="soft small">{words.family.help}</p>
    </Sheet>
  );
}
