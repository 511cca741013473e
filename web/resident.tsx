/** Starts the residents' app. https://react.dev/reference/react-dom/client/createRoot */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LightAppearance } from './light/LightAppearance.tsx';
import { ResidentApp } from './resident/ResidentApp.tsx';
import { keepShell } from './resident/pwa/keep-shell.ts';
import { resident } from './session/application.ts';
import { openSession } from './session/session.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('resident.html has no #root');
const opening = openSession(resident, { window, now: Date.now });
createRoot(root).render(
  <StrictMode>
    <LightAppearance>
      <ResidentApp opening={opening} />
    </LightAppearance>
  </StrictMode>,
);
keepShell(window);
