import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { Navigate, Outlet, ScrollRestoration, useLocation, useNavigate } from 'react-router';
import { useLive } from '../api/live';
import { ProblemError } from '../api/problem';
import { clockQuery, meQuery, streams } from '../api/queries';
import { onSessionEnd } from '../api/session-end';
// With every page: what was kept for somebody is taken from its place, whichever page they come back to.
import '../components/kept';
import { Problem } from '../components/problem';
import { PageSkeleton } from '../components/skeleton';
import { useText } from '../text/use-text';
import { ClockProvider, type ClockReading } from '../time/clock';
import { Bar } from './bar';
import { Leaving } from '../components/leaving';
import { ConnectionNotices } from './connection-notices';
import { Foot } from './foot';
import { signInPath } from './session';
import { Sprite } from './sprite';

/** Keeps the session alive while somebody looks: the cookie lasts ten minutes and is renewed by any answer in its last half. */
const KEEP_ALIVE_MS = 4 * 60_000;
const CLOCK_MS = 5 * 60_000;

/** Waits for the authority's clock: no date is shown by the browser's. */
export const WithClock = ({ children }: { children: ReactNode }) => {
  const t = useText();
  const clock = useQuery({ ...clockQuery, refetchInterval: CLOCK_MS });
  const { data, dataUpdatedAt } = clock;
  const reading = useMemo<ClockReading | undefined>(
    () =>
      data && {
        now: data.now,
        today: data.today,
        timeZone: data.timeZone,
        demonstration: data.origin === 'demonstration',
        readAt: dataUpdatedAt - performance.timeOrigin,
      },
    [data, dataUpdatedAt],
  );
  if (reading) return <ClockProvider reading={reading}>{children}</ClockProvider>;
  return (
    <main id="main" className="page main">
      {clock.error ? (
        <>
          <h1 className="vh">{t('shell.product')}</h1>
          <Problem
            error={clock.error}
            kind="query"
            actions={
              <button type="button" className="btn" onClick={() => void clock.refetch()}>
                {t('again')}
              </button>
            }
          />
        </>
      ) : (
        <p className="vh" aria-live="polite">
          {t('shell.starting')}
        </p>
      )}
    </main>
  );
};

/** After a navigation the focus goes to the page's title, as a reader of a new page would begin there. */
const useFocusOnNavigation = (): void => {
  const { pathname } = useLocation();
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const main = document.getElementById('main');
    const focusTitle = (): boolean => {
      const title = main?.querySelector<HTMLElement>('h1');
      if (!title) return false;
      title.tabIndex = -1;
      title.focus({ preventScroll: true });
      return true;
    };
    if (focusTitle() || !main) return;
    main.focus({ preventScroll: true });
    // The title comes with the page's data: it takes the focus then, if nobody has moved it meanwhile.
    const watch = new MutationObserver(() => {
      if (document.activeElement !== main && document.activeElement !== document.body) watch.disconnect();
      else if (focusTitle()) watch.disconnect();
    });
    watch.observe(main, { childList: true, subtree: true });
    return () => watch.disconnect();
  }, [pathname]);
};

/** What frames every officer's page: skip link, bar, notices, the page, the foot. */
export const Shell = () => {
  const t = useText();
  const me = useQuery({ ...meQuery, refetchInterval: KEEP_ALIVE_MS });
  const location = useLocation();
  const navigate = useNavigate();
  const here = location.pathname + location.search;
  const signedIn = me.data !== undefined;
  useEffect(
    () =>
      onSessionEnd(() => {
        void navigate(signInPath(here, signedIn ? 'ended' : undefined), { replace: true });
      }),
    [navigate, here, signedIn],
  );
  useFocusOnNavigation();
  useLive(signedIn ? streams.inbox : undefined, [['notifications', 'inbox']]);
  if (me.error instanceof ProblemError && me.error.status === 401) return <Navigate to={signInPath(here)} replace />;
  return (
    <>
      <Sprite />
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <Bar />
      <main id="main" tabIndex={-1}>
        <ConnectionNotices />
        <Leaving />
        {me.data ? (
          <Outlet />
        ) : me.error ? (
          <div className="page main">
            <h1 className="vh">{t('shell.product')}</h1>
            <Problem
              error={me.error}
              kind="query"
              actions={
                <button type="button" className="btn" onClick={() => void me.refetch()}>
                  {t('again')}
                </button>
              }
            />
          </div>
        ) : (
          <PageSkeleton what={t('shell.product')} />
        )}
      </main>
      <Foot />
      <ScrollRestoration />
    </>
  );
};
