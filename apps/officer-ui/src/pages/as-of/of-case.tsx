import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { useLive } from '../../api/live';
import { caseQuery, caseThreadQuery, streams } from '../../api/queries';
import { PageAsked } from '../../components/page-asked';
import { useLocalized, useText } from '../../text/use-text';
import { AsOf } from './as-of';

/** One case on two days. */
export const Page = () => {
  const { caseId = '' } = useParams();
  const t = useText();
  const local = useLocalized();
  const view = useQuery(caseQuery(caseId));
  const thread = useQuery(caseThreadQuery(caseId));
  const inquiryId = view.data?.inquiry.id;
  useLive(inquiryId && streams.inquiry(inquiryId), [['case-state', 'case', caseId]]);
  return (
    <PageAsked query={view} what={t('case.what')}>
      {({ id, inquiry, summary }) => (
        <PageAsked query={thread} what={t('case.what')}>
          {({ points }) => (
            <AsOf
              key={id}
              subject={{
                of: 'case',
                id,
                title: `${summary.number}, ${local(summary.procedure.title)}`,
                page: `/cases/${id}`,
                crumbs: [
                  { label: t('inquiries.title'), to: '/inquiries' },
                  { label: local(inquiry.title), to: `/inquiries/${inquiry.id}` },
                  { label: summary.number, to: `/cases/${id}` },
                ],
                points,
                inquiryId: inquiry.id,
              }}
            />
          )}
        </PageAsked>
      )}
    </PageAsked>
  );
};
