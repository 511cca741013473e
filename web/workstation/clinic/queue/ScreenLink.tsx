/**
 * The link of a waiting-room screen, made for whoever hangs one up.
 * https://hl7.org/fhir/R4/healthcareservice.html
 */
import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Modal } from 'antd';
import type { ReactNode } from 'react';
import { Failed, LoadingRows } from '../../../design/states.tsx';
import { ask } from '../../../fhir/client.ts';
import { parametersOf, partsOf } from '../../../fhir/parameters.ts';
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
      const path = `HealthcareService/${department}/$screen`;
      const answer = await ask(send, path, { method: 'POST', body: parametersOf() });
      return `${location.origin}/screen#${partsOf(answer).text('key')}`;
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
