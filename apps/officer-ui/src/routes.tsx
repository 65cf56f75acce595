import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import { NotFound, PageFault } from './pages/faults';
import { Shell } from './shell/shell';

/** A page is loaded when it is first visited. */
const page = (path: string, load: () => Promise<{ Page: React.ComponentType }>): RouteObject => ({
  path,
  lazy: async () => ({ Component: (await load()).Page }),
});

/** Every page and its address. Officers' pages stand in the shell; sign-in and the respondent's page bring their own frame. */
export const router = createBrowserRouter([
  {
    element: <Shell />,
    // Until the first page's code is here: nothing, for a moment.
    HydrateFallback: () => null,
    errorElement: <PageFault />,
    children: [
      {
        errorElement: <PageFault />,
        children: [
          { index: true, element: <Navigate to="/inquiries" replace /> },
          page('/inquiries', () => import('./pages/inquiries/inquiries')),
          page('/inquiries/new', () => import('./pages/inquiries/open-inquiry')),
          page('/inquiries/:inquiryId', () => import('./pages/inquiry/inquiry')),
          page('/inquiries/:inquiryId/people', () => import('./pages/inquiry/people')),
          page('/inquiries/:inquiryId/as-of', () => import('./pages/as-of/of-inquiry')),
          page('/inquiries/:inquiryId/cases/new', () => import('./pages/inquiry/add-angle')),
          page('/cases/:caseId', () => import('./pages/case/case')),
          page('/cases/:caseId/as-of', () => import('./pages/as-of/of-case')),
          page('/rfis', () => import('./pages/rfis/rfis')),
          page('/rfis/new', () => import('./pages/rfis/new-rfi')),
          page('/rfis/:rfiId', () => import('./pages/rfis/rfi')),
          page('/rfis/:rfiId/draft', () => import('./pages/rfis/draft')),
          page('/rfis/:rfiId/as-of', () => import('./pages/as-of/of-rfi')),
          page('/access', () => import('./pages/access/access')),
          page('/reads', () => import('./pages/reads/reads')),
          page('/inbox', () => import('./pages/inbox/inbox')),
          page('/leads', () => import('./pages/leads/leads')),
          page('/webhooks', () => import('./pages/webhooks/webhooks')),
          page('/webhooks/new', () => import('./pages/webhooks/add-endpoint')),
          page('/webhooks/:subscriptionId', () => import('./pages/webhooks/webhooks')),
          page('/calendars', () => import('./pages/calendars/calendars')),
          page('/calendars/:calendarId/:version', () => import('./pages/calendars/calendar')),
          page('/operations/dead-letters', () => import('./pages/operations/dead-letters')),
          page('/operations/sessions', () => import('./pages/sessions/all-sessions')),
          page('/operations/machine-clients', () => import('./pages/machine-clients/machine-clients')),
          page('/operations/machine-clients/new', () => import('./pages/machine-clients/register-client')),
          page('/sessions', () => import('./pages/sessions/own-sessions')),
          page('/leads/new', () => import('./pages/leads/register-lead')),
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
  {
    errorElement: <PageFault />,
    HydrateFallback: () => null,
    children: [
      page('/sign-in', () => import('./pages/sign-in/sign-in')),
      page('/r/:token', () => import('./pages/respondent/enter')),
      page('/respond', () => import('./pages/respondent/respond')),
      page('/respond/review', () => import('./pages/respondent/review')),
      page('/respond/team', () => import('./pages/respondent/team')),
      page('/demo/mail', () => import('./pages/demo-mail/demo-mail')),
      page('/respond/left', () => import('./pages/respondent/left')),
    ],
  },
]);
