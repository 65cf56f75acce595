import type { SubscriptionView } from '#contracts';
import { useState } from 'react';
import { Link } from 'react-router';
import { usePeople } from '../../api/people';
import { useCommand } from '../../api/use-command';
import { subscriptionPath } from '../../api/webhooks';
import { CommandProblem } from '../../components/command-problem';
import { Sheet } from '../../components/sheet';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { Deliveries } from './deliveries';
import { Verify } from './verify';
import { useInquiryNames } from './inquiry-names';
import { Lanes } from './lanes';
import { ReasonForm } from './reason-form';

/** One endpoint: how it does, its lanes, what was sent, and what it is subscribed to. */
export const Endpoint = ({ subscription }: { subscription: SubscriptionView }) => {
  const t = useText();
  const dates = useDates();
  const people = usePeople();
  const names = useInquiryNames();
  const [asking, setAsking] = useState<'end'>();
  const act = useCommand();
  const say = (what: 'test' | 'pause' | 'resume') => (
    <button
      className="btn btn--small"
      type="button"
      aria-disabled={act.isPending}
      onClick={() => act.mutate({ method: 'POST', path: subscriptionPath(subscription.id, what), body: {} })}
    >
      {t(`webhooks.${what}`)}
    </button>
  );
  const { lastDay, state } = subscription;
  return (
    <div className="cols">
      <div>
        <Sheet
          title={subscription.title}
          actions={
            state !== 'ended' && (
              <span className="row row--wrap">
                {state === 'active' ? (
                  <>
                    {say('test')}
                    {say('pause')}
                  </>
                ) : (
                  say('resume')
                )}
                <button className="btn btn--small" type="button" onClick={() => setAsking('end')}>
                  {t('webhooks.end')}
                </button>
              </span>
            )
          }
        >
          <CommandProblem command={act} title={t('webhooks.failed')} />
          {asking === 'end' && (
            <ReasonForm
              title={t('webhooks.end.title', { title: subscription.title })}
              say={t('webhooks.end.say')}
              act={t('webhooks.end.sure')}
              path={subscriptionPath(subscription.id, 'end')}
              needed={false}
              onClose={() => setAsking(undefined)}
            />
          )}
          <dl className="facts">
            <div>
              <dt>{t('webhooks.delivered')}</dt>
              <dd>{lastDay.delivered}</dd>
            </div>
            <div>
              <dt>{t('webhooks.retried')}</dt>
              <dd>{lastDay.retried}</dd>
            </div>
            <div>
              <dt>{t('webhooks.median')}</dt>
              <dd>{lastDay.medianMs === null ? '–' : t('webhooks.ms', { ms: Math.round(lastDay.medianMs) })}</dd>
            </div>
            <div>
              <dt>{t('webhooks.p95')}</dt>
              <dd>{lastDay.p95Ms === null ? '–' : t('webhooks.ms', { ms: Math.round(lastDay.p95Ms) })}</dd>
            </div>
          </dl>
          <p className="meta">{t('webhooks.lastDay')}</p>
        </Sheet>
        <Lanes subscription={subscription} nameOf={names.of} />
        <Deliveries subscription={subscription} nameOf={names.of} />
      </div>
      <div>
        <Sheet title={t('webhooks.subscribed')} aside>
          <ul className="bare">
            {subscription.types.map((type) => (
              <li key={type}>
                <code>{type}</code>
              </li>
            ))}
          </ul>
          <p className="meta">{t('webhooks.subscribed.say')}</p>
        </Sheet>
        <Sheet title={t('webhooks.inquiries')} aside>
          <ul className="bare">
            {subscription.inquiries.map((id) => (
              <li key={id}>{names.of(id) ? <Link to={`/inquiries/${id}`}>{names.of(id)}</Link> : <code>{id}</code>}</li>
            ))}
          </ul>
          <p className="meta">{t('webhooks.inquiries.say')}</p>
        </Sheet>
        <Sheet title={t('webhooks.secret')} aside>
          <p>
            <code>whsec_••••••••{subscription.secretHint}</code>
          </p>
          <p className="meta">
            {t('webhooks.secret.say', {
              moment: dates.moment(subscription.createdAt),
              who: people(subscription.createdBy).name,
            })}
          </p>
          <details>
            <summary>{t('webhooks.verify')}</summary>
            <Verify />
          </details>
        </Sheet>
      </div>
    </div>
  );
};
