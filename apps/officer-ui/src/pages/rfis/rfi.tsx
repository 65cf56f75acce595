import { useQuery } from '@tanstack/react-query';
import { useId, type ReactNode } from 'react';
import { Navigate, useParams, useSearchParams } from 'react-router';
import { useLive, type Announcement } from '../../api/live';
import { usePeople } from '../../api/people';
import { rememberPosition } from '../../api/position';
import { inquiryQuery, streams } from '../../api/queries';
import { rfiQuery, type RfiView } from '../../api/rfis';
import { Basis } from '../../components/basis';
import { Drawer } from '../../components/drawer';
import { Glyph } from '../../components/glyph';
import { Identity, type Fact } from '../../components/identity';
import { Inv, Standing } from '../../components/inv';
import { Notice } from '../../components/notice';
import { PageAsked } from '../../components/page-asked';
import { OnPaper } from '../../components/on-paper';
import { Reckoning } from '../../components/reckoning';
import { Seg } from '../../components/seg';
import { Sheet } from '../../components/sheet';
import { useNarrow } from '../../components/use-narrow';
import { TimesBar } from '../../components/times-bar';
import { useTitle } from '../../shell/use-title';
import { Text } from '../../text/text';
import { useLocalized, useText } from '../../text/use-text';
import { differenceSince, ThenClock, useThen } from '../../time/then';
import { useDates } from '../../time/use-dates';
import { AddresseeList } from './addressee-list';
import { hasReplied, isWithheld, markOf, marks, markShapes, type Mark } from './marks';
import { Matrix } from './matrix';
import { useReading, wordOf, type Reading } from './reading';
import { OneAnswer, OneQuestion, Reply } from './reply';
import { rfiNames } from './rfi-names';
import { RequestSheet } from './request-sheet';

/** What case-state announces is waited for by the questions that follow, whichever service they go to. */
const waitForIt = ({ position }: Announcement): void => rememberPosition(`case-state=${position}`);

/** An issued request: who was asked what, and who has answered. A draft is prepared at a page of its own. */
export const Page = () => {
  const { rfiId = '' } = useParams();
  const t = useText();
  const { times, past } = useThen();
  const view = useQuery(rfiQuery(rfiId, times));
  useLive(view.data && streams.rfi(rfiId), [['intake', 'rfi', rfiId]]);
  // Who may read a reply is the inquiry's: what is restricted now goes from the page.
  useLive(view.data && streams.inquiry(view.data.inquiryId), [['intake', 'rfi', rfiId]], waitForIt);
  return (
    <PageAsked query={view} what={t('rfis.what')}>
      {(data) =>
        data.state === 'draft' && !past ? (
          <Navigate to={`/rfis/${data.id}/draft`} replace />
        ) : (
          <ThenClock>
            <Rfi view={data} key={data.id} />
          </ThenClock>
        )
      }
    </PageAsked>
  );
};

const Rfi = ({ view }: { view: RfiView }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const narrow = useNarrow();
  const drawer = useId();
  const { times } = useThen();
  const inquiry = useQuery(inquiryQuery(view.inquiryId, times));
  const [search, setSearch] = useSearchParams();
  const [reading, read] = useReading();
  const chosen = search.get('view');
  const shown = chosen === 'list' || chosen === 'matrix' ? chosen : narrow ? 'list' : 'matrix';
  const only = marks.find((mark) => mark === search.get('show'));
  const questions = view.questionnaire?.sections.flatMap((section) => section.questions) ?? [];
  const { number, title } = rfiNames(view, t, local);
  const rows = only
    ? view.addressees.filter((addressee) => questions.some((question) => markOf(addressee, question.id) === only))
    : view.addressees;
  useTitle(`${title}, ${view.caseNumber}`);

  const put = (name: string, value: string | undefined): void =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === undefined) after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true, preventScrollReset: true },
    );
  const aside = reading && <Read view={view} reading={reading} drawer={drawer} onRead={read} />;
  return (
    <>
      <Identity
        crumbs={[
          { label: t('inquiries.title'), to: '/inquiries' },
          { label: local(inquiry.data?.title) || t('rfis.inquiry'), to: `/inquiries/${view.inquiryId}` },
          { label: view.caseNumber, to: `/cases/${view.caseId}` },
          {
            label: (
              <>
                {number}
                <Standing of={view.provenance} />
              </>
            ),
          },
        ]}
        title={title}
        facts={useFacts(view, reading, drawer, read)}
      />
      <div className="page main">
        <TimesBar difference={differenceSince(`/rfis/${view.id}`, times)} />
        {view.state === 'draft' && <Notice kind="here">{t('times.rfi.draft')}</Notice>}
        {view.state === 'withdrawn' && (
          <Notice kind="here">
            <Text id="rfis.withdrawn" />
          </Notice>
        )}
        <div className={aside ? 'matrixrow' : undefined}>
          <Sheet
            title={t('rfis.matrix')}
            padded={false}
            actions={
              <Seg
                label={t('case.showAs')}
                value={shown}
                options={[
                  { value: 'matrix', label: t('rfis.view.matrix') },
                  { value: 'list', label: t('rfis.view.list'), icon: 'list' },
                ]}
                onChange={(value) => put('view', value)}
              />
            }
          >
            {view.state === 'issued' && <MarkFilter view={view} only={only} onOnly={(mark) => put('show', mark)} />}
            {shown === 'matrix' && view.questionnaire ? (
              <>
                <Matrix
                  caption={t('rfis.matrix.caption', {
                    number,
                    addressees: rows.length,
                    questions: questions.length,
                  })}
                  questionnaire={view.questionnaire}
                  addressees={rows}
                  only={only}
                  reading={reading}
                  drawer={drawer}
                  onRead={read}
                />
                <p className="matrix__keys meta" id="matrix-keys">
                  <Text id="rfis.matrix.keys" values={{ kbd: (chunks: ReactNode[]) => <kbd>{chunks}</kbd> }} />
                </p>
              </>
            ) : (
              <div className="sheet__body">
                <AddresseeList addressees={rows} reading={reading} drawer={drawer} onRead={read} />
              </div>
            )}
          </Sheet>
          {aside}
        </div>
        <RequestSheet rfi={view} />
        {view.limit && view.limitExplanation && (
          <OnPaper
            of={[
              {
                key: 'limit',
                title: dates.long(view.limit),
                explained: (
                  <Reckoning
                    explanation={view.limitExplanation}
                    event={view.issuedOn ?? view.preparedOn}
                    end={view.limit}
                  />
                ),
              },
            ]}
          />
        )}
        <p className="meta">{t('rfis.prepared', { day: dates.date(view.preparedOn) })}</p>
      </div>
    </>
  );
};

/** What lies in the drawer. An address that names nothing of this request opens nothing. */
const Read = ({
  view,
  reading,
  drawer,
  onRead,
}: {
  view: RfiView;
  reading: Reading;
  drawer: string;
  onRead: (reading: Reading | undefined) => void;
}) => {
  const t = useText();
  const dates = useDates();
  const frame = { id: drawer, subject: wordOf(reading), onClose: () => onRead(undefined) };
  if (reading.kind === 'limit')
    return view.limit && view.limitExplanation ? (
      <Drawer {...frame} tab={t('clocks.explanation')} title={t('case.whyDay', { day: dates.long(view.limit) })}>
        <Reckoning explanation={view.limitExplanation} event={view.issuedOn ?? view.preparedOn} end={view.limit} />
      </Drawer>
    ) : null;
  const addressee = view.addressees.find((each) => 'addressee' in reading && each.id === reading.addressee);
  const question = view.questionnaire?.sections
    .flatMap((section) => section.questions)
    .find((each) => 'question' in reading && each.id === reading.question);
  if (reading.kind === 'question')
    return question ? (
      <Drawer {...frame} tab={t('rfis.question')} title={question.id}>
        <OneQuestion rfi={view} question={question} />
      </Drawer>
    ) : null;
  if (!addressee) return null;
  if (reading.kind === 'reply')
    return (
      <Drawer {...frame} tab={t('rfis.reply')} title={addressee.name}>
        <Reply rfi={view} addressee={addressee} />
      </Drawer>
    );
  return question ? (
    <Drawer
      {...frame}
      tab={t('rfis.answer')}
      title={t('rfis.answer.title', { question: question.id, who: addressee.name })}
    >
      <OneAnswer
        rfi={view}
        addressee={addressee}
        question={question}
        onWhole={() => onRead({ kind: 'reply', addressee: addressee.id })}
      />
    </Drawer>
  ) : null;
};

const MarkFilter = ({
  view,
  only,
  onOnly,
}: {
  view: RfiView;
  only: Mark | undefined;
  onOnly: (mark: Mark | undefined) => void;
}) => {
  const t = useText();
  const counts = new Map<Mark, number>();
  for (const addressee of view.addressees)
    for (const { id } of view.questionnaire?.sections.flatMap((section) => section.questions) ?? []) {
      const mark = markOf(addressee, id);
      counts.set(mark, (counts.get(mark) ?? 0) + 1);
    }
  return (
    <ul className="matrix__legend" aria-label={t('rfis.showOnly')}>
      {marks
        .filter((mark) => counts.has(mark) || mark === only)
        .map((mark) => {
          const [shape, tone] = markShapes[mark];
          return (
            <li key={mark}>
              <button
                type="button"
                className="lg"
                aria-pressed={only === mark}
                onClick={() => onOnly(only === mark ? undefined : mark)}
              >
                <Glyph shape={shape} tone={tone} />
                {t(`rfis.mark.${mark}`)} <b>{counts.get(mark) ?? 0}</b>
              </button>
            </li>
          );
        })}
    </ul>
  );
};

const useFacts = (
  view: RfiView,
  reading: Reading | undefined,
  drawer: string,
  read: (reading: Reading | undefined) => void,
): Fact[] => {
  const t = useText();
  const dates = useDates();
  const people = usePeople();
  const { draft, addressees } = view;
  const signer = view.issuedBy ? people(view.issuedBy) : undefined;
  const rule = view.rules.find((each) => each.kind === draft.kind);
  const given = rule?.notices.filter((notice) => draft.notices?.includes(notice.id)) ?? [];
  const provisions = [
    ...new Map(given.flatMap((notice) => notice.basis).map((basis) => [basis.citation, basis])).values(),
  ];
  // What is only saved is the addressee's own: it counts once it is submitted.
  const told = addressees.filter((addressee) => !isWithheld(addressee));
  const answered = told.filter(hasReplied).reduce((sum, addressee) => sum + (addressee.answered ?? 0), 0);
  const asked = told.reduce((sum, addressee) => sum + addressee.asked, 0);
  const facts: (Fact | undefined | false)[] = [
    draft.basis && {
      term: t('problem.basis'),
      value: (
        <>
          <Basis of={draft.basis} />
          {draft.kind && `, ${t(`inquiry.rfi.kind.${draft.kind}`)}`}
        </>
      ),
    },
    view.issuedOn !== undefined && {
      term: t('rfis.issued'),
      value: (
        <>
          {dates.full(view.issuedOn)} {signer && <small>{signer.name}</small>}
          {signer?.invented && <Inv />}
        </>
      ),
    },
    view.limit !== undefined && {
      term: t('rfis.limit'),
      value: (
        <>
          {dates.full(view.limit)} <small>{dates.distance(view.limit)};</small>{' '}
          <button
            type="button"
            className="linklike"
            aria-expanded={reading?.kind === 'limit'}
            aria-controls={drawer}
            onClick={() => read(reading?.kind === 'limit' ? undefined : { kind: 'limit' })}
          >
            {t('rfis.why')}
          </button>
        </>
      ),
    },
    {
      term: t('rfis.addressees'),
      value: (
        <Text id="rfis.fact.replied" values={{ n: addressees.filter(hasReplied).length, of: addressees.length }} />
      ),
    },
    { term: t('rfis.answers'), value: <Text id="rfis.fact.answers" values={{ n: answered, of: asked }} /> },
    provisions.length > 0 && { term: t('rfis.notices'), value: <Basis of={provisions} /> },
  ];
  return facts.filter((fact) => fact !== undefined && fact !== false);
};
