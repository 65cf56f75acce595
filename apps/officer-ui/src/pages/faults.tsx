import { Link, useLocation, useRouteError } from 'react-router';
import { Identity } from '../components/identity';
import { Problem } from '../components/problem';
import { useText } from '../text/use-text';
import { useTitle } from '../shell/use-title';
import { AskForAccess } from './access/ask-for-access';

const ofInquiry = /^\/inquiries\/([0-9a-f-]{36})(?:\/|$)/i;

/**
 * No page at this address, or nothing that the reader may see: the two are the same, on purpose. At the address of an inquiry, access to it
 * can be asked for, whether there is one or not.
 */
export const NotFound = () => {
  const t = useText();
  const inquiryId = ofInquiry.exec(useLocation().pathname)?.[1];
  useTitle(t('fault.notFound'));
  return (
    <>
      <Identity title={t('fault.notFound')} lede={t('fault.notFound.say')} />
      <div className="page main">
        <p className="row">
          <Link className="btn btn--primary" to="/inquiries">
            {t('back.inquiries')}
          </Link>
          {inquiryId === undefined && <Link to="/access">{t('challenge.link')}</Link>}
        </p>
        {inquiryId !== undefined && <AskForAccess inquiryId={inquiryId} />}
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
