import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { usePeople } from '../../api/people';
import { inquiryQuery } from '../../api/queries';
import { rfisPath, type RfiRule, type RfiView } from '../../api/rfis';
import { useCommand } from '../../api/use-command';
import { Basis } from '../../components/basis';
import { CommandProblem } from '../../components/command-problem';
import { CopyField } from '../../components/copy-field';
import { LongTextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { OpenedForm } from '../../components/opened-form';
import { Reckoning } from '../../components/reckoning';
import { Unfolded } from '../../components/unfolded';
import { Text } from '../../text/text';
import { useLocalized, useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { RequestSheet } from './request-sheet';
import { Preview } from './preview';

/** Last stop: the request as it stands, and the signature. */
export const ReviewStop = ({ view, unsaved }: { view: RfiView; unsaved: boolean }) => (
  <>
    <RequestSheet rfi={view} />
    <Sign view={view} unsaved={unsaved} />
    <Withdraw view={view} />
  </>
);

const Sign = ({ view, unsaved }: { view: RfiView; unsaved: boolean }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const navigate = useNavigate();
  const [asks, setAsks] = useState(false);
  const head = useRef<HTMLHeadingElement>(null);
  const command = useCommand({ onDone: () => void navigate(`/rfis/${view.id}`) });
  useEffect(() => {
    if (asks) head.current?.focus();
  }, [asks]);
  const missing = view.checks.filter((check) => !check.ok);
  const rule = view.rules.find((each) => each.kind === view.draft.kind);
  const why = unsaved
    ? t('rfis.issue.unsaved')
    : !view.mayIssue && rule
      ? t('rfis.issue.notYours', { roles: rule.maySign.map((role) => t(`role.${role}`)).join(', ') })
      : missing.length > 0
        ? t('rfis.issue.missing', { n: missing.length, what: local(missing[0]?.sentence) })
        : undefined;
  const { addressees } = view;
  const what = (
    <dl className="why">
      <dt>{t('rfis.issue.to')}</dt>
      <dd>{addressees.map((each) => `${each.name} (${each.contact.name})`).join('; ') || '–'}</dd>
      <dt>{t('rfis.issue.by')}</dt>
      <dd>
        {view.limit ? <b>{dates.long(view.limit)}</b> : '–'}
        {view.limit && view.limitExplanation && (
          <details>
            <summary>{t('case.whyDay', { day: dates.long(view.limit) })}</summary>
            <Reckoning explanation={view.limitExplanation} event={dates.today} end={view.limit} />
          </details>
        )}
      </dd>
      <dt>{t('problem.basis')}</dt>
      <dd>
        {view.draft.basis ? <Basis of={view.draft.basis} /> : '–'}
        {rule && `, ${local(rule.title)}`}
      </dd>
      <dt>{t('rfis.issue.asks')}</dt>
      <dd>
        {view.questionnaire ? (
          <details>
            <summary>
              {local(view.questionnaire.title)},{' '}
              {t('rfis.issue.questions', {
                n: view.questionnaire.sections.reduce((sum, section) => sum + section.questions.length, 0),
              })}
            </summary>
            <Preview content={view.questionnaire} />
          </details>
        ) : (
          '–'
        )}
      </dd>
    </dl>
  );
  return (
    <section className="sheet signing" aria-labelledby="signing">
      <div className="sheet__head">
        <h2 id="signing">{t('rfis.sign')}</h2>
      </div>
      <div className="sheet__body stack">
        {!asks || why !== undefined ? (
          <>
            <p>{t('rfis.sign.say')}</p>
            {what}
            <p>
              <button
                type="button"
                className="btn btn--primary"
                aria-disabled={why !== undefined}
                aria-describedby={why === undefined ? undefined : 'why-not-issued'}
                onClick={() => {
                  if (why === undefined) setAsks(true);
                }}
              >
                {t('rfis.issue.begin')}
              </button>
            </p>
            {why !== undefined && (
              <p className="meta" id="why-not-issued">
                {why}
              </p>
            )}
            {!unsaved && !view.mayIssue && rule && <HandOver view={view} maySign={rule.maySign} />}
          </>
        ) : (
          <div
            className="stack"
            onKeyDown={(event) => {
              if (event.key === 'Escape') setAsks(false);
            }}
          >
            <h3 ref={head} tabIndex={-1}>
              {t('rfis.issue.title', { n: addressees.length })}
            </h3>
            {what}
            <p>
              <Text id="rfis.issue.say" />
            </p>
            <CommandProblem command={command} title={t('rfis.issue.refused')} />
            <p className="row row--wrap">
              <button
                type="button"
                className="btn btn--primary"
                aria-disabled={command.isPending}
                onClick={() => {
                  if (!command.isPending)
                    command.mutate({
                      method: 'POST',
                      path: `${rfisPath}/${view.id}/issue`,
                      body: {},
                      ifMatch: view.version,
                    });
                }}
              >
                {t(command.isPending ? 'form.sending' : 'rfis.issue')}
              </button>
              <button type="button" className="btn" onClick={() => setAsks(false)}>
                {t('form.cancel')}
              </button>
            </p>
          </div>
        )}
      </div>
    </section>
  );
};

/** Who prepares hands it over to who signs: who that is on this inquiry, the address to send, and where it is found without one. */
const HandOver = ({ view, maySign }: { view: RfiView; maySign: RfiRule['maySign'] }) => {
  const t = useText();
  const people = usePeople();
  const inquiry = useQuery(inquiryQuery(view.inquiryId));
  const signers = inquiry.data?.team.filter(({ role, until }) => !until && (maySign as string[]).includes(role));
  return (
    <div className="stack">
      <h3>{t('rfis.handOver')}</h3>
      {signers && (
        <p>
          {signers.length > 0
            ? t('rfis.handOver.who', {
                people: signers.map(({ person, role }) => `${people(person).name} (${t(`role.${role}`)})`).join(', '),
              })
            : t('rfis.handOver.nobody')}
        </p>
      )}
      <CopyField
        label={t('rfis.handOver.link')}
        text={`${window.location.origin}/rfis/${view.id}/draft?stop=review`}
        more={<Link to={`/rfis?inquiry=${view.inquiryId}&state=draft`}>{t('rfis.handOver.found')}</Link>}
      />
    </div>
  );
};

const MIN_REASON = 3;

const Withdraw = ({ view }: { view: RfiView }) => {
  const t = useText();
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand({ onDone: () => void navigate(`/rfis?case=${view.caseId}`) });
  const short = reason.trim().length < MIN_REASON;
  return (
    <Unfolded className="withdraw" summary={t('rfis.withdraw')}>
      {(fold) => (
        <OpenedForm
          onCancel={fold}
          acts={
            <button type="submit" className="btn" aria-disabled={command.isPending}>
              {t(command.isPending ? 'form.sending' : 'rfis.withdraw')}
            </button>
          }
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (short) {
              focusFirstWrong(event.currentTarget);
              return;
            }
            command.mutate({
              method: 'POST',
              path: `${rfisPath}/${view.id}/withdraw`,
              body: { reason: reason.trim() },
              ifMatch: view.version,
            });
          }}
        >
          <LongTextField
            label={t('rfis.withdraw.reason')}
            hint={t('rfis.withdraw.hint')}
            required
            maxLength={500}
            value={reason}
            error={tried && short ? t('field.required') : undefined}
            onChange={setReason}
          />
          <CommandProblem command={command} title={t('rfis.withdraw.refused')} />
        </OpenedForm>
      )}
    </Unfolded>
  );
};
