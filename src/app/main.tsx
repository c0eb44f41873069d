import '@fontsource-variable/inter';
import '@mantine/core/styles.css';
import './tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/parts.css';
import './styles/controls.css';
import { MantineProvider } from '@mantine/core';
import { createRoot } from 'react-dom/client';
import { ErrorBoundary } from 'react-error-boundary';
import { App } from './App';
import { startTranslations } from './i18n';
import { theme } from './theme';
// Last, so that it wins over the panels' own.
import './styles/phone.css';

startTranslations();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <ErrorBoundary fallbackRender={({ error }) => <p role="alert">{String(error)}</p>}>
        <App />
      </ErrorBoundary>
    </MantineProvider>,
  );
}
