import { useQuery } from '@tanstack/react-query';
import type { AddresseeSummary } from '#contracts';
import { useId, useState, type FormEvent } from 'react';
import { accessQuery } from '../../api/access';
import { usePeople } from '../../api/people';
import { inquiryQuery } from '../../api/queries';
import type { RfiView } from '../../api/rfis';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { ChoicesField, LongTextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { useText } from '../../text/use-text';
import { useThen } from '../../time/then';
import { ActWithReason } from '../inquiry/act-with-reason';

/** That a reply is for named people, who they are, and whether the reader is among them. */
export const RestrictedTo = ({ addressee }: { addressee: AddresseeSummary }) => {
  const t = useText();
  const people = usePeople();
  const { restricted } = addressee;
  if (!restricted) return null;
  const names = restricted.people.map((person) => people(person).name).join(', ');
  return <p>{t(restricted.withheld ? 'restrict.withheld' : 'restrict.stands', { names })}</p>;
};

/** Of one reply: to whom it is restricted; and, for who may, the act that restricts it or lifts that. */
export const Restricted = ({ rfi, addressee }: { rfi: RfiView; addressee: AddresseeSummary }) => {
  const t = useText();
  const head = useId();
  const { past } = useThen();
  const [acting, act] = useState(false);
  const access = useQuery(accessQuery(rfi.inquiryId));
  const may = rfi.state === 'issued' && !past && access.data?.may.restrict === true;
  const { restricted } = addressee;
  if (!may && !restricted) return null;
  return (
    <section className="reply__part" aria-labelledby={head}>
      <h3 id={head}>{t('restrict.title')}</h3>
      <RestrictedTo addressee={addressee} />
      {may && !restricted && !acting && <p>{t('restrict.none')}</p>}
      {may && !acting && (
        <button type="button" className="btn btn--small" onClick={() => act(true)}>
          {t(restricted ? 'restrict.lift' : 'restrict.act')}
        </button>
      )}
      {may &&
        acting &&
        (restricted ? (
          <ActWithReason
            key={restricted.id}
            onDone={() => act(false)}
            say={t('restrict.lift.say')}
            label={t('restrict.lift.reason')}
            acts={[{ id: 'lift', label: t('restrict.lift') }]}
            path={`/api/case-state/inquiries/${rfi.inquiryId}/restrictions/${restricted.id}/lift`}
            refused={t('restrict.lift.refused')}
          />
        ) : (
          <RestrictForm inquiryId={rfi.inquiryId} reply={addressee.id} onDone={() => act(false)} />
        ))}
    </section>
  );
};

/** Names people of the team, and says why. It takes effect at once. */
const RestrictForm = ({ inquiryId, reply, onDone }: { inquiryId: string; reply: string; onDone: () => void }) => {
  const t = useText();
  const people = usePeople();
  const inquiry = useQuery(inquiryQuery(inquiryId));
  const [named, setNamed] = useState<string[]>([]);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand({ onDone });
  const short = reason.trim().length < 3;
  const team = inquiry.data?.team.filter((member) => !member.until) ?? [];
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (named.length === 0 || short) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({
      method: 'POST',
      path: `/api/case-state/inquiries/${inquiryId}/restrictions`,
      body: { reply, people: named, reason: reason.trim() },
    });
  };
  return (
    <form className="stack" noValidate onSubmit={onSubmit}>
      <ChoicesField
        label={t('restrict.people')}
        hint={t('restrict.people.hint')}
        error={tried && named.length === 0 ? t('restrict.people.needed') : undefined}
        multiple
        value={named}
        choices={team.map(({ person, role }) => ({ id: person, label: people(person).name, hint: t(`role.${role}`) }))}
        onChange={setNamed}
      />
      <LongTextField
        label={t('restrict.reason')}
        hint={t('restrict.reason.hint')}
        required
        maxLength={500}
        value={reason}
        error={tried && short ? t('field.required') : undefined}
        onChange={setReason}
      />
      <CommandProblem command={command} title={t('restrict.refused')} />
      <p className="row">
        <button className="btn" type="submit" aria-disabled={command.isPending}>
          {t(command.isPending ? 'form.sending' : 'restrict.act')}
        </button>
      </p>
    </form>
  );
};
