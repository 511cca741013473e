/**
 * A record that is not there, or not for the one who asks: which of the two is not told, but how
 * to come to it is. https://hl7.org/fhir/R4/security.html
 */
import { Button } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/Icon.tsx';
import { fragmentOf } from '../route.ts';
import './access.css';
import { BreakGlass } from './BreakGlass.tsx';
import { CardCheck } from './CardCheck.tsx';

/** The two ways to a record, and the one back. */
export function HiddenChart({ patientId }: { patientId: string }): ReactNode {
  const { t } = useTranslation();
  const [breaking, setBreaking] = useState(false);
  return (
    <div className="hidden-chart">
      <h1>
        <Icon name="shield" /> {t('access.hidden.title')}
      </h1>
      <p className="soft">{t('access.hidden.text')}</p>
      <div className="hidden-ways">
        <section className="card" aria-label={t('access.hidden.here')}>
          <h2>{t('access.hidden.here')}</h2>
          <p className="soft">{t('access.hidden.hereText')}</p>
          <CardCheck known={{}} />
        </section>
        <section className="card" aria-label={t('access.hidden.urgent')}>
          <h2>{t('access.hidden.urgent')}</h2>
          <p className="soft">{t('access.hidden.urgentText')}</p>
          <Button danger onClick={() => setBreaking(true)}>
            {t('access.hidden.urgentButton')}
          </Button>
        </section>
      </div>
      <Button type="link" href={fragmentOf({ page: 'search' })}>
        {t('access.hidden.search')}
      </Button>
      {breaking ? <BreakGlass patientId={patientId} close={() => setBreaking(false)} /> : null}
    </div>
  );
}
