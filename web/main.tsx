/** Starts the pages. https://react.dev/reference/react-dom/client/createRoot */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { AppearanceProvider } from './design/appearance.tsx';
import './design/base.css';
import { Failsafe } from './design/Failsafe.tsx';
import { FhirFailure } from './fhir/client.ts';
import { startLanguage } from './i18n/i18n.ts';
import { workstation } from './session/application.ts';
import { openSession } from './session/session.ts';
import { SessionGate } from './session/SessionGate.tsx';
import { Workstation } from './workstation/Workstation.tsx';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // An answer that the server gave will not change by asking again; a lost connection may.
      retry: (count, error) => count < 1 && error instanceof FhirFailure && error.status === 0,
      retryDelay: 300,
    },
  },
});

const opening = openSession(workstation, { window, now: Date.now });
await startLanguage();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <AppearanceProvider>
      <Failsafe>
        <QueryClientProvider client={client}>
          <SessionGate opening={opening}>
            <Workstation />
          </SessionGate>
        </QueryClientProvider>
      </Failsafe>
    </AppearanceProvider>
  </StrictMode>,
);
