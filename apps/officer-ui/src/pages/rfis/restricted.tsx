import { useQuery } from '@tanstack/react-query';
import type { AddresseeSummary } from '#contracts';
import { useId, useRef, useState, type FormEvent } from 'react';
import { accessQuery } from '../../api/access';
import { usePeople } from '../../api/people';
import { inquiryQuery } from '../../api/queries';
import type { RfiView } from '../../api/rfis';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { ChoicesField, LongTextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { OpenedForm } from '../../components/opened-form';
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

/** Of one reply: to whom it is restricted; and, for who may, the acts that restrict it, name others or lift that. */
export const Restricted = ({ rfi, addressee }: { rfi: RfiView; addressee: AddresseeSummary }) => {
  const t = useText();
  const head = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const { past } = useThen();
  const [acting, act] = useState<'restrict' | 'change' | 'lift'>();
  const access = useQuery(accessQuery(rfi.inquiryId));
  const may = rfi.state === 'issued' && !past && access.data?.may.restrict === true;
  const { restricted } = addressee;
  // Somebody else has lifted it meanwhile, or restricted it: what was begun has nothing to act on.
  if (acting && (acting === 'restrict') === Boolean(restricted)) act(undefined);
  if (!may && !restricted) return null;
  const cancel = () => act(undefined);
  // What was pressed is not there any more.
  const onDone = () => {
    act(undefined);
    heading.current?.focus();
  };
  return (
    <section className="reply__part" aria-labelledby={head}>
      <h3 id={head} ref={heading} tabIndex={-1}>
        {t('restrict.title')}
      </h3>
      <RestrictedTo addressee={addressee} />
      {may && !restricted && !acting && <p>{t('restrict.none')}</p>}
      {may && (
        <p className="row row--wrap" hidden={acting !== undefined}>
          {(restricted ? (['change', 'lift'] as const) : (['restrict'] as const)).map((one) => (
            <button key={one} type="button" className="btn btn--small" onClick={() => act(one)}>
              {t(ACTS[one])}
            </button>
          ))}
        </p>
      )}
      {may && acting === 'lift' && restricted && (
        <ActWithReason
          key={restricted.id}
          takesFocus
          onDone={onDone}
          onCancel={cancel}
          say={t('restrict.lift.say')}
          label={t('restrict.lift.reason')}
          acts={[{ id: 'lift', label: t('restrict.lift') }]}
          path={`/api/case-state/inquiries/${rfi.inquiryId}/restrictions/${restricted.id}/lift`}
          refused={t('restrict.lift.refused')}
        />
      )}
      {may && (acting === 'restrict' || acting === 'change') && (
        <RestrictForm
          key={restricted?.id}
          inquiryId={rfi.inquiryId}
          reply={addressee.id}
          standing={acting === 'change' ? restricted : undefined}
          onDone={onDone}
          onCancel={cancel}
        />
      )}
    </section>
  );
};

const ACTS = { restrict: 'restrict.act', change: 'restrict.change', lift: 'restrict.lift' } as const;

/** Names people of the team, and says why. It takes effect at once. */
const RestrictForm = ({
  inquiryId,
  reply,
  standing,
  onDone,
  onCancel,
}: {
  inquiryId: string;
  reply: string;
  /** The restriction in which others are to be named; undefined: there is none yet. */
  standing: AddresseeSummary['restricted'];
  onDone: () => void;
  onCancel: () => void;
}) => {
  const t = useText();
  const people = usePeople();
  const inquiry = useQuery(inquiryQuery(inquiryId));
  const [named, setNamed] = useState<string[]>(standing?.people ?? []);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand({ onDone });
  const short = reason.trim().length < 3;
  const team = inquiry.data?.team.filter((member) => !member.until) ?? [];
  // Who has left the team stays named until others are; among those to be chosen from is nobody but the team.
  const chosen = named.filter((id) => team.some(({ person }) => person === id));
  const same = standing !== undefined && chosen.toSorted().join() === standing.people.toSorted().join();
  const wrong = chosen.length === 0 ? 'restrict.people.needed' : same ? 'restrict.people.same' : undefined;
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (wrong || short) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    const path = `/api/case-state/inquiries/${inquiryId}/restrictions`;
    const body = { people: chosen, reason: reason.trim() };
    command.mutate(
      standing
        ? { method: 'POST', path: `${path}/${standing.id}/change`, body }
        : { method: 'POST', path, body: { reply, ...body } },
    );
  };
  return (
    <OpenedForm
      takesFocus
      onSubmit={onSubmit}
      onCancel={onCancel}
      acts={
        <button className="btn" type="submit" aria-disabled={command.isPending}>
          {t(command.isPending ? 'form.sending' : standing ? 'restrict.change' : 'restrict.act')}
        </button>
      }
    >
      <ChoicesField
        label={t('restrict.people')}
        hint={t('restrict.people.hint')}
        error={tried && wrong ? t(wrong) : undefined}
        multiple
        value={chosen}
        choices={team.map(({ person, role }) => ({ id: person, label: people(person).name, hint: t(`role.${role}`) }))}
        onChange={setNamed}
      />
      <LongTextField
        label={t(standing ? 'restrict.change.reason' : 'restrict.reason')}
        hint={t('restrict.reason.hint')}
        required
        maxLength={500}
        value={reason}
        error={tried && short ? t('field.required') : undefined}
        onChange={setReason}
      />
      <CommandProblem command={command} title={t(standing ? 'restrict.change.refused' : 'restrict.refused')} />
    </OpenedForm>
  );
};
