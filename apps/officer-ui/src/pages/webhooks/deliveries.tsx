import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { SubscriptionView } from '#contracts';
import { Fragment, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useCommand } from '../../api/use-command';
import { deliveriesQuery, deliveryQuery, type DeliveryPage } from '../../api/webhooks';
import { Asked } from '../../components/asked';
import { Chip } from '../../components/chip';
import { CommandProblem } from '../../components/command-problem';
import { Empty } from '../../components/empty';
import { Icon, type Shape, type Tone } from '../../components/glyph';
import { More } from '../../components/more';
import { ScrollBox } from '../../components/scroll-box';
import { Sheet } from '../../components/sheet';
import { StateTag } from '../../components/state-tag';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';

type Delivery = DeliveryPage['items'][number];
const states = ['delivered', 'failed', 'parked', 'refused'] as const;
const looks: Record<(typeof states)[number], [Shape, Tone]> = {
  delivered: ['full', 'ok'],
  failed: ['dia', 'warn'],
  parked: ['tri', 'stop'],
  refused: ['no', 'stop'],
};

/** What was sent, newest first: a row per attempt; a row opens to what was sent and answered. */
export const Deliveries = ({
  subscription,
  nameOf,
}: {
  subscription: SubscriptionView;
  nameOf: (id: string) => string | undefined;
}) => {
  const t = useText();
  const [search, setSearch] = useSearchParams();
  const asked = states.find((state) => state === search.get('state'));
  const deliveries = useInfiniteQuery(deliveriesQuery(subscription.id, { state: asked }));
  return (
    <Sheet
      title={t('webhooks.deliveries')}
      actions={
        <div className="filters filters--head">
          {asked ? (
            <Chip onRemove={() => setSearch({}, { replace: true })}>{t(`webhooks.delivery.${asked}`)}</Chip>
          ) : (
            states.map((state) => (
              <button
                key={state}
                type="button"
                className="btn btn--quiet btn--small"
                onClick={() => setSearch({ state }, { replace: true })}
              >
                {t('webhooks.only', { state: t(`webhooks.delivery.${state}`) })}
              </button>
            ))
          )}
        </div>
      }
    >
      <Asked query={deliveries} what={t('webhooks.deliveries')}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          if (rows.length === 0)
            return (
              <Empty title={t(asked ? 'webhooks.deliveries.none.such' : 'webhooks.deliveries.none')} picture={false}>
                <p>{t('webhooks.deliveries.none.say')}</p>
              </Empty>
            );
          return (
            <>
              <ScrollBox label={t('webhooks.deliveries')}>
                <table className="list stacks dl">
                  <caption className="vh">{t('webhooks.deliveries')}</caption>
                  <thead>
                    <tr>
                      {['sent', 'event', 'inquiry', 'seq', 'try', 'answer', 'took', 'state'].map((head) => (
                        <th
                          key={head}
                          scope="col"
                          className={['seq', 'try', 'answer', 'took'].includes(head) ? 'r' : undefined}
                        >
                          {t(`webhooks.${head}`)}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((row) => (
                      <Row key={row.id} delivery={row} name={row.lane ? nameOf(row.lane) : undefined} />
                    ))}
                  </tbody>
                </table>
              </ScrollBox>
              <More query={deliveries} />
            </>
          );
        }}
      </Asked>
    </Sheet>
  );
};

const Row = ({ delivery, name }: { delivery: Delivery; name: string | undefined }) => {
  const t = useText();
  const dates = useDates();
  const [open, setOpen] = useState(false);
  const [shape, tone] = looks[delivery.state];
  return (
    <Fragment>
      <tr className={open ? 'is-picked' : undefined}>
        <td className="nowrap">
          <button className="rowopen" type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name={open ? 'down' : 'right'} />
            <time dateTime={delivery.at}>
              {dates.short(dates.dayOf(delivery.at))} {dates.precise(delivery.at)}
            </time>
          </button>
        </td>
        <td data-head={t('webhooks.event')}>
          <code>{delivery.type.replace(/^dossier\./, '')}</code>
        </td>
        <td className="nowrap" data-head={t('webhooks.inquiry')}>
          {name ?? '–'}
        </td>
        <td className="r" data-head={t('webhooks.seq')}>
          {delivery.sequence ?? '–'}
        </td>
        <td className="r" data-head={t('webhooks.try')}>
          {delivery.attempt}
        </td>
        <td className="r" data-head={t('webhooks.answer')}>
          {delivery.status ?? '–'}
        </td>
        <td className="r nowrap" data-head={t('webhooks.took')}>
          {t('webhooks.ms', { ms: delivery.tookMs })}
        </td>
        <td>
          <StateTag shape={shape} tone={tone}>
            {t(`webhooks.delivery.${delivery.state}`)}
            {delivery.resend && ` ${t('webhooks.delivery.resend')}`}
          </StateTag>
        </td>
      </tr>
      {open && (
        <tr className="dl-more">
          <td colSpan={8}>
            <Detail delivery={delivery} />
          </td>
        </tr>
      )}
    </Fragment>
  );
};

const lines = (headers: Record<string, string>): string =>
  Object.entries(headers)
    .map(([header, value]) => `${header}: ${value}`)
    .join('\n');

/** A body as one reads it, where it is JSON. */
const laidOut = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
};

const Detail = ({ delivery }: { delivery: Delivery }) => {
  const t = useText();
  const dates = useDates();
  const detail = useQuery(deliveryQuery(delivery.id));
  const resend = useCommand();
  return (
    <Asked query={detail} what={t('webhooks.detail')} rows={3}>
      {({ request, response }) => (
        <div className="wire-box">
          <div>
            <h3>{t('webhooks.sent')}</h3>
            <pre className="wire">{`POST ${request.url}\n${lines(request.headers)}\n\n${laidOut(request.body)}`}</pre>
            <p className="meta">{t('webhooks.laidOut')}</p>
          </div>
          <div>
            <h3>{t('webhooks.answered', { ms: delivery.tookMs })}</h3>
            <pre className="wire">
              {response
                ? `${response.status}\n${lines(response.headers)}\n\n${laidOut(response.body)}`
                : t('webhooks.noAnswer')}
            </pre>
          </div>
          <div>
            <h3>{t('webhooks.means')}</h3>
            <p>{delivery.outcome}</p>
            {delivery.nextTryAt && <p>{t('webhooks.nextTry', { moment: dates.moment(delivery.nextTryAt) })}</p>}
            <CommandProblem command={resend} title={t('webhooks.failed')} />
            {delivery.lane !== null && (
              <p className="wire-act">
                <button
                  type="button"
                  className="btn btn--small"
                  aria-disabled={resend.isPending}
                  onClick={() =>
                    resend.mutate({
                      method: 'POST',
                      path: `/api/notifications/deliveries/${delivery.id}/resend`,
                      body: {},
                    })
                  }
                >
                  {t('webhooks.resend')}
                </button>
              </p>
            )}
          </div>
        </div>
      )}
    </Asked>
  );
};
