/**
 * Starts the pages of signing in, which carry little.
 * https://react.dev/reference/react-dom/client/createRoot
 */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LightAppearance } from './light/LightAppearance.tsx';
import { takeEnding } from './session/ending.ts';
import { Consent } from './sign-in/Consent.tsx';
import { SignInPage } from './sign-in/SignInPage.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('sign-in.html has no #root');
const consenting = location.pathname.startsWith('/sign-in/consent');
const ending = consenting ? undefined : takeEnding(sessionStorage);
createRoot(root).render(
  <StrictMode>
    <LightAppearance>{consenting ? <Consent /> : <SignInPage ending={ending} />}</LightAppearance>
  </StrictMode>,
);
