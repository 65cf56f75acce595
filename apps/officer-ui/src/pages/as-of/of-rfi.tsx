import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { useLive } from '../../api/live';
import { inquiryQuery, streams, viewQuery, type Rows } from '../../api/queries';
import { rfiQuery } from '../../api/rfis';
import { PageAsked } from '../../components/page-asked';
import type { ThreadPoint } from '../../components/thread';
import { useLocalized, useText } from '../../text/use-text';
import { rfiNames } from '../rfis/rfi-names';
import { AsOf } from './as-of';

/** One request for information on two days. */
export const Page = () => {
  const { rfiId = '' } = useParams();
  const t = useText();
  const local = useLocalized();
  const view = useQuery(rfiQuery(rfiId));
  const inquiry = useQuery({ ...inquiryQuery(view.data?.inquiryId ?? ''), enabled: view.data !== undefined });
  const now = useQuery(viewQuery({ of: 'rfi', id: rfiId }, {}));
  useLive(view.data && streams.rfi(rfiId), [['intake', 'rfi', rfiId]]);
  return (
    <PageAsked query={view} what={t('rfis.what')}>
      {(data) => {
        const { number, title } = rfiNames(data, t, local);
        return (
          <PageAsked query={now} what={t('rfis.what')}>
            {({ rows }) => (
              <AsOf
                key={data.id}
                subject={{
                  of: 'rfi',
                  id: data.id,
                  title,
                  page: `/rfis/${data.id}`,
                  crumbs: [
                    { label: t('inquiries.title'), to: '/inquiries' },
                    { label: local(inquiry.data?.title) || t('rfis.inquiry'), to: `/inquiries/${data.inquiryId}` },
                    { label: data.caseNumber, to: `/cases/${data.caseId}` },
                    { label: number, to: `/rfis/${data.id}` },
                  ],
                  points: pointsIn(rows),
                }}
              />
            )}
          </PageAsked>
        );
      }}
    </PageAsked>
  );
};

/** Each event that made something of the view so, once, in the order of recording. */
const pointsIn = (rows: Rows['rows']): ThreadPoint[] => {
  const because = rows.flatMap((row) => row.because);
  return [...new Map(because.map((event) => [event.position, event])).values()]
    .toSorted((a, b) => a.position - b.position)
    .map(({ position, effectiveOn, recordedAt }) => ({ eventId: String(position), effectiveOn, recordedAt }));
};
