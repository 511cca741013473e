/** Another doctor sees the patients of a session (替诊). https://hl7.org/fhir/R4/schedule.html */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { batch, pageOf } from '../../../fhir/client.ts';
import { parametersOf, partsOf } from '../../../fhir/parameters.ts';
import type { Fact, Reference } from '../../../fhir/shapes.ts';
import { fill } from '../../../i18n/fill.ts';
import { useSend } from '../../../session/session-context.ts';
import { ChoiceField } from '../../administration/parts/Field.tsx';
import { DeedDialog } from '../parts/DeedDialog.tsx';
import { useClinicWords } from '../parts/clinic-words.ts';
import { useDeed, useOperation } from '../parts/use-clinic.ts';
import type { SessionDialogProps } from './SessionActions.tsx';

/** The doctors of a department: id of the PractitionerRole, and the name. */
export function useDoctors(service: string | undefined): [string, string][] | undefined {
  const send = useSend();
  const { data } = useQuery({
    queryKey: ['clinic-doctors', service],
    queryFn: async ({ signal }) => {
      const request = `PractitionerRole?service=HealthcareService/${service}&_count=100`;
      const { found, failure } = pageOf((await batch(send, [request], signal))[0]);
      if (failure !== undefined) throw failure;
      return found.flatMap(doctorOf);
    },
    enabled: service !== undefined && service !== '',
  });
  return data;
}

const doctorCodes = new Set(['doctor', 'assistant-doctor', 'village-doctor']);

function doctorOf(fact: Fact): [string, string][] {
  const role = fact as Fact & {
    active?: boolean;
    practitioner?: Reference;
    code?: { coding?: { code?: string }[]; text?: string }[];
  };
  const codes = (role.code ?? []).flatMap(({ coding = [] }) => coding.map(({ code }) => code));
  const sees = codes.length === 0 || codes.some((code) => doctorCodes.has(code ?? ''));
  if (role.active === false || !sees) return [];
  const name = [role.practitioner?.display ?? role.id ?? '', role.code?.[0]?.text ?? ''];
  return [[role.id ?? '', name.join(' ').trim()]];
}

/** The dialog. */
export function Substitute({ session, who, close }: SessionDialogProps): ReactNode {
  const { act: words } = useClinicWords();
  const deed = useDeed();
  const operation = useOperation();
  const [role, setRole] = useState('');
  const doctors = useDoctors(session.service)?.filter(([id]) => id !== session.role);
  const substitute = async () => {
    const body = parametersOf({
      slot: { reference: `Slot/${session.id}` },
      role: { reference: `PractitionerRole/${role}` },
    });
    const done = await deed.run(
      () => operation(`Schedule/${session.schedule}/$substitute`, body),
      (answer) => fill(words.substituted, { n: partsOf(answer).count('moved') }),
    );
    if (done) close();
  };
  return (
    <DeedDialog
      title={fill(words.substituteTitle, { who })}
      deed={deed}
      sure={words.substituteSure}
      disabled={role === ''}
      act={() => void substitute()}
      close={close}
    >
      <p className={session.toCome > 0 ? 'deed-affects' : undefined}>
        {fill(words.substituteAffects, { n: session.toCome })}
      </p>
      {doctors?.length === 0 ? (
        <p>{words.substituteNobody}</p>
      ) : (
        <ChoiceField
          label={words.substituteBy}
          value={role}
          change={setRole}
          options={doctors ?? []}
          none="–"
        />
      )}
    </DeedDialog>
  );
}
