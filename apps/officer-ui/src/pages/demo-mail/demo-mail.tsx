import { useQuery } from '@tanstack/react-query';
import { demoMailQuery } from '../../api/respondent';
import { Asked } from '../../components/asked';
import { useTitle } from '../../shell/use-title';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { RespondentFrame } from '../respondent/frame';

/** What a demonstration would have sent by mail, newest first: links, codes, invitations. */
export const Page = () => {
  const t = useText();
  const dates = useDates();
  const mails = useQuery({ ...demoMailQuery, staleTime: 0 });
  useTitle(t('demoMail.title'));
  return (
    <RespondentFrame>
      <div className="page main">
        <h1>{t('demoMail.title')}</h1>
        <p>{t('demoMail.say')}</p>
        <p className="row">
          <button type="button" className="btn" onClick={() => void mails.refetch()}>
            {t('demoMail.again')}
          </button>
        </p>
        <Asked query={mails} what={t('demoMail.title')}>
          {({ items }) =>
            items.length === 0 ? (
              <p>{t('demoMail.none')}</p>
            ) : (
              items.map((mail) => (
                <article key={mail.id} className="frame pad" aria-labelledby={mail.id}>
                  <h2 id={mail.id}>{mail.subject}</h2>
                  <p className="meta">{t('demoMail.to', { to: mail.to, moment: dates.moment(mail.at) })}</p>
                  <p className="mail__text">
                    {mail.text.split(/(https?:\/\/\S+)/).map((part, at) =>
                      /^https?:\/\//.test(part) ? (
                        <a key={`${mail.id} ${at}`} href={part}>
                          {t('demoMail.link')}
                        </a>
                      ) : (
                        part
                      ),
                    )}
                  </p>
                </article>
              ))
            )
          }
        </Asked>
      </div>
    </RespondentFrame>
  );
};
