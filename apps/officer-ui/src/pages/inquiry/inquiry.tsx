import { useQuery } from '@tanstack/react-query';
import type { InquiryView, TimelineItem } from '#contracts';
import { useId, useState } from 'react';
import { Link, useParams } from 'react-router';
import { useLive } from '../../api/live';
import { usePeople } from '../../api/people';
import { inquiryQuery, inquiryThreadQuery, leadQuery, streams } from '../../api/queries';
import { Angles } from '../../components/angles';
import { Empty } from '../../components/empty';
import { Icon } from '../../components/glyph';
import { Identity, type Fact } from '../../components/identity';
import { Inv, Standing } from '../../components/inv';
import { PageAsked } from '../../components/page-asked';
import { Sheet } from '../../components/sheet';
import { ThenLink } from '../../components/then-link';
import { Thread } from '../../components/thread';
import { TimesBar } from '../../components/times-bar';
import { useOneColumn } from '../../components/use-narrow';
import { useTitle } from '../../shell/use-title';
import { useLocalized, useText } from '../../text/use-text';
import { differenceSince, ThenClock, useThen } from '../../time/then';
import { useDates } from '../../time/use-dates';
import { anglesOf } from './angles-of';
import { InquiryTimeline } from './inquiry-timeline';
import { PeopleSheet } from './people-sheet';
import { RequestsSheet } from './requests-sheet';
import { UnderWhat } from './under-what';
import { useMyRoles } from './use-my-roles';
import { WantsAttention } from './wants-attention';
import { WhyEvent } from './why-event';

/** An inquiry: its angles, its requests, its events, its people. */
export const Page = () => {
  const { inquiryId = '' } = useParams();
  const t = useText();
  const { times } = useThen();
  const inquiry = useQuery(inquiryQuery(inquiryId, times));
  useLive(inquiry.data && streams.inquiry(inquiryId), [
    ['case-state', 'inquiry', inquiryId],
    ['case-state', 'inquiries'],
  ]);
  return (
    <PageAsked query={inquiry} what={t('inquiry.what')}>
      {(data) => (
        <ThenClock>
          <Inquiry inquiry={data} key={data.id} />
        </ThenClock>
      )}
    </PageAsked>
  );
};

const Inquiry = ({ inquiry }: { inquiry: InquiryView }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const drawer = useId();
  const oneColumn = useOneColumn();
  const { times, past, carry } = useThen();
  const thread = useQuery(inquiryThreadQuery(inquiry.id, times));
  const [why, setWhy] = useState<TimelineItem>();
  const title = local(inquiry.title);
  useTitle(`${title}, ${inquiry.number}`);
  const open = inquiry.cases.filter((each) => !each.closed);
  const newest = inquiry.cases.at(-1);
  const mine = useMyRoles(inquiry);
  const mayAct = !past && mine.length > 0;
  const ask = mayAct ? open.at(-1) : undefined;
  const course = (
    <div key="course">
      <RequestsSheet inquiry={inquiry} />
      <InquiryTimeline inquiry={inquiry} why={why?.eventId} drawer={drawer} onWhy={setWhy} />
    </div>
  );
  // Below one another: what wants attention comes before the whole course.
  const beside = (
    <div key="beside">
      {why && (
        <WhyEvent
          id={drawer}
          item={why}
          inquiryId={inquiry.id}
          mayCorrect={mayAct}
          onShow={setWhy}
          onClose={() => setWhy(undefined)}
        />
      )}
      <WantsAttention inquiry={inquiry} />
      <PeopleSheet inquiry={inquiry} />
    </div>
  );
  return (
    <>
      <Identity
        crumbs={[
          { label: t('inquiries.title'), to: '/inquiries' },
          {
            label: (
              <>
                {inquiry.number}
                <Standing of={inquiry.provenance} />
              </>
            ),
          },
        ]}
        title={title}
        lede={inquiry.lede && local(inquiry.lede)}
        actions={
          mayAct && (
            <div className="actions">
              <Link
                className={ask ? 'btn' : 'btn btn--primary'}
                to={`/inquiries/${inquiry.id}/cases/new${newest ? `?follows=${newest.id}` : ''}`}
              >
                <Icon name="fork" />
                {t('angle.title')}
              </Link>
              {ask && (
                <Link className="btn btn--primary" to={`/rfis/new?case=${ask.id}`}>
                  {t('inquiry.prepareRfi')}
                </Link>
              )}
            </div>
          )
        }
        facts={useFacts(inquiry)}
      >
        <Thread of="inquiry" points={thread.data?.points ?? []} asOf={`/inquiries/${inquiry.id}/as-of`} />
      </Identity>
      <div className="page main">
        <TimesBar difference={differenceSince(`/inquiries/${inquiry.id}`, times)} />
        {!past && !mayAct && <UnderWhat inquiryId={inquiry.id} />}
        <Sheet
          title={t('inquiry.angles', { n: inquiry.cases.length })}
          note={inquiry.cases.length > 0 ? t('inquiry.angles.note') : undefined}
          padded={inquiry.cases.length === 0}
        >
          {inquiry.cases.length > 0 ? (
            <Angles
              angles={anglesOf(inquiry, local, t, (day) => dates.near(day)).map((angle) => ({
                ...angle,
                to: carry(angle.to),
              }))}
            />
          ) : (
            <Empty title={t('inquiry.noAngle')} picture={false}>
              <p>{t('inquiry.noAngle.say')}</p>
            </Empty>
          )}
        </Sheet>
        <div className="cols">{oneColumn ? [beside, course] : [course, beside]}</div>
      </div>
    </>
  );
};

const useFacts = (inquiry: InquiryView): Fact[] => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const people = usePeople();
  const lead = useQuery({ ...leadQuery(inquiry.leadId ?? ''), enabled: inquiry.leadId !== undefined }).data;
  const present = inquiry.team.filter((member) => !member.until);
  const manager = present.find((member) => member.role === 'case-manager');
  const facts: (Fact | undefined)[] = [
    {
      term: t('inquiry.fact.number'),
      value: (
        <>
          {inquiry.number}
          <Standing of={inquiry.provenance} />
        </>
      ),
    },
    {
      term: t('inquiry.fact.from'),
      value: lead ? (
        <>
          {t(`leads.kind.${lead.kind}`)} <small>{t('inquiry.fact.since', { day: dates.date(inquiry.openedOn) })}</small>
        </>
      ) : (
        t('inquiry.fact.opened', { day: dates.date(inquiry.openedOn) })
      ),
    },
    manager && {
      term: t('inquiries.manager'),
      value: (
        <>
          {people(manager.person).name}
          {people(manager.person).invented && <Inv />}
        </>
      ),
    },
    inquiry.unit
      ? {
          term: t('openInquiry.unit'),
          value: (
            <>
              {inquiry.unit}
              <Standing of={inquiry.provenance} />
            </>
          ),
        }
      : undefined,
    {
      term: t('inquiry.fact.who'),
      value: (
        <>
          <ThenLink to={`/inquiries/${inquiry.id}/people`}>{t('inquiry.fact.people', { n: present.length })}</ThenLink>{' '}
          <small>{t('inquiry.fact.need')}</small>
        </>
      ),
    },
    inquiry.nextLimit && {
      term: t('inquiries.limit'),
      value: (
        <>
          {dates.full(inquiry.nextLimit.on)} <small>{local(inquiry.nextLimit.what)}</small>
        </>
      ),
    },
  ];
  return facts.filter((fact) => fact !== undefined);
};
