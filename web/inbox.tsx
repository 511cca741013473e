/**
 * Starts the simulated inbox of a demonstration.
 * https://react.dev/reference/react-dom/client/createRoot
 */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LightAppearance } from './light/LightAppearance.tsx';
import { Inbox } from './sign-in/Inbox.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('inbox.html has no #root');
createRoot(root).render(
  <StrictMode>
    <LightAppearance>
      <Inbox />
    </LightAppearance>
  </StrictMode>,
);
