/** The mark of what the law protects specially. https://hl7.org/fhir/R4/security-labels.html */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/Icon.tsx';
import type { Fact } from '../../fhir/shapes.ts';
import './access.css';
import { isProtected } from './why.ts';

/** The mark, where any of these facts has the highest level; nothing elsewhere. */
export function ProtectedMark({ facts }: { facts: readonly Fact[] }): ReactNode {
  const { t } = useTranslation();
  if (!facts.some(isProtected)) return null;
  return (
    <span className="protected" title={t('access.protectedHelp')}>
      <Icon name="shield" /> {t('access.protected')}
    </span>
  );
}
