import type { InquiryView } from '#contracts';
import { Basis } from '../../components/basis';
import { Empty } from '../../components/empty';
import { Standing } from '../../components/inv';
import { List } from '../../components/list';
import { Progress } from '../../components/progress';
import { RfiState } from '../../components/rfi-state';
import { Sheet } from '../../components/sheet';
import { ThenLink as Link } from '../../components/then-link';
import { useLocalized, useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';

/** The requests for information of an inquiry. */
export const RequestsSheet = ({ inquiry }: { inquiry: InquiryView }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const numberOf = (caseId: string): string | undefined => inquiry.cases.find((each) => each.id === caseId)?.number;
  const several = new Set(inquiry.rfis.map((rfi) => rfi.caseId)).size > 1;
  return (
    <Sheet title={t('inquiry.rfis')} actions={<Link to={`/rfis?inquiry=${inquiry.id}`}>{t('inquiry.rfis.all')}</Link>}>
      {inquiry.rfis.length === 0 ? (
        <Empty title={t('inquiry.rfis.none')} picture={false}>
          <p>{t('inquiry.rfis.none.say')}</p>
        </Empty>
      ) : (
        <List
          caption={t('inquiry.rfis')}
          rows={inquiry.rfis}
          keyOf={(rfi) => rfi.id}
          columns={[
            {
              id: 'number',
              head: t('inquiries.number'),
              nowrap: true,
              cell: (rfi) => (
                <>
                  <Link className="num" to={`/rfis/${rfi.id}`}>
                    {t('inquiry.rfi', { number: rfi.number })}
                  </Link>
                  <Standing of={rfi.provenance} />
                </>
              ),
            },
            {
              id: 'subject',
              head: t('inquiry.rfis.subject'),
              rowHead: true,
              cell: (rfi) => (
                <>
                  {local(rfi.subject)} {several && <span className="meta">({numberOf(rfi.caseId)})</span>}
                </>
              ),
            },
            {
              id: 'basis',
              head: t('problem.basis'),
              cell: (rfi) => (
                <>
                  <Basis of={rfi.basis} />, {t(`inquiry.rfi.kind.${rfi.kind}`)}
                </>
              ),
            },
            { id: 'limit', head: t('inquiry.rfis.limit'), nowrap: true, cell: (rfi) => dates.date(rfi.limit) },
            {
              id: 'replies',
              head: t('inquiry.rfis.replies'),
              nowrap: true,
              cell: (rfi) => (
                <>
                  <Progress
                    done={rfi.repliesIn}
                    total={rfi.asked}
                    label={t('inquiry.rfis.in', { n: rfi.repliesIn, of: rfi.asked })}
                  />{' '}
                  <span aria-hidden="true">{t('inquiry.rfis.in', { n: rfi.repliesIn, of: rfi.asked })}</span>
                </>
              ),
            },
            {
              id: 'state',
              head: t('inquiries.state'),
              nowrap: true,
              cell: (rfi) => (
                <RfiState
                  asked={rfi.asked}
                  repliesIn={rfi.repliesIn}
                  overdue={rfi.overdue}
                  limitPassed={rfi.limit < dates.today}
                />
              ),
            },
          ]}
        />
      )}
    </Sheet>
  );
};
