/**
 * Whether an opened resource is signed and unchanged, and the author's way to sign it. China's
 * rules RX-24, ONL-33.
 * https://hl7.org/fhir/R4/provenance.html
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { authorsOf } from '#model/authors.ts';
import { exactText } from '../../design/moment.ts';
import { Icon } from '../../design/Icon.tsx';
import { FhirFailure, ask } from '../../fhir/client.ts';
import { parametersOf } from '../../fhir/parameters.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { keyOf } from '../../fhir/shapes.ts';
import { displayName } from '../../fhir/wording.ts';
import { useSend, useSession } from '../../session/session-context.ts';
import type { Who } from '../../session/session.ts';
import { useStepUp } from '../../session/step-up-context.ts';
import { reasonText } from '../access/failure-words.ts';
import { useChartParts } from '../chart/chart-context.ts';
import './signing.css';
import { verdictOf } from './verdict.ts';
import type { Signature, Verdict } from './verdict.ts';

/** Whether somebody wrote this, so that it is theirs to sign. */
function isAuthor(fact: Fact, { who, practitionerRoles = [] }: Who): boolean {
  const own = new Set([who, ...practitionerRoles.map((id) => `PractitionerRole/${id}`)]);
  return authorsOf(fact).some((reference) => own.has(reference));
}

/** Says nothing until it is known. */
export function SignatureLine({ fact }: { fact: Fact }): ReactNode {
  const { t } = useTranslation();
  const { language } = useChartParts();
  const send = useSend();
  const { who } = useSession();
  const key = keyOf(fact);
  const queryKey = ['verify', key, fact.meta?.versionId];
  const { data: verdict, isError } = useQuery({
    queryKey,
    queryFn: async ({ signal }) =>
      verdictOf(await ask(send, `${key}/$verify`, { method: 'GET', signal })),
  });
  if (isError) return <p className="signature soft">{t('signing.notChecked')}</p>;
  if (verdict === undefined) return null;
  const { state, said, signatures } = verdict;
  return (
    <div className="signature">
      <p>
        <span className={`signature-state signature-${state}`} title={said[language]}>
          <Icon name={state === 'changed' || state === 'outdated' ? 'alert' : 'shield'} />
          {t(`signing.${state}`)}
        </span>
        {state === 'changed' || state === 'outdated' ? <span>{said[language]}</span> : null}
      </p>
      {signatures.map((signature) => (
        <Signed key={`${signature.who} ${signature.when}`} signature={signature} />
      ))}
      {isAuthor(fact, who) && state !== 'signed' ? <Sign {...{ fact, queryKey, state }} /> : null}
    </div>
  );
}

function Signed({ signature: { who, when, mark } }: { signature: Signature }): ReactNode {
  const { t } = useTranslation();
  const { chart, follow, language } = useChartParts();
  const known = chart.directory.get(who ?? '');
  useEffect(() => {
    if (who !== undefined && known === undefined) follow([who]);
  }, [who, known, follow]);
  const name = (known && displayName(known, language)) ?? t('app.unknown');
  return (
    <p className="signature-by soft">
      {t('signing.by', { name, date: exactText(when ?? '') })}
      {mark === undefined ? null : <span className="signature-mark">{mark}</span>}
    </p>
  );
}

/** The button; where the server wants a strong factor first, it is asked for. */
function Sign(props: {
  fact: Fact;
  queryKey: readonly unknown[];
  state: Verdict['state'];
}): ReactNode {
  const { fact, queryKey, state } = props;
  const { t } = useTranslation();
  const { language } = useChartParts();
  const send = useSend();
  const stepUp = useStepUp();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const version = fact.meta?.versionId;
  const signNow = () =>
    ask(send, `${keyOf(fact)}/$sign`, {
      method: 'POST',
      body: parametersOf(),
      // What is signed is what stands on the screen, and no later version.
      ...(version === undefined ? {} : { headers: { 'if-match': `W/"${version}"` } }),
    });
  const sign = async () => {
    setBusy(true);
    setFailed(undefined);
    try {
      await signNow().catch(async (failure: unknown) => {
        const wanted = failure instanceof FhirFailure && failure.code === 'step-up-needed';
        if (!wanted) throw failure;
        if (await stepUp()) await signNow();
      });
      await client.invalidateQueries({ queryKey });
    } catch (failure) {
      setFailed(t('signing.failed', { reason: reasonText(failure, t, language) }));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="signature-sign">
      {failed === undefined ? null : (
        <p className="signature-failed" role="alert">
          {failed}
        </p>
      )}
      <Button size="small" type="primary" loading={busy} onClick={() => void sign()}>
        {t(state === 'outdated' ? 'signing.signAgain' : 'signing.sign')}
      </Button>
      <span className="soft">{t('signing.means')}</span>
    </div>
  );
}
