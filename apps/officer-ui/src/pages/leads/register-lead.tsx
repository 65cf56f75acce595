import { useState, type FormEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { caseworkRoles } from '#contracts/roles';
import { useHolds } from '../../api/people';
import { useCommand } from '../../api/use-command';
import { useUnsaved } from '../../components/leaving';
import { CommandProblem } from '../../components/command-problem';
import { EffectiveFields, effectiveBody, effectiveToday } from '../../components/effective-fields';
import { Empty } from '../../components/empty';
import { LongTextField, SelectField, TextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { Identity } from '../../components/identity';
import { Sheet } from '../../components/sheet';
import { useTitle } from '../../shell/use-title';
import { useText } from '../../text/use-text';
import { useClock } from '../../time/clock';

const kinds = [
  'complaint',
  'ex-officio',
  'market-monitoring',
  'sector-inquiry',
  'merger-screening',
  'referral',
] as const;

/** Registers what may start an inquiry. A source must be named. */
export const Page = () => {
  const t = useText();
  const may = useHolds(caseworkRoles);
  useTitle(t('leads.register'));
  return (
    <>
      <Identity
        crumbs={[{ label: t('leads.title'), to: '/leads' }, { label: t('leads.register') }]}
        title={t('leads.register')}
        lede={t('leads.register.lede')}
      />
      <div className="page main">
        {may ? (
          <Sheet title={t('leads.register.sheet')} className="formsheet">
            <Form />
          </Sheet>
        ) : (
          <Empty
            title={t('leads.register.notYou')}
            picture={false}
            actions={<Link to="/leads">{t('leads.title')}</Link>}
          >
            <p>{t('roles.only', { roles: caseworkRoles.map((role) => t(`role.${role}`)).join(', ') })}</p>
          </Empty>
        )}
      </div>
    </>
  );
};

const Form = () => {
  const t = useText();
  const navigate = useNavigate();
  const { today } = useClock();
  const [kind, setKind] = useState('');
  const [subject, setSubject] = useState('');
  const [summary, setSummary] = useState('');
  const [source, setSource] = useState('');
  const [parties, setParties] = useState('');
  const [effective, setEffective] = useState(effectiveToday);
  const [tried, setTried] = useState(false);
  const release = useUnsaved([subject, summary, source, parties].some(Boolean));
  const command = useCommand({
    onDone: () => {
      release();
      void navigate('/leads');
    },
  });
  const missing = (value: string): string | undefined =>
    tried && value.trim() === '' ? t('field.required') : undefined;

  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (!kind || !subject.trim() || !source.trim()) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({
      method: 'POST',
      path: '/api/intake/leads',
      body: {
        kind,
        subject: subject.trim(),
        ...(summary.trim() ? { summary: summary.trim() } : {}),
        source: source.trim(),
        parties: parties
          .split('\n')
          .map((line) => line.trim())
          .filter(Boolean),
        ...effectiveBody(effective, today),
      },
    });
  };
  return (
    <form noValidate onSubmit={onSubmit}>
      <SelectField
        label={t('leads.kind')}
        required
        none={t('leads.kind.choose')}
        value={kind}
        error={missing(kind)}
        choices={kinds.map((id) => ({ id, label: t(`leads.kind.${id}`) }))}
        onChange={setKind}
      />
      <TextField
        label={t('leads.subject')}
        hint={t('leads.subject.hint')}
        required
        maxLength={200}
        value={subject}
        error={missing(subject)}
        onChange={setSubject}
      />
      <LongTextField
        label={t('leads.summary')}
        required={false}
        maxLength={4000}
        value={summary}
        onChange={setSummary}
      />
      <TextField
        label={t('leads.source')}
        hint={t('leads.source.hint')}
        required
        maxLength={500}
        value={source}
        error={missing(source)}
        onChange={setSource}
      />
      <LongTextField
        label={t('leads.parties')}
        hint={t('leads.parties.hint')}
        required={false}
        value={parties}
        onChange={setParties}
      />
      <EffectiveFields value={effective} onChange={setEffective} tried={tried} />
      <CommandProblem command={command} title={t('leads.register.refused')} />
      <p className="row">
        <button className="btn btn--primary" type="submit" aria-disabled={command.isPending}>
          {t(command.isPending ? 'form.sending' : 'leads.register')}
        </button>
        <Link to="/leads">{t('form.cancel')}</Link>
      </p>
    </form>
  );
};
