import { useState, type FormEvent } from 'react';
import { Link } from 'react-router';
import { useCommand } from '../../api/use-command';
import type { SubscriptionCreated } from '../../api/webhooks';
import { useUnsaved } from '../../components/leaving';
import { CopyField } from '../../components/copy-field';
import { CommandProblem } from '../../components/command-problem';
import { ChoicesField, TextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { Identity } from '../../components/identity';
import { Notice } from '../../components/notice';
import { Sheet } from '../../components/sheet';
import { useTitle } from '../../shell/use-title';
import { Text } from '../../text/text';
import { useText } from '../../text/use-text';
import { Verify } from './verify';
import { useInquiryNames } from './inquiry-names';

/** What can be subscribed to: the published facts of an inquiry. */
const types = [
  'dossier.case-state.InquiryOpened.v1',
  'dossier.case-state.CaseOpened.v1',
  'dossier.case-state.StepTaken.v1',
  'dossier.case-state.ExpiryWarningGiven.v1',
  'dossier.case-state.ClocksRecomputed.v1',
  'dossier.case-state.ProcedureMoved.v1',
  'dossier.case-state.TeamMemberJoined.v1',
  'dossier.case-state.TeamMemberLeft.v1',
  'dossier.intake.RfiIssued.v1',
  'dossier.intake.ReplySubmitted.v1',
  'dossier.intake.LimitWarningGiven.v1',
  'dossier.intake.ReplyOverdue.v1',
];

/** Adds an endpoint. Its secret is shown once. */
export const Page = () => {
  const t = useText();
  const names = useInquiryNames();
  const [title, setTitle] = useState('');
  const [url, setUrl] = useState('');
  const [inquiries, setInquiries] = useState<string[]>([]);
  const [wanted, setWanted] = useState<string[]>(types);
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState<SubscriptionCreated>();
  useUnsaved(made === undefined && [title, url].some(Boolean));
  const command = useCommand<SubscriptionCreated>({ onDone: ({ data }) => setMade(data) });
  useTitle(t('webhooks.add'));
  const needed = (empty: boolean): string | undefined => (tried && empty ? t('field.required') : undefined);

  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (!title.trim() || !url.trim() || inquiries.length === 0 || wanted.length === 0) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({
      method: 'POST',
      path: '/api/notifications/subscriptions',
      body: { title: title.trim(), url: url.trim(), inquiries, types: wanted },
    });
  };
  return (
    <>
      <Identity
        crumbs={[{ label: t('webhooks.title'), to: '/webhooks' }, { label: t('webhooks.add') }]}
        title={t('webhooks.add')}
        lede={t('webhooks.add.lede')}
      />
      <div className="page main">
        {made ? (
          <Made made={made} />
        ) : (
          <Sheet title={t('webhooks.endpoint')} className="formsheet">
            <form noValidate onSubmit={onSubmit}>
              <TextField
                label={t('webhooks.name')}
                hint={t('webhooks.name.hint')}
                required
                maxLength={120}
                value={title}
                error={needed(!title.trim())}
                onChange={setTitle}
              />
              <TextField
                label={t('webhooks.url')}
                hint={t('webhooks.url.hint')}
                type="url"
                required
                maxLength={2000}
                value={url}
                error={needed(!url.trim())}
                onChange={setUrl}
              />
              {names.all.length === 0 ? (
                <p className="meta">{t('webhooks.inquiries.none')}</p>
              ) : (
                <ChoicesField
                  label={t('webhooks.inquiries')}
                  hint={t('webhooks.inquiries.hint')}
                  multiple
                  value={inquiries}
                  error={needed(inquiries.length === 0)}
                  choices={names.all}
                  onChange={setInquiries}
                />
              )}
              <ChoicesField
                label={t('webhooks.types')}
                multiple
                value={wanted}
                error={needed(wanted.length === 0)}
                choices={types.map((id) => ({ id, label: t(`webhooks.type.${id.split('.')[2] ?? ''}`), hint: id }))}
                onChange={setWanted}
              />
              <CommandProblem command={command} title={t('webhooks.add.refused')} />
              <p className="row">
                <button type="submit" className="btn btn--primary" aria-disabled={command.isPending}>
                  {t('webhooks.add')}
                </button>
                <Link className="btn" to="/webhooks">
                  {t('form.cancel')}
                </Link>
              </p>
            </form>
          </Sheet>
        )}
      </div>
    </>
  );
};

/** The one time that the whole secret is seen. */
const Made = ({ made }: { made: SubscriptionCreated }) => {
  const t = useText();
  return (
    <Sheet title={t('webhooks.made')} className="formsheet">
      <div className="stack">
        <Notice kind="here">
          <Text id="webhooks.made.say" />
        </Notice>
        <CopyField label={t('webhooks.secret')} text={made.secret} />
        <h3>{t('webhooks.verify')}</h3>
        <Verify />
        <p>
          <Link className="btn btn--primary" to={`/webhooks/${made.id}`}>
            {t('webhooks.made.go')}
          </Link>
        </p>
      </div>
    </Sheet>
  );
};
