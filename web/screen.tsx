/**
 * Starts the screen of a waiting room.
 * https://react.dev/reference/react-dom/client/createRoot
 */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LightAppearance } from './light/LightAppearance.tsx';
import { ScreenPage } from './screen/ScreenPage.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('screen.html has no #root');
createRoot(root).render(
  <StrictMode>
    <LightAppearance theme="dark">
      <ScreenPage />
    </LightAppearance>
  </StrictMode>,
);
