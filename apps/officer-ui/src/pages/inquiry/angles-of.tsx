import type { InquiryView, LocalizedText } from '#contracts';
import type { Angle } from '../../components/angles';
import { Standing } from '../../components/inv';
import type { Text } from '../../text/use-text';

/** The cases of an inquiry as angles, the oldest first, with their requests as ticks on the lane. */
export const anglesOf = (
  inquiry: InquiryView,
  local: (text: LocalizedText | undefined) => string,
  t: Text,
  day: (day: string) => string,
): Angle[] =>
  inquiry.cases
    .toSorted((a, b) => (a.openedOn < b.openedOn ? -1 : a.openedOn > b.openedOn ? 1 : 0))
    .map((each): Angle => {
      const rfis = inquiry.rfis.filter((rfi) => rfi.caseId === each.id);
      const asked = rfis.reduce((sum, rfi) => sum + rfi.asked, 0);
      const replies = rfis.reduce((sum, rfi) => sum + rfi.repliesIn, 0);
      return {
        id: each.id,
        number: each.number,
        mark: <Standing of={each.provenance} />,
        to: `/cases/${each.id}`,
        procedure: local(each.procedure.title),
        question: local(each.question ?? each.title),
        note: rfis.length > 0 ? t('inquiry.angle.asked', { rfis: rfis.length, replies, asked }) : local(each.title),
        stage: local(each.stage.title),
        closed: each.closed,
        openedOn: each.openedOn,
        closedOn: each.closedOn,
        closing: each.closing && local(each.closing),
        follows: each.follows,
        followedBy: each.followedBy.map((next) => next.number),
        ticks: rfis.flatMap((rfi) => [
          { day: rfi.issuedOn, label: t('inquiry.angle.rfi', { number: rfi.number }) },
          { day: rfi.limit, label: t('inquiry.angle.limit', { number: rfi.number, day: day(rfi.limit) }) },
        ]),
      };
    });
