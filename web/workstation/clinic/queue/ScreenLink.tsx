/**
 * The link of a waiting-room screen, made for whoever hangs one up.
 * https://hl7.org/fhir/R4/healthcareservice.html
 */
import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Modal } from 'antd';
import type { ReactNode } from 'react';
import { Failed, LoadingRows } from '../../../design/states.tsx';
import { ask } from '../../../fhir/client.ts';
import type { Fact } from '../../../fhir/shapes.ts';
import { useSend } from '../../../session/session-context.ts';
import { useQueueWords } from './queue-words.ts';

/** `department` is the id of a HealthcareService. */
export function ScreenLink(props: { department: string; close: () => void }): ReactNode {
  const words = useQueueWords();
  const send = useSend();
  const { message } = App.useApp();
  const { department, close } = props;
  const { data, error, refetch } = useQuery({
    queryKey: ['screen-link', department],
    queryFn: async () => {
      const body = { resourceType: 'Parameters' };
      const path = `HealthcareService/${department}/$screen`;
      const answer = (await ask(send, path, { method: 'POST', body })) as Fact & {
        parameter?: { name: string; valueString?: string }[];
      };
      const key = answer.parameter?.find(({ name }) => name === 'key')?.valueString ?? '';
      return `${location.origin}/screen#${key}`;
    },
    staleTime: Infinity,
  });
  const copy = async (link: string) => {
    await navigator.clipboard.writeText(link);
    void message.success(words.copied);
  };
  return (
    <Modal open title={words.screenTitle} footer={null} width={560} onCancel={close}>
      {error !== null ? <Failed error={error} retry={() => void refetch()} compact /> : null}
      {data === undefined && error === null ? <LoadingRows rows={2} /> : null}
      {data === undefined ? null : (
        <div className="deed">
          <p>{words.screenHelp}</p>
          <Input.TextArea value={data} readOnly autoSize aria-label={words.screenTitle} />
          <footer>
            <Button onClick={() => void copy(data)}>{words.copy}</Button>
            <Button type="primary" href={data} target="_blank" rel="noopener">
              {words.openScreen}
            </Button>
          </footer>
        </div>
      )}
    </Modal>
  );
}
