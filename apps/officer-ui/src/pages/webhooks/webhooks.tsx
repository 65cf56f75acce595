import { useQuery } from '@tanstack/react-query';
import type { SubscriptionView } from '#contracts';
import { Link, useParams } from 'react-router';
import { useLive } from '../../api/live';
import { subscriptionsQuery, webhooksStream } from '../../api/webhooks';
import { Empty } from '../../components/empty';
import { Identity } from '../../components/identity';
import { PageAsked } from '../../components/page-asked';
import { StateTag } from '../../components/state-tag';
import { useTitle } from '../../shell/use-title';
import { useText } from '../../text/use-text';
import { NotFound } from '../faults';
import { Endpoint } from './endpoint';

/** Who is told, when, and whether it arrived. */
export const Page = () => {
  const t = useText();
  const subscriptions = useQuery(subscriptionsQuery);
  const { subscriptionId } = useParams();
  useTitle(t('webhooks.title'));
  useLive(webhooksStream, [['notifications', 'subscriptions']]);
  return (
    <PageAsked query={subscriptions} what={t('webhooks.title')}>
      {({ items }) => {
        const here = subscriptionId ? items.find(({ id }) => id === subscriptionId) : items[0];
        if (subscriptionId && !here) return <NotFound />;
        return (
          <>
            <Identity
              title={t('webhooks.title')}
              lede={t('webhooks.lede')}
              actions={
                items.length > 0 && (
                  <div className="actions">
                    <Link className="btn" to="/webhooks/new">
                      {t('webhooks.add')}
                    </Link>
                  </div>
                )
              }
            >
              {items.length > 0 && (
                <nav aria-label={t('webhooks.endpoints')}>
                  <ul className="endpoints">
                    {items.map((item) => (
                      <li key={item.id}>
                        <Tab item={item} here={item === here} />
                      </li>
                    ))}
                  </ul>
                </nav>
              )}
            </Identity>
            <div className="page main">
              {here ? (
                <Endpoint key={here.id} subscription={here} />
              ) : (
                <div className="sheet pad">
                  <h2 className="vh">{t('webhooks.endpoints')}</h2>
                  <Empty
                    title={t('webhooks.none')}
                    actions={
                      <Link className="btn btn--primary" to="/webhooks/new">
                        {t('webhooks.add')}
                      </Link>
                    }
                  >
                    <p>{t('webhooks.none.say')}</p>
                  </Empty>
                </div>
              )}
            </div>
          </>
        );
      }}
    </PageAsked>
  );
};

const Tab = ({ item, here }: { item: SubscriptionView; here: boolean }) => {
  const t = useText();
  const parked = item.lanes.filter(({ state }) => state === 'parked').length;
  const again = item.lanes.filter(({ state }) => state === 'waiting').length;
  return (
    <Link className="endpoint" to={`/webhooks/${item.id}`} aria-current={here ? 'page' : undefined}>
      <span className="endpoint__n">{item.title}</span>
      <code>{item.url.replace(/^https?:\/\//, '')}</code>
      <span className="endpoint__s">
        {item.state !== 'active' ? (
          <StateTag shape={item.state === 'ended' ? 'end' : 'dash'} tone="ink">
            {t(`webhooks.state.${item.state}`)}
          </StateTag>
        ) : parked > 0 ? (
          <StateTag shape="tri" tone="stop">
            {t('webhooks.parked', { n: parked, of: item.lanes.length })}
          </StateTag>
        ) : again > 0 ? (
          <StateTag shape="dia" tone="warn">
            {t('webhooks.again', { n: again, of: item.lanes.length })}
          </StateTag>
        ) : (
          <StateTag shape="full" tone="ok">
            {t('webhooks.flow', { n: item.lanes.length })}
          </StateTag>
        )}
        {item.lastDay.medianMs !== null && (
          <span className="meta">{t('webhooks.ms', { ms: Math.round(item.lastDay.medianMs) })}</span>
        )}
      </span>
    </Link>
  );
};
