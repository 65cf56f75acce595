import { useQuery } from '@tanstack/react-query';
import { accessQuery } from '../../api/access';
import { Notice } from '../../components/notice';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';

/** To who sees an inquiry without being on its team: under what, and until when. */
export const UnderWhat = ({ inquiryId }: { inquiryId: string }) => {
  const t = useText();
  const dates = useDates();
  const { data } = useQuery(accessQuery(inquiryId));
  if (!data || data.under === 'team') return null;
  return (
    <Notice kind={data.under === 'challenged' ? 'warn' : 'here'}>
      {t(`under.${data.under}`, { until: data.endsAt ? dates.moment(data.endsAt) : '' })}
    </Notice>
  );
};
