/** Starts the residents' pages. https://react.dev/reference/react-dom/client/createRoot */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LightAppearance } from './light/LightAppearance.tsx';
import { RecordPage } from './record/RecordPage.tsx';
import { resident } from './session/application.ts';
import { openSession } from './session/session.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('record.html has no #root');
const opening = openSession(resident, { window, now: Date.now });
createRoot(root).render(
  <StrictMode>
    <LightAppearance>
      <RecordPage opening={opening} />
    </LightAppearance>
  </StrictMode>,
);
