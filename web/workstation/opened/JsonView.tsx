/**
 * JSON in colours, references as buttons that open what they point to.
 * https://hl7.org/fhir/R4/json.html
 */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { jsonTokens } from './json-tokens.ts';

/** `follow` opens the resource of a reference (`Patient/1`). */
export function JsonView(props: { value: unknown; follow: (key: string) => void }): ReactNode {
  const { t } = useTranslation();
  return (
    // A long listing scrolls by keyboard too, so it takes the focus.
    <pre className="json" tabIndex={0}>
      {jsonTokens(props.value).map(({ text, kind, reference }, index) =>
        reference === undefined ? (
          <span key={index} className={`json-${kind}`}>
            {text}
          </span>
        ) : (
          <button
            key={index}
            type="button"
            className="plain json-reference"
            title={t('source.follow', { key: reference })}
            onClick={() => props.follow(reference)}
          >
            {text}
          </button>
        ),
      )}
    </pre>
  );
}
