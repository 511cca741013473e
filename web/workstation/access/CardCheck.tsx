/**
 * The patient is here: name and number read off the card open the care relationship.
 * https://hl7.org/fhir/R4/patient-operation-match.html
 */
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input } from 'antd';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { parseResidentId, toEighteen } from '#model/resident-id.ts';
import { useAppearance } from '../../design/appearance-context.ts';
import { ask } from '../../fhir/client.ts';
import type { Send } from '../../fhir/client.ts';
import { parametersOf } from '../../fhir/parameters.ts';
import type { Fact } from '../../fhir/shapes.ts';
import { useSend } from '../../session/session-context.ts';
import { go } from '../route.ts';
import { reasonText, statusOf } from './failure-words.ts';

/** GB 11643 by WS/T 363. */
const idNumberSystem = 'urn:oid:2.16.156.10011.1.3';

/** Asks who has this name and this number; the numbers travel in the body alone. */
export async function identify(send: Send, card: { name: string; number: string }): Promise<Fact> {
  const body = parametersOf({
    identifier: { valueIdentifier: { system: idNumberSystem, value: card.number } },
    name: card.name,
  });
  return ask(send, 'Patient/$identify', { method: 'POST', body });
}

/** `known` is what was typed elsewhere already. */
export function CardCheck({ known }: { known: { name?: string; number?: string } }): ReactNode {
  const { t } = useTranslation();
  const { language } = useAppearance();
  const send = useSend();
  const client = useQueryClient();
  const id = useId();
  const [name, setName] = useState(known.name ?? '');
  const [number, setNumber] = useState(known.number ?? '');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const check = async () => {
    const eighteen = toEighteen(number.replace(/[\s-]/g, ''));
    if (eighteen === undefined || parseResidentId(eighteen) === undefined) {
      setWrong(t('access.card.wrongNumber'));
      return;
    }
    setBusy(true);
    setWrong(undefined);
    try {
      const patient = await identify(send, { name: name.trim(), number: eighteen });
      const { id: patientId = '' } = patient;
      await client.invalidateQueries({ queryKey: ['chart', patientId] });
      await client.invalidateQueries({ queryKey: ['why', patientId] });
      go({ page: 'chart', patientId });
    } catch (failure) {
      const status = statusOf(failure);
      setWrong(
        status === 404 || status === 422
          ? t('access.card.noMatch')
          : t('access.card.failed', { reason: reasonText(failure, t, language) }),
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="card-check"
      onSubmit={(event) => {
        event.preventDefault();
        void check();
      }}
    >
      {wrong === undefined ? null : <Alert type="error" showIcon title={wrong} role="alert" />}
      <label htmlFor={`${id}-name`}>{t('access.card.name')}</label>
      <Input
        id={`${id}-name`}
        value={name}
        autoComplete="off"
        onChange={({ target }) => setName(target.value)}
      />
      <label htmlFor={`${id}-number`}>{t('access.card.number')}</label>
      <Input
        id={`${id}-number`}
        value={number}
        autoComplete="off"
        className="figures"
        onChange={({ target }) => setNumber(target.value)}
      />
      <Button
        type="primary"
        htmlType="submit"
        loading={busy}
        disabled={name.trim() === '' || number.trim() === ''}
      >
        {t('access.card.check')}
      </Button>
    </form>
  );
}
