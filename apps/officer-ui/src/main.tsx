import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { IntlProvider } from 'react-intl';
import { RouterProvider } from 'react-router/dom';
import { queryClient } from './api/query-client';
import { router } from './routes';
import { WithClock } from './shell/shell';
import { applyTheme } from './shell/theme';
import { language } from './text/language';
import { messagesOf } from './text/messages';
import './styles/index.css';

applyTheme();
document.documentElement.lang = language;
const messages = await messagesOf(language);

const place = document.getElementById('app');
if (!place) throw new Error('index.html has no element #app');
createRoot(place).render(
  <StrictMode>
    <IntlProvider locale={language} messages={messages}>
      <QueryClientProvider client={queryClient}>
        <WithClock>
          <RouterProvider router={router} />
        </WithClock>
      </QueryClientProvider>
    </IntlProvider>
  </StrictMode>,
);
