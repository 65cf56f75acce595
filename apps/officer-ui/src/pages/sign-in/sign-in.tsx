import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { PersonView, SignInOptions } from '#contracts';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { signInQuery } from '../../api/queries';
import { Asked } from '../../components/asked';
import { InvWords } from '../../components/inv';
import { Initials } from '../../components/person';
import { Notice } from '../../components/notice';
import { Wordmark } from '../../shell/bar';
import { Foot } from '../../shell/foot';
import { signInAddress } from '../../shell/session';
import { Sprite } from '../../shell/sprite';
import { useTitle } from '../../shell/use-title';
import { Text } from '../../text/text';
import { useText } from '../../text/use-text';
import { TwoTimesPicture } from './two-times-picture';

/** Who are you? In a demonstration: the persons to choose from; else the way to the authority's own sign-in. */
export const Page = () => {
  const t = useText();
  const [search] = useSearchParams();
  const options = useQuery(signInQuery);
  const back = search.get('return') ?? '/inquiries';
  const queries = useQueryClient();
  // Nothing of who was here before stays in this window.
  useEffect(
    () => queries.removeQueries({ predicate: ({ queryKey }) => queryKey[1] !== 'clock' && queryKey[1] !== 'sign-in' }),
    [queries],
  );
  useTitle(t('signIn.title'));
  return (
    <>
      <Sprite />
      <main id="main" className="signin-page">
        <div className="signin">
          <div className="signin__left">
            <p className="wordmark">
              <Wordmark />
            </p>
            <p className="signin__say">{t('signIn.say')}</p>
            <TwoTimesPicture />
            <p className="signin__note">{t('signIn.note')}</p>
          </div>
          <div className="signin__right">
            <h1 className="signin__h">{t(options.data?.mode === 'oidc' ? 'signIn.title' : 'signIn.who')}</h1>
            {search.get('why') === 'ended' && (
              <Notice kind="warn">
                <Text id="session.ended" />
              </Notice>
            )}
            <Asked query={options} what={t('signIn.persons')}>
              {(data) =>
                data.mode === 'oidc' ? <AtTheAuthority back={back} /> : <Demonstration options={data} back={back} />
              }
            </Asked>
          </div>
        </div>
      </main>
      <Foot />
    </>
  );
};

const AtTheAuthority = ({ back }: { back: string }) => {
  const t = useText();
  return (
    <>
      <p className="hint">{t('signIn.oidc')}</p>
      <p className="row">
        <a className="btn btn--primary" href={signInAddress(back)}>
          {t('signIn.go')}
        </a>
      </p>
    </>
  );
};

const Demonstration = ({ options, back }: { options: SignInOptions; back: string }) => {
  const t = useText();
  const invented = options.persons.some((person) => person.invented);
  return (
    <>
      <p className="hint">
        {t('signIn.demo')}{' '}
        {invented && <Text id="signIn.illustrative" values={{ word: <InvWords word="illustrative" /> }} />}
      </p>
      <div className={options.outside.length > 0 ? 'signin__cols' : 'signin__cols signin__cols--one'}>
        <section aria-labelledby="signin-inside">
          <h2 className="signin__legend" id="signin-inside">
            {t('signIn.inside')}
          </h2>
          <ul>
            {options.persons.map((person) => (
              <li key={person.id}>
                <a className="whois" href={signInAddress(back, person.id)}>
                  <Initials name={person.name} />
                  <Who person={person} />
                </a>
              </li>
            ))}
          </ul>
        </section>
        {options.outside.length > 0 && (
          <section aria-labelledby="signin-outside">
            <h2 className="signin__legend" id="signin-outside">
              {t('signIn.outside')}
            </h2>
            <ul>
              {options.outside.map((person) => (
                <li key={person.link}>
                  <a className="whois" href={person.link}>
                    <Initials name={person.name} />
                    <span>
                      <b>{person.name}</b>
                      <span className="whois__r">{person.organisation}</span>
                      {person.note && <small>{person.note}</small>}
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </>
  );
};

const Who = ({ person }: { person: PersonView }) => {
  const t = useText();
  return (
    <span>
      <b>{person.name}</b>
      <span className="whois__r">{person.roles.map((role) => t(`role.${role}`)).join(', ')}</span>
      {person.note && <small>{person.note}</small>}
    </span>
  );
};
