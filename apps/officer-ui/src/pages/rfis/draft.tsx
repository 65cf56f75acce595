import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Navigate, useNavigate, useParams } from 'react-router';
import { useLive } from '../../api/live';
import { caseQuery, inquiryQuery, streams } from '../../api/queries';
import { rfiQuery, rfisPath, type RfiView } from '../../api/rfis';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { focusFirstWrong } from '../../components/focus-wrong';
import { Identity } from '../../components/identity';
import { Standing } from '../../components/inv';
import { useUnsaved } from '../../components/leaving';
import { Notice } from '../../components/notice';
import { PageAsked } from '../../components/page-asked';
import { Sheet } from '../../components/sheet';
import { useTitle } from '../../shell/use-title';
import { Text } from '../../text/text';
import { useLocalized, useText } from '../../text/use-text';
import { AddresseesStop } from './addressees-stop';
import { BasisStop } from './basis-stop';
import { ChecksSheet } from './checks-sheet';
import { draftOf, formOf, isWhole, type DraftForm } from './draft-form';
import { QuestionsStop } from './questions-stop';
import { RequestSheet } from './request-sheet';
import { ReviewStop } from './review-stop';
import { stops, Stops, useStop } from './stops';

/** A request while it is prepared: four stops, and what is still missing always in sight. */
export const Page = () => {
  const { rfiId = '' } = useParams();
  const t = useText();
  const view = useQuery(rfiQuery(rfiId));
  useLive(view.data && streams.rfi(rfiId), [['intake', 'rfi', rfiId]]);
  return (
    <PageAsked query={view} what={t('rfis.draft.what')}>
      {(data) =>
        data.state !== 'draft' ? <Navigate to={`/rfis/${data.id}`} replace /> : <Prepared view={data} key={data.id} />
      }
    </PageAsked>
  );
};

/** Who may write it once goes on: what is written is not taken away with the right to send it; the service refuses what is no longer theirs. */
const Prepared = ({ view }: { view: RfiView }) => {
  const asked = useQuery(caseQuery(view.caseId));
  const [writes, setWrites] = useState(false);
  if (!writes && !asked.isPending && asked.data?.mayAsk !== false) setWrites(true);
  if (writes) return <Draft view={view} />;
  return asked.isPending ? null : <ReadDraft view={view} />;
};

const Head = ({ view }: { view: RfiView }) => {
  const t = useText();
  const local = useLocalized();
  const inquiry = useQuery(inquiryQuery(view.inquiryId));
  const subject = local(view.draft.subject) || t('rfis.noSubject');
  useTitle(t('rfis.draft.title', { subject }));
  return (
    <Identity
      crumbs={[
        { label: t('inquiries.title'), to: '/inquiries' },
        { label: local(inquiry.data?.title) || t('rfis.inquiry'), to: `/inquiries/${view.inquiryId}` },
        { label: view.caseNumber, to: `/cases/${view.caseId}` },
        {
          label: (
            <>
              {t('rfis.draft.crumb')}
              <Standing of={view.provenance} />
            </>
          ),
        },
      ]}
      title={t('rfis.draft.title', { subject })}
      lede={t('rfis.draft.lede', { number: view.caseNumber, title: local(view.caseTitle) })}
    />
  );
};

/** For who does not work on it: nothing is offered that would be refused. */
const ReadDraft = ({ view }: { view: RfiView }) => {
  const t = useText();
  return (
    <>
      <Head view={view} />
      <div className="page main">
        <Notice kind="here">{t('rfis.draft.notYours')}</Notice>
        <RequestSheet rfi={view} />
      </div>
    </>
  );
};

const Draft = ({ view }: { view: RfiView }) => {
  const t = useText();
  const navigate = useNavigate();
  const stop = useStop();
  const place = useRef<HTMLDivElement>(null);
  // What was last known to be saved, with its version: what is written is compared with it and saved on it.
  const [base, setBase] = useState(() => ({ version: view.version, form: formOf(view.draft) }));
  const [form, setForm] = useState(base.form);
  const [tried, setTried] = useState(false);
  const dirty = JSON.stringify(form) !== JSON.stringify(base.form);
  const adopt = (): void => {
    const next = formOf(view.draft);
    setBase({ version: view.version, form: next });
    setForm(next);
  };
  const elsewhere = view.version > base.version;
  if (elsewhere && !dirty) adopt();

  const command = useCommand({
    onDone: ({ data }) => setBase((before) => ({ version: data.version ?? before.version, form: sent.current })),
  });
  const sent = useRef<DraftForm>(form);
  useUnsaved(dirty);

  const save = (then?: () => void): void => {
    setTried(true);
    if (!form.addressees.every(isWhole)) {
      void navigate('?stop=addressees', { replace: true, preventScrollReset: true });
      requestAnimationFrame(() => {
        const fields = place.current?.querySelector('form');
        if (fields) focusFirstWrong(fields);
      });
      return;
    }
    if (!dirty) {
      then?.();
      return;
    }
    sent.current = form;
    command.mutate(
      {
        method: 'PUT',
        path: `${rfisPath}/${view.id}/draft`,
        body: { draft: draftOf(form, view.draft, view.rules) },
        ifMatch: base.version,
      },
      { onSuccess: () => then?.() },
    );
  };
  const next = stops[stops.indexOf(stop) + 1];
  const mended = form.addressees.filter((each) => !isWhole(each)).length;

  return (
    <>
      <Head view={view} />
      <div className="page main" ref={place}>
        <Stops here={stop} checks={view.checks} />
        {elsewhere && dirty && (
          <Notice
            kind="warn"
            act={
              <span className="row row--wrap">
                <button type="button" className="btn btn--small" onClick={adopt}>
                  {t('rfis.draft.theirs')}
                </button>
                <button
                  type="button"
                  className="btn btn--quiet btn--small"
                  onClick={() => setBase({ version: view.version, form: base.form })}
                >
                  {t('rfis.draft.mine')}
                </button>
              </span>
            }
          >
            <Text id="rfis.draft.elsewhere" />
          </Notice>
        )}
        <div className="cols">
          <div>
            {stop === 'review' ? (
              <ReviewStop view={view} unsaved={dirty} />
            ) : (
              <Sheet title={t(`rfis.stop.${stop}`)} className="formsheet">
                {stop === 'questions' ? (
                  <div className="stack draft__stop">
                    <QuestionsStop
                      chosen={form.questionnaire}
                      onChoose={(questionnaire) => setForm({ ...form, questionnaire })}
                    />
                  </div>
                ) : (
                  <form
                    noValidate
                    onSubmit={(event) => {
                      event.preventDefault();
                      save();
                    }}
                  >
                    {stop === 'basis' ? (
                      <BasisStop caseId={view.caseId} rules={view.rules} form={form} onChange={setForm} />
                    ) : (
                      <AddresseesStop
                        addressees={form.addressees}
                        tried={tried}
                        onChange={(addressees) => {
                          // One that has just been added has not been tried yet.
                          if (addressees.length > form.addressees.length) setTried(false);
                          setForm({ ...form, addressees });
                        }}
                      />
                    )}
                  </form>
                )}
              </Sheet>
            )}
            <CommandProblem command={command} title={t('rfis.draft.refused')} />
            <div className="draft__foot" role="group" aria-label={t('rfis.draft.acts')}>
              <button
                type="button"
                className={next && !dirty ? 'btn' : 'btn btn--quiet'}
                aria-disabled={command.isPending || !dirty}
                onClick={() => {
                  if (dirty && !command.isPending) save();
                }}
              >
                {t(command.isPending ? 'form.sending' : 'rfis.draft.save')}
              </button>
              {next && (
                <button
                  type="button"
                  className="btn btn--primary"
                  aria-disabled={command.isPending}
                  onClick={() => {
                    if (!command.isPending) save(() => void navigate(`?stop=${next}`, { replace: true }));
                  }}
                >
                  {t('rfis.draft.next', { stop: t(`rfis.stop.${next}`) })}
                </button>
              )}
              <p className="meta" role="status">
                {mended > 0
                  ? t('rfis.draft.unwhole', { n: mended })
                  : t(dirty ? 'rfis.draft.dirty' : 'rfis.draft.saved')}
              </p>
            </div>
          </div>
          <div className="draft__checks">
            <ChecksSheet checks={view.checks} unsaved={dirty} />
          </div>
        </div>
      </div>
    </>
  );
};
