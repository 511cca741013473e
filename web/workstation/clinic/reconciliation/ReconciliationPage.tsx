/**
 * What our books and others' do not agree about: payment providers' (支付), hospitals' own systems'
 * (号源). A tab each. https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
 */
import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { go } from '../../route.ts';
import { useClinicWords } from '../parts/clinic-words.ts';
import { Payments } from './Payments.tsx';
import { Numbers } from './numbers/Numbers.tsx';

const numbers = 'numbers';

/** The page; `id` names its tab. */
export function ReconciliationPage({ id }: { id?: string }): ReactNode {
  const words = useClinicWords();
  const section = { page: 'clinic', section: 'reconciliation' } as const;
  return (
    <>
      <header className="clinic-head">
        <h1>{words.reconciliation.title}</h1>
      </header>
      <Tabs
        className="reconciliation-tabs"
        activeKey={id === numbers ? numbers : 'payments'}
        onChange={(key) => go(key === numbers ? { ...section, id: numbers } : section)}
        destroyOnHidden
        aria-label={words.numbers.tabs}
        items={[
          { key: 'payments', label: words.numbers.payments, children: <Payments /> },
          { key: numbers, label: words.numbers.title, children: <Numbers /> },
        ]}
      />
    </>
  );
}
