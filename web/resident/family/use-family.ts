/**
 * Whose things are shown, and who else can be chosen.
 * https://hl7.org/fhir/R4/relatedperson.html#search
 */
import { createContext, useCallback, useContext, useMemo, useState } from 'react';
import { batch, pageOf } from '../../fhir/client.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { useLoaded } from '../../light/use-loaded.ts';
import { useSession } from '../../session/session-context.ts';
import { membersOf, selfOf } from './member.ts';
import type { Member } from './member.ts';

/** The family of who is signed in. */
export interface Family {
  /** Whose things are shown. */
  member: Member;
  /** Oneself first. */
  members: readonly Member[];
  choose: (member: Member) => void;
}

export const FamilyContext = createContext<Family | undefined>(undefined);

/** The family of the app around the caller. */
export function useFamily(): Family {
  const family = useContext(FamilyContext);
  if (family === undefined) throw new Error('useFamily needs a FamilyContext above it');
  return family;
}

/** Whose things are shown. */
export function useMember(): Member {
  return useFamily().member;
}

/** Chosen before the page was left to pay; an id says nothing of anybody. */
const chosenKey = 'yishu.member';

/** Loads the family; oneself until it is there. */
export function useOpenFamily(): Family {
  const { who, send } = useSession();
  const [chosen, setChosen] = useState(() => sessionStorage.getItem(chosenKey));
  const self = useMemo(() => selfOf({ reference: who.who, name: who.name }), [who]);
  const load = useCallback(
    async (signal: AbortSignal): Promise<Member[]> => {
      const relations = 'RelatedPerson?active=true&_count=100&_include=RelatedPerson:patient';
      const [related, own] = await batch(send, [relations, who.who], signal);
      const { found, included } = pageOf(related);
      const patient = own !== undefined && 'resource' in own ? (own.resource as Fact) : undefined;
      const me = selfOf({ reference: who.who, name: who.name }, patient);
      return membersOf(me, [...found, ...included], Date.now());
    },
    [send, who],
  );
  const { value } = useLoaded(load);
  const members = value ?? [self];
  const member = members.find(({ id }) => id === chosen) ?? members[0] ?? self;
  const choose = useCallback(({ id }: Member) => {
    sessionStorage.setItem(chosenKey, id);
    setChosen(id);
  }, []);
  return useMemo(() => ({ member, members, choose }), [member, members, choose]);
}
