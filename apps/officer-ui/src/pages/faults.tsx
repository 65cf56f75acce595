import { Link, useRouteError } from 'react-router';
import { Identity } from '../components/identity';
import { Problem } from '../components/problem';
import { useText } from '../text/use-text';
import { useTitle } from '../shell/use-title';

/** No page at this address, or nothing that the reader may see: the two are the same, on purpose. */
export const NotFound = () => {
  const t = useText();
  useTitle(t('fault.notFound'));
  return (
    <>
      <Identity title={t('fault.notFound')} lede={t('fault.notFound.say')} />
      <div className="page main">
        <p className="row">
          <Link className="btn btn--primary" to="/inquiries">
            {t('back.inquiries')}
          </Link>
        </p>
      </div>
    </>
  );
};

/** A fault of the page itself. */
export const PageFault = () => {
  const t = useText();
  const fault = useRouteError();
  useTitle(t('problem.unexpected'));
  return (
    <main id="main" className="page main">
      <h1 className="vh">{t('problem.unexpected')}</h1>
      <Problem
        kind="query"
        error={fault instanceof Error ? fault : new Error(String(fault))}
        actions={
          <>
            <button type="button" className="btn btn--primary" onClick={() => window.location.reload()}>
              {t('again')}
            </button>
            <a className="btn" href="/inquiries">
              {t('back.inquiries')}
            </a>
          </>
        }
      />
    </main>
  );
};
