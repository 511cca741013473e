/**
 * The text and files inside a report or document. https://hl7.org/fhir/R4/datatypes.html#Attachment
 */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fact } from '../../fhir/shapes.ts';
import { attachedText, fileAddress } from './attachment.ts';

/** Shows plain text in place and offers files to open. */
export function Attachments({ fact }: { fact: Fact }): ReactNode {
  const { t } = useTranslation();
  const attachments = [
    ...(fact.presentedForm ?? []),
    ...(fact.content ?? []).flatMap(({ attachment }) => attachment ?? []),
  ];
  return attachments.map((attachment, index) => {
    const text = attachedText(attachment);
    const address = fileAddress(attachment);
    const title = attachment.title ?? t('field.file');
    return (
      <section key={index} className="attachment">
        {text === undefined ? null : (
          <>
            <h3>{attachment.title ?? t('field.text')}</h3>
            <div className="attachment-text">{text}</div>
          </>
        )}
        {text === undefined && address !== undefined ? (
          <a href={address} target="_blank" rel="noreferrer" download={title}>
            {t('opened.openFile')}: {title}
          </a>
        ) : null}
        {text === undefined && address === undefined ? <p className="soft">{title}</p> : null}
      </section>
    );
  });
}
