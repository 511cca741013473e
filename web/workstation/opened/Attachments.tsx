/** The text and files inside a report or document. https://hl7.org/fhir/R4/datatypes.html#Attachment */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment, Fact } from '../../fhir/shapes.ts';

/** The text of an attachment that holds plain text itself; nothing for other kinds. */
export function attachedText({ contentType, data }: Attachment): string | undefined {
  if (data === undefined || !/^text\/plain\b/.test(contentType ?? '')) return undefined;
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/** Where a file of an attachment is: its own data, or an address at this origin. Never an address elsewhere. */
export function fileAddress({ contentType, data, url }: Attachment): string | undefined {
  if (data !== undefined && /^(application\/pdf|image\/(png|jpeg))$/.test(contentType ?? '')) {
    return `data:${contentType};base64,${data}`;
  }
  if (url === undefined) return undefined;
  if (/^Binary\/[A-Za-z0-9\-.]{1,64}$/.test(url)) return `/fhir/R4/${url}`;
  return url.startsWith('/') && !url.startsWith('//') ? url : undefined;
}

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
