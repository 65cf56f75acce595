import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { useLive } from '../../api/live';
import { inquiryQuery, inquiryThreadQuery, streams } from '../../api/queries';
import { PageAsked } from '../../components/page-asked';
import { useLocalized, useText } from '../../text/use-text';
import { AsOf } from './as-of';

/** The inquiry on two days. */
export const Page = () => {
  const { inquiryId = '' } = useParams();
  const t = useText();
  const local = useLocalized();
  const inquiry = useQuery(inquiryQuery(inquiryId));
  const thread = useQuery(inquiryThreadQuery(inquiryId));
  useLive(inquiry.data && streams.inquiry(inquiryId), [['case-state', 'inquiry', inquiryId]]);
  return (
    <PageAsked query={inquiry} what={t('asOf.what')}>
      {({ id, title, openedOn }) => (
        <AsOf
          key={id}
          subject={{
            of: 'inquiry',
            id,
            title: local(title),
            page: `/inquiries/${id}`,
            crumbs: [
              { label: t('inquiries.title'), to: '/inquiries' },
              { label: local(title), to: `/inquiries/${id}` },
            ],
            points: thread.data?.points ?? [],
            began: openedOn,
            inquiryId: id,
          }}
        />
      )}
    </PageAsked>
  );
};
