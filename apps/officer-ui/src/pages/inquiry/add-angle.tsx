import { useQuery } from '@tanstack/react-query';
import type { InquiryView } from '#contracts';
import { useState, type FormEvent } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { inquiryQuery, proceduresQuery, type ProceduresView } from '../../api/queries';
import { useCommand } from '../../api/use-command';
import { useUnsaved } from '../../components/leaving';
import { Asked } from '../../components/asked';
import { CommandProblem } from '../../components/command-problem';
import { EffectiveFields, effectiveBody, effectiveToday } from '../../components/effective-fields';
import { LongTextField, SelectField, TextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { Identity } from '../../components/identity';
import { PageAsked } from '../../components/page-asked';
import { Sheet } from '../../components/sheet';
import { useTitle } from '../../shell/use-title';
import { useLocalized, useText } from '../../text/use-text';
import { useClock } from '../../time/clock';

/** Adds a legal angle to an inquiry: a case of its own, under a procedure, linked to the one that it follows. */
export const Page = () => {
  const { inquiryId = '' } = useParams();
  const t = useText();
  const inquiry = useQuery(inquiryQuery(inquiryId));
  return (
    <PageAsked query={inquiry} what={t('angle.title')}>
      {(data) => <AddAngle inquiry={data} />}
    </PageAsked>
  );
};

const AddAngle = ({ inquiry }: { inquiry: InquiryView }) => {
  const t = useText();
  const local = useLocalized();
  const procedures = useQuery(proceduresQuery);
  useTitle(t('angle.title'));
  return (
    <>
      <Identity
        crumbs={[
          { label: t('inquiries.title'), to: '/inquiries' },
          { label: local(inquiry.title), to: `/inquiries/${inquiry.id}` },
          { label: t('angle.title') },
        ]}
        title={t('angle.title')}
        lede={t('angle.lede')}
      />
      <div className="page main">
        <Sheet title={t('angle.sheet')} className="formsheet">
          <Asked query={procedures} what={t('angle.procedure')}>
            {({ items }) => <Form inquiry={inquiry} procedures={items} />}
          </Asked>
        </Sheet>
      </div>
    </>
  );
};

type Procedure = ProceduresView['items'][number];

/** The newest published version of each procedure. */
const newest = (items: Procedure[]): Procedure[] => {
  const byId = new Map<string, Procedure>();
  for (const item of items) if ((byId.get(item.id)?.version ?? 0) < item.version) byId.set(item.id, item);
  return [...byId.values()];
};

const Form = ({ inquiry, procedures }: { inquiry: InquiryView; procedures: Procedure[] }) => {
  const t = useText();
  const local = useLocalized();
  const navigate = useNavigate();
  const { today } = useClock();
  const [search] = useSearchParams();
  const choices = newest(procedures);
  const [procedure, setProcedure] = useState('');
  const [number, setNumber] = useState('');
  const [title, setTitle] = useState('');
  const [question, setQuestion] = useState('');
  const [follows, setFollows] = useState(search.get('follows') ?? '');
  const [effective, setEffective] = useState(effectiveToday);
  const [tried, setTried] = useState(false);
  const release = useUnsaved([number, title, question].some(Boolean));
  const command = useCommand({
    onDone: ({ data }) => {
      release();
      void navigate(data.id ? `/cases/${data.id}` : `/inquiries/${inquiry.id}`);
    },
  });
  const missing = (value: string): string | undefined =>
    tried && value.trim() === '' ? t('field.required') : undefined;
  const prefixes = choices.find((each) => each.id === procedure)?.numberPrefixes ?? [];

  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (!procedure || !number.trim() || !title.trim()) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({
      method: 'POST',
      path: `/api/case-state/inquiries/${inquiry.id}/cases`,
      body: {
        procedure,
        number: number.trim(),
        title: { en: title.trim() },
        ...(question.trim() ? { question: { en: question.trim() } } : {}),
        ...(follows ? { follows } : {}),
        ...effectiveBody(effective, today),
      },
    });
  };
  return (
    <form noValidate onSubmit={onSubmit}>
      <SelectField
        label={t('angle.procedure')}
        hint={t('angle.procedure.hint')}
        required
        none={t('angle.procedure.choose')}
        value={procedure}
        error={missing(procedure)}
        choices={choices.map((each) => ({
          id: each.id,
          label: t('angle.procedure.version', { title: local(each.title), version: each.version }),
        }))}
        onChange={setProcedure}
      />
      <TextField
        label={t('angle.number')}
        hint={
          prefixes.length > 0 ? t('angle.number.prefix', { prefixes: prefixes.join(', ') }) : t('angle.number.hint')
        }
        required
        maxLength={32}
        value={number}
        error={missing(number)}
        onChange={setNumber}
      />
      <TextField
        label={t('angle.name')}
        required
        maxLength={200}
        value={title}
        error={missing(title)}
        onChange={setTitle}
      />
      <LongTextField
        label={t('angle.question')}
        hint={t('angle.question.hint')}
        required={false}
        maxLength={1000}
        value={question}
        onChange={setQuestion}
      />
      {inquiry.cases.length > 0 && (
        <SelectField
          label={t('angle.follows')}
          required={false}
          none={t('angle.follows.none')}
          value={follows}
          choices={inquiry.cases.map((each) => ({ id: each.id, label: `${each.number}, ${local(each.title)}` }))}
          onChange={setFollows}
        />
      )}
      <EffectiveFields value={effective} onChange={setEffective} tried={tried} />
      <CommandProblem command={command} title={t('angle.refused')} />
      <p className="row">
        <button className="btn btn--primary" type="submit" aria-disabled={command.isPending}>
          {t(command.isPending ? 'form.sending' : 'angle.open')}
        </button>
        <Link to={`/inquiries/${inquiry.id}`}>{t('form.cancel')}</Link>
      </p>
    </form>
  );
};
