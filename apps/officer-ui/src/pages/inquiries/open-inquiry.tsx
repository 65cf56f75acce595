import { useQuery } from '@tanstack/react-query';
import type { LeadView, PersonView } from '#contracts';
import { useState, type FormEvent } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useMe } from '../../api/people';
import { leadQuery, peopleQuery } from '../../api/queries';
import { useCommand } from '../../api/use-command';
import { useUnsaved } from '../../components/leaving';
import { Asked } from '../../components/asked';
import { CommandProblem } from '../../components/command-problem';
import { EffectiveFields, effectiveBody, effectiveToday } from '../../components/effective-fields';
import { LongTextField, TextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { Identity } from '../../components/identity';
import { Icon } from '../../components/glyph';
import { Notice } from '../../components/notice';
import { Sheet } from '../../components/sheet';
import { useTitle } from '../../shell/use-title';
import { useText } from '../../text/use-text';
import { useClock } from '../../time/clock';
import { MemberFields, noMember, type MemberDraft } from '../inquiry/member-fields';

/** Opens an inquiry, from a lead when the address names one. */
export const Page = () => {
  const t = useText();
  const [search] = useSearchParams();
  const leadId = search.get('lead') ?? undefined;
  const lead = useQuery({ ...leadQuery(leadId ?? ''), enabled: leadId !== undefined });
  const people = useQuery(peopleQuery);
  useTitle(t('openInquiry.title'));
  const waits = leadId !== undefined && lead.isPending;
  return (
    <>
      <Identity
        crumbs={[{ label: t('inquiries.title'), to: '/inquiries' }, { label: t('openInquiry.title') }]}
        title={t('openInquiry.title')}
        lede={t('openInquiry.lede')}
      />
      <div className="page main">
        {lead.error && <Notice kind="warn">{t('openInquiry.lead.gone')}</Notice>}
        <Sheet title={t('openInquiry.sheet')} className="formsheet">
          <Asked query={people} what={t('openInquiry.team')}>
            {({ items }) => (waits ? null : <Form lead={lead.data} people={items} />)}
          </Asked>
        </Sheet>
      </div>
    </>
  );
};

const Form = ({ lead, people }: { lead: LeadView | undefined; people: PersonView[] }) => {
  const t = useText();
  const navigate = useNavigate();
  const { today } = useClock();
  const me = useMe();
  const own = people.find((person) => person.id === me?.person);
  const [number, setNumber] = useState('');
  const [title, setTitle] = useState(lead?.subject ?? '');
  const [lede, setLede] = useState(lead?.summary ?? '');
  const [unit, setUnit] = useState('');
  const [team, setTeam] = useState<MemberDraft[]>([
    own
      ? {
          person: own.id,
          role: own.roles.includes('case-manager') ? 'case-manager' : (own.roles[0] ?? ''),
          conflict: 'none',
        }
      : noMember,
  ]);
  const [effective, setEffective] = useState(effectiveToday);
  const [tried, setTried] = useState(false);
  const release = useUnsaved(
    [number, unit].some(Boolean) || title !== (lead?.subject ?? '') || lede !== (lead?.summary ?? ''),
  );
  const command = useCommand({
    onDone: ({ data }) => {
      release();
      void navigate(data.id ? `/inquiries/${data.id}` : '/inquiries');
    },
  });
  const missing = (value: string): string | undefined =>
    tried && value.trim() === '' ? t('field.required') : undefined;

  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (!number.trim() || !title.trim() || team.some((member) => !member.person || !member.role)) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({
      method: 'POST',
      path: '/api/case-state/inquiries',
      body: {
        number: number.trim(),
        title: { en: title.trim() },
        ...(lede.trim() ? { lede: { en: lede.trim() } } : {}),
        ...(lead ? { leadId: lead.id } : {}),
        ...(unit.trim() ? { unit: unit.trim() } : {}),
        team,
        ...effectiveBody(effective, today),
      },
    });
  };
  return (
    <form noValidate onSubmit={onSubmit}>
      {lead && (
        <p>
          <span className="label">{t('openInquiry.from')}</span> {lead.subject}{' '}
          <span className="meta">{lead.source}</span>
        </p>
      )}
      <TextField
        label={t('openInquiry.number')}
        hint={t('openInquiry.number.hint')}
        required
        maxLength={40}
        value={number}
        error={missing(number)}
        onChange={setNumber}
      />
      <TextField
        label={t('openInquiry.name')}
        required
        maxLength={200}
        value={title}
        error={missing(title)}
        onChange={setTitle}
      />
      <LongTextField label={t('openInquiry.about')} required={false} maxLength={4000} value={lede} onChange={setLede} />
      <TextField label={t('openInquiry.unit')} required={false} maxLength={200} value={unit} onChange={setUnit} />
      <fieldset className="team">
        <legend className="label">{t('openInquiry.team')}</legend>
        <p className="hint">{t('openInquiry.team.hint')}</p>
        {team.map((member, index) => (
          <div className="team__row" key={index}>
            <MemberFields
              value={member}
              people={people}
              tried={tried}
              onChange={(next) => setTeam(team.map((each, at) => (at === index ? next : each)))}
            />
            {team.length > 1 && (
              <button
                type="button"
                className="btn btn--icon"
                aria-label={t('member.remove', { n: index + 1 })}
                onClick={() => setTeam(team.filter((_, at) => at !== index))}
              >
                <Icon name="x" />
              </button>
            )}
          </div>
        ))}
        <button type="button" className="btn btn--small" onClick={() => setTeam([...team, noMember])}>
          <Icon name="plus" />
          {t('member.another')}
        </button>
      </fieldset>
      <EffectiveFields value={effective} onChange={setEffective} tried={tried} />
      <CommandProblem command={command} title={t('openInquiry.refused')} />
      <p className="row">
        <button className="btn btn--primary" type="submit" aria-disabled={command.isPending}>
          {t(command.isPending ? 'form.sending' : 'openInquiry.title')}
        </button>
        <Link to="/inquiries">{t('form.cancel')}</Link>
      </p>
    </form>
  );
};
