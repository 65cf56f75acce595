import type { SubscriptionView } from '#contracts';
import { useState } from 'react';
import { useCommand } from '../../api/use-command';
import { subscriptionPath } from '../../api/webhooks';
import { CommandProblem } from '../../components/command-problem';
import { Empty } from '../../components/empty';
import { Lane } from '../../components/lane';
import { List } from '../../components/list';
import { Sheet } from '../../components/sheet';
import { StateTag } from '../../components/state-tag';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { ReasonForm } from './reason-form';

type LaneView = SubscriptionView['lanes'][number];

/** What has not arrived: those behind, and the one that is tried again or parked. */
const outstanding = (lane: LaneView): number => lane.waiting + (lane.state === 'flows' ? 0 : 1);

/** A lane per inquiry: in order, and a stop in one holds up no other. */
export const Lanes = ({
  subscription,
  nameOf,
}: {
  subscription: SubscriptionView;
  nameOf: (id: string) => string | undefined;
}) => {
  const t = useText();
  const [skipping, setSkipping] = useState<string>();
  const retry = useCommand();
  return (
    <Sheet title={t('webhooks.lanes')} note={t('webhooks.lanes.note')}>
      {subscription.lanes.length === 0 ? (
        <Empty title={t('webhooks.lanes.none')} picture={false}>
          <p>{t('webhooks.lanes.none.say')}</p>
        </Empty>
      ) : (
        <List
          caption={t('webhooks.lanes')}
          className="lanes"
          rows={subscription.lanes}
          keyOf={(lane) => lane.lane}
          columns={[
            {
              id: 'inquiry',
              head: t('webhooks.inquiry'),
              rowHead: true,
              cell: (lane) => nameOf(lane.lane) ?? <code>{lane.lane.slice(0, 8)}</code>,
            },
            { id: 'lane', head: t('webhooks.lane'), cell: (lane) => <Lane {...lane} waiting={outstanding(lane)} /> },
            { id: 'to', head: t('webhooks.to'), figures: true, cell: (lane) => lane.deliveredTo },
            { id: 'waiting', head: t('webhooks.waiting'), figures: true, cell: outstanding },
            { id: 'state', head: t('webhooks.state'), cell: (lane) => <LaneState lane={lane} /> },
            {
              id: 'act',
              head: <span className="vh">{t('webhooks.act')}</span>,
              nowrap: true,
              cell: (lane) =>
                lane.state !== 'flows' && (
                  <span className="row">
                    <button
                      type="button"
                      className="btn btn--small"
                      aria-disabled={retry.isPending}
                      onClick={() =>
                        retry.mutate({
                          method: 'POST',
                          path: subscriptionPath(subscription.id, `lanes/${lane.lane}/retry`),
                          body: {},
                        })
                      }
                    >
                      {t('webhooks.retry')}
                    </button>
                    {lane.state === 'parked' && (
                      <button type="button" className="btn btn--small" onClick={() => setSkipping(lane.lane)}>
                        {t('webhooks.skip')}
                      </button>
                    )}
                  </span>
                ),
            },
          ]}
        />
      )}
      <CommandProblem command={retry} title={t('webhooks.failed')} />
      {skipping !== undefined && (
        <ReasonForm
          title={t('webhooks.skip.title')}
          say={t('webhooks.skip.say')}
          act={t('webhooks.skip.sure')}
          path={subscriptionPath(subscription.id, `lanes/${skipping}/skip`)}
          needed
          onClose={() => setSkipping(undefined)}
        />
      )}
    </Sheet>
  );
};

const LaneState = ({ lane }: { lane: LaneView }) => {
  const t = useText();
  const dates = useDates();
  if (lane.parkedAt)
    return (
      <StateTag shape="tri" tone="stop">
        {t('webhooks.lane.parked', { sequence: lane.parkedAt.sequence, why: lane.parkedAt.why })}
      </StateTag>
    );
  if (lane.state === 'waiting')
    return (
      <StateTag shape="dia" tone="warn">
        {lane.nextTryAt
          ? t('webhooks.lane.again', { n: lane.tries + 1, time: dates.momentNear(lane.nextTryAt) })
          : t('webhooks.lane.waiting')}
      </StateTag>
    );
  return (
    <StateTag shape="full" tone="ok">
      {t('webhooks.lane.flows')}
    </StateTag>
  );
};
