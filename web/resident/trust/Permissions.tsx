/**
 * Whom I let look, and whom not: a list, three ways to add, one tap to withdraw.
 * https://hl7.org/fhir/R4/consent.html
 */
import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';
import { useAppearance } from '../../design/appearance-context.ts';
import { dayText } from '../../design/moment.ts';
import { ask, batch, pageOf } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import type { Fact, Reference } from '../../fhir/shapes.ts';
import { displayName } from '../../fhir/wording.ts';
import { fill } from '../../i18n/fill.ts';
import { Action, Notice } from '../../light/parts.tsx';
import { useConduct } from '../../light/use-conduct.ts';
import { useSession } from '../../session/session-context.ts';
import { useMember } from '../family/use-family.ts';
import { Frame } from '../parts/Frame.tsx';
import { InstitutionChoice } from './InstitutionChoice.tsx';
import { consentFor, permissionOf, withdrawn } from './permission.ts';
import type { Permission } from './permission.ts';
import { failureText, useWords } from '../words.ts';
import { useLoaded } from '../../light/use-loaded.ts';
import './trust.css';

interface Line {
  permission: Permission;
  consent: Fact;
  /** The institution, where its name had to be looked up. */
  party: Fact | undefined;
}

async function loadLines(send: Send, id: string, signal: AbortSignal): Promise<Line[]> {
  const page = pageOf((await batch(send, [`Consent?patient=${id}&_count=200`], signal))[0]);
  if (page.failure !== undefined) throw page.failure;
  const lines = page.found.flatMap((consent) => {
    const permission = permissionOf(consent, Date.now());
    return permission === undefined ? [] : [{ permission, consent, party: undefined }];
  });
  const nameless = lines.flatMap(({ permission: { party } }) =>
    party?.reference !== undefined && party.display === undefined ? [party.reference] : [],
  );
  if (nameless.length === 0) return lines;
  const wanted = [...new Set(nameless)];
  const answers = await batch(send, wanted, signal);
  const found = new Map(
    wanted.map((key, index) => {
      const answer = answers[index];
      return [key, answer && 'resource' in answer ? (answer.resource as Fact) : undefined];
    }),
  );
  return lines.map((line) => ({
    ...line,
    party: found.get(line.permission.party?.reference ?? ''),
  }));
}

type Adding = 'permit' | 'deny' | 'deny-all';

/** The whole page. */
export function Permissions(): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const { send } = useSession();
  const { id, reference } = useMember();
  const load = useCallback((signal: AbortSignal) => loadLines(send, id, signal), [send, id]);
  const { value, error, reload } = useLoaded(load);
  const [adding, setAdding] = useState<Adding>();
  const conduct = useConduct();
  const add = (kind: Permission['kind'], party: Reference | undefined) =>
    conduct.run(async () => {
      const body = consentFor({ kind, patient: reference, party, now: Date.now() });
      await ask(send, 'Consent', { method: 'POST', body });
      setAdding(undefined);
      reload();
    });
  const withdraw = ({ consent }: Line) =>
    conduct.run(async () => {
      const version = consent.meta?.versionId;
      await ask(send, `Consent/${consent.id ?? ''}`, {
        method: 'PUT',
        body: withdrawn(consent),
        headers: version === undefined ? {} : { 'if-match': `W/"${version}"` },
      });
      reload();
    });
  const failure = error ?? conduct.error;
  return (
    <Frame title={words.permissions.title} className="permissions">
      <p className="soft">{words.permissions.help}</p>
      {failure === undefined ? null : (
        <Notice tone="danger">{failureText(failure, words, language)}</Notice>
      )}
      {error === undefined ? null : <Action onClick={reload}>{words.failure.retry}</Action>}
      {value === undefined && error === undefined ? <p role="status">{words.wait}</p> : null}
      {adding === undefined ? (
        <Lists lines={value ?? []} busy={conduct.busy} withdraw={withdraw} add={setAdding} />
      ) : (
        <AddPermission
          adding={adding}
          busy={conduct.busy}
          add={add}
          back={() => setAdding(undefined)}
        />
      )}
    </Frame>
  );
}

function AddPermission(props: {
  adding: Adding;
  busy: boolean;
  add: (kind: Permission['kind'], party: Reference | undefined) => void;
  back: () => void;
}): ReactNode {
  const words = useWords();
  const { adding, add, back, busy } = props;
  if (adding !== 'deny-all') {
    const title = adding === 'permit' ? words.permissions.allow : words.permissions.deny;
    return (
      <InstitutionChoice title={title} busy={busy} back={back} choose={(one) => add(adding, one)} />
    );
  }
  return (
    <div className="adding">
      <h2>{words.permissions.denyAll}</h2>
      <Notice tone="warn">{words.permissions.denyAllSure}</Notice>
      <div className="pair">
        <Action onClick={back}>{words.permissions.back}</Action>
        <Action kind="danger" busy={busy} onClick={() => add('deny', undefined)}>
          {words.permissions.denyAllDo}
        </Action>
      </div>
    </div>
  );
}

function Lists(props: {
  lines: readonly Line[];
  busy: boolean;
  withdraw: (line: Line) => void;
  add: (adding: Adding) => void;
}): ReactNode {
  const words = useWords();
  const { lines, busy, withdraw, add } = props;
  const own = lines.filter(({ permission }) => permission.origin === 'resident');
  const others = lines.filter(({ permission }) => permission.origin !== 'resident');
  const grants = own.filter(({ permission }) => permission.kind === 'permit');
  const denials = own.filter(({ permission }) => permission.kind === 'deny');
  return (
    <>
      <h2>{words.permissions.granted}</h2>
      {grants.length === 0 ? <p className="soft">{words.permissions.noGrants}</p> : null}
      <PermissionList lines={grants} busy={busy} withdraw={withdraw} />
      <Action onClick={() => add('permit')}>{words.permissions.allow}</Action>
      <h2>{words.permissions.denied}</h2>
      {denials.length === 0 ? <p className="soft">{words.permissions.noDenials}</p> : null}
      <PermissionList lines={denials} busy={busy} withdraw={withdraw} />
      <div className="pair">
        <Action onClick={() => add('deny')}>{words.permissions.deny}</Action>
        <Action onClick={() => add('deny-all')}>{words.permissions.denyAll}</Action>
      </div>
      {others.length === 0 ? null : (
        <>
          <h2>{words.permissions.others}</h2>
          <PermissionList lines={others} busy={busy} />
        </>
      )}
    </>
  );
}

function PermissionList(props: {
  lines: readonly Line[];
  busy: boolean;
  withdraw?: (line: Line) => void;
}): ReactNode {
  const words = useWords();
  const { language } = useAppearance();
  const { withdraw } = props;
  return (
    <ul className="permission-list">
      {props.lines.map((line) => {
        const { id, party, origin, since, until } = line.permission;
        const name =
          party === undefined
            ? words.permissions.everybody
            : ((line.party && displayName(line.party, language)) ??
              party.display ??
              party.reference ??
              '');
        const notes = [
          origin === 'resident' ? undefined : words.permissions.kinds[origin],
          since && fill(words.permissions.since, { date: dayText(since) }),
          until && fill(words.permissions.until, { date: dayText(until) }),
        ];
        return (
          <li key={id}>
            <div>
              <b>{name}</b>
              <p className="soft">{notes.filter((note) => note !== undefined).join(' · ')}</p>
            </div>
            {withdraw === undefined ? null : (
              <Action disabled={props.busy} onClick={() => withdraw(line)}>
                {words.permissions.withdraw}
              </Action>
            )}
          </li>
        );
      })}
    </ul>
  );
}
