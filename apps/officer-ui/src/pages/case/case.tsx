import { useQuery } from '@tanstack/react-query';
import type { CaseView } from '#contracts';
import { useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useLive } from '../../api/live';
import { usePeople } from '../../api/people';
import { useMe } from '../../api/people';
import { caseQuery, caseThreadQuery, streams } from '../../api/queries';
import { Basis } from '../../components/basis';
import { Identity, type Fact } from '../../components/identity';
import { Inv, Standing } from '../../components/inv';
import { MapList } from '../../components/map-list';
import { PageAsked } from '../../components/page-asked';
import { MapLegend, ProcedureMap } from '../../components/procedure-map';
import { Seg } from '../../components/seg';
import { Sheet } from '../../components/sheet';
import { StateTag } from '../../components/state-tag';
import { ThenLink as Link } from '../../components/then-link';
import { Thread } from '../../components/thread';
import { TimesBar } from '../../components/times-bar';
import { useNarrow, usePhone } from '../../components/use-narrow';
import { useTitle } from '../../shell/use-title';
import { useLocalized, useText } from '../../text/use-text';
import { differenceSince, ThenClock, useThen } from '../../time/then';
import { useDates } from '../../time/use-dates';
import { useWhoActed } from '../inquiry/who-acted';
import { caseMap } from './case-map';
import { CaseClocks } from './case-clocks';
import { Checklist } from './checklist';
import { Ledger } from './ledger';
import { LinkedCases } from './linked-cases';
import { NotOpen } from './not-open';
import { OtherVersion } from './other-version';
import { OpenSteps } from './open-steps';
import { Reopen } from './reopen';
import { keptStep } from './step-form';
import { WhatIf } from './what-if';

/** A case: where it stands, what can be done, what cannot and why, its clocks. */
export const Page = () => {
  const { caseId = '' } = useParams();
  const t = useText();
  const { times } = useThen();
  const view = useQuery(caseQuery(caseId, times));
  const inquiryId = view.data?.inquiry.id;
  useLive(inquiryId && streams.inquiry(inquiryId), [
    ['case-state', 'case', caseId],
    ['case-state', 'inquiry', inquiryId],
  ]);
  return (
    <PageAsked query={view} what={t('case.what')}>
      {(data) => (
        <ThenClock>
          <Case view={data} key={data.id} />
        </ThenClock>
      )}
    </PageAsked>
  );
};

const Case = ({ view: seen }: { view: CaseView }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const whoActed = useWhoActed();
  const narrow = useNarrow();
  const phone = usePhone();
  const navigate = useNavigate();
  const { times, past } = useThen();
  const view = past ? asStood(seen) : seen;
  const thread = useQuery(caseThreadQuery(view.id, times));
  const [search, setSearch] = useSearchParams();
  const chosen = search.get('view');
  const shown = chosen === 'list' || chosen === 'map' ? chosen : narrow ? 'list' : 'map';
  const me = useMe();
  const [begun, setBegun] = useState(keptStep(view.id, me?.person)?.step);
  const { summary } = view;
  const words = { t, local, dates, whoActed };
  const map = caseMap(view, words);
  const open = (step: string): void => {
    if (past) return;
    // A request for information is written at a page of its own.
    if (view.steps.find((each) => each.id === step)?.door === 'rfi') {
      void navigate(`/rfis/new?case=${view.id}`);
      return;
    }
    setBegun(step);
    document.getElementById(`step-${step}`)?.scrollIntoView({ block: 'center' });
  };
  useTitle(`${summary.number}, ${local(summary.title)}`);
  // On a phone, what can be done and by when comes before where the case stands.
  const stands = (
    <Sheet
      key="stands"
      folds
      title={t('case.stands')}
      padded={shown === 'list'}
      note={shown === 'map' ? <MapLegend /> : undefined}
      actions={
        <Seg
          label={t('case.showAs')}
          value={shown}
          options={[
            { value: 'map', label: t('case.map'), icon: 'map' },
            { value: 'list', label: t('case.list'), icon: 'list' },
          ]}
          onChange={(value) => setSearch({ ...times, view: value }, { replace: true, preventScrollReset: true })}
        />
      }
    >
      {shown === 'map' ? <ProcedureMap {...caseMap(view, words, true)} onOpen={open} /> : <MapList {...map} />}
    </Sheet>
  );
  const decide = (
    <div className="decide" key="decide">
      <OpenSteps view={view} past={past} begun={begun} onBegin={setBegun} />
      <NotOpen view={view} past={past} begun={begun} onBegin={setBegun} />
    </div>
  );
  const clocks = (
    <CaseClocks view={view} past={past} key="clocks">
      {shown === 'map' && (
        <Sheet
          title={t('map.list')}
          note={t('case.mapCount', { stages: view.stages.length, steps: view.steps.length })}
        >
          <MapList {...map} />
        </Sheet>
      )}
    </CaseClocks>
  );
  return (
    <>
      <Identity
        crumbs={[
          { label: t('inquiries.title'), to: '/inquiries' },
          { label: local(view.inquiry.title), to: `/inquiries/${view.inquiry.id}` },
          {
            label: (
              <>
                {summary.number}
                <Standing of={summary.provenance} />
              </>
            ),
          },
        ]}
        title={local(summary.title)}
        lede={
          <>
            <span className="num">{summary.number}</span>
            <Standing of={summary.provenance} /> &ensp;
            {summary.question ? local(summary.question) : local(view.inquiry.title)}
          </>
        }
        facts={useFacts(view)}
      >
        <Thread of="case" points={thread.data?.points ?? []} asOf={`/cases/${view.id}/as-of`} />
      </Identity>
      <div className="page main">
        <TimesBar difference={differenceSince(`/cases/${view.id}`, times)} />
        {phone ? [decide, clocks, stands] : [stands, decide, clocks]}
        <LinkedCases view={view} />
        {!past && <Reopen view={view} />}
        <Ledger view={view} />
        <Checklist view={view} />
        {!past && <WhatIf view={view} />}
        {!past && <OtherVersion view={view} />}
        {(view.note ?? view.asOf) && (
          <p className="meta">
            {view.asOf && <>{t('case.asOf', { day: dates.full(view.asOf) })} </>}
            {view.note && (
              <>
                {t('case.rules')} {local(view.note).replaceAll('[m]', `“${t('inv.to-check')}”`)}
              </>
            )}
          </p>
        )}
      </div>
    </>
  );
};

/** In the past nobody acts: what was open then is shown as open, to whom it belonged. */
const asStood = (view: CaseView): CaseView => ({
  ...view,
  mayAsk: true,
  steps: view.steps.map((step) => ({ ...step, mine: true })),
});

const useFacts = (view: CaseView): Fact[] => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const people = usePeople();
  const { summary } = view;
  const next = view.clocks
    .filter((clock) => !clock.ledger && clock.end !== null && clock.state === 'running' && clock.end >= dates.today)
    .toSorted((a, b) => ((a.end ?? '') < (b.end ?? '') ? -1 : 1))[0];
  const facts: (Fact | undefined)[] = [
    {
      term: t('case.fact.stage'),
      value: (
        <StateTag shape={summary.closed ? 'end' : 'here'} tone={summary.closed ? 'ink' : 'here'}>
          {local(summary.stage.title)}
        </StateTag>
      ),
    },
    next?.end
      ? {
          term: t('inquiries.limit'),
          value: (
            <>
              {dates.full(next.end)} <small>{dates.distance(next.end)}</small>
            </>
          ),
        }
      : undefined,
    {
      term: t('angle.procedure'),
      value: (
        <>
          {local(summary.procedure.title)}{' '}
          <small>{t('case.fact.version', { version: summary.procedure.version })}</small>
        </>
      ),
    },
    summary.closedOn !== undefined
      ? {
          term: t('case.fact.closed'),
          value: (
            <>
              {dates.full(summary.closedOn)} {summary.closing && <small>{local(summary.closing)}</small>}
            </>
          ),
        }
      : undefined,
    view.basis.length > 0 ? { term: t('problem.basis'), value: <Basis of={view.basis} /> } : undefined,
    summary.followedBy.length > 0
      ? {
          term: t('case.fact.followedBy'),
          value: summary.followedBy.map((next, index) => (
            <span key={next.id}>
              {index > 0 && ', '}
              <Link to={`/cases/${next.id}`}>{next.number}</Link>
            </span>
          )),
        }
      : undefined,
    summary.follows && {
      term: t('angle.follows'),
      value: <Link to={`/cases/${summary.follows.id}`}>{summary.follows.number}</Link>,
    },
    view.manager
      ? {
          term: t('inquiries.manager'),
          value: (
            <>
              {people(view.manager).name}
              {people(view.manager).invented && <Inv />}
            </>
          ),
        }
      : undefined,
  ];
  return facts.filter((fact) => fact !== undefined);
};
