/** All notices. https://hl7.org/fhir/R4/communication.html */
import type { ReactNode } from 'react';
import { Empty, Failed, Frame, Loading } from '../parts/Frame.tsx';
import { useWords } from '../words.ts';
import { NoticeLines, useNotices } from './NoticeList.tsx';

/** The page. */
export function NoticesPage(): ReactNode {
  const words = useWords();
  const { value, error, reload } = useNotices();
  return (
    <Frame title={words.notices.title}>
      <Failed error={error} retry={reload} />
      {value === undefined && error === undefined ? <Loading /> : null}
      {value?.length === 0 ? <Empty>{words.notices.none}</Empty> : null}
      {value === undefined || value.length === 0 ? null : (
        <div className="block notices">
          <NoticeLines notices={value} />
        </div>
      )}
    </Frame>
  );
}
