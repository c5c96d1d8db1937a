import './trusted-types.ts';
import '@fontsource-variable/inter/opsz.css';
import '../styles/reset.css';
import '../styles/tokens.css';
import '../styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nProvider } from 'react-aria-components';
import { AnswersProvider } from '../bridge/answers.tsx';
import { Application } from './application.tsx';
import { ErrorBoundary } from './error-boundary.tsx';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <ErrorBoundary>
      <I18nProvider locale="en-GB">
        <AnswersProvider>
          <Application />
        </AnswersProvider>
      </I18nProvider>
    </ErrorBoundary>
  </StrictMode>,
);
