import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { CaseView } from '#contracts';
import { useState, type FormEvent } from 'react';
import { useMe, usePeople } from '../../api/people';
import { inquiriesQuery, inquiryQuery } from '../../api/queries';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { LongTextField, SelectField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { OpenedForm } from '../../components/opened-form';
import { Sheet } from '../../components/sheet';
import { ThenLink } from '../../components/then-link';
import { useLocalized, useText } from '../../text/use-text';
import { useThen } from '../../time/then';
import { useDates } from '../../time/use-dates';
import { ActWithReason } from '../inquiry/act-with-reason';

/** Cases that belong together with this one, of those that the reader sees; the team links them, and ends a link. */
export const LinkedCases = ({ view }: { view: CaseView }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const people = usePeople();
  const me = useMe();
  const { past } = useThen();
  const inquiry = useQuery(inquiryQuery(view.inquiry.id));
  const mayAct =
    !past && (inquiry.data?.team.some(({ person, until }) => person === me?.person && until === undefined) ?? false);
  const [ending, setEnding] = useState<string>();
  const [adding, setAdding] = useState(false);
  if (view.linked.length === 0 && !mayAct) return null;
  return (
    <Sheet
      title={t('links.title')}
      note={view.linked.length > 0 ? t('links.note') : t('links.none')}
      folds={view.linked.length === 0}
    >
      <ul className="bare stack">
        {view.linked.map((other) => (
          <li key={other.id}>
            <ThenLink className="num" to={`/cases/${other.id}`}>
              {other.number}
            </ThenLink>{' '}
            {local(other.title)}
            <p className="meta">
              {t('links.because', { reason: other.reason, day: dates.date(other.since), who: people(other.by).name })}
            </p>
            {mayAct && (
              <button
                type="button"
                className="btn btn--quiet btn--small"
                hidden={ending === other.id}
                onClick={() => setEnding(other.id)}
              >
                {t('links.end')}
              </button>
            )}
            {mayAct && ending === other.id && (
              <ActWithReason
                say={t('links.end.say', { number: other.number })}
                label={t('links.end.reason')}
                acts={[{ id: 'end', label: t('links.end') }]}
                path={`/api/case-state/cases/${view.id}/links/${other.id}/removal`}
                refused={t('links.refused')}
                takesFocus
                onDone={() => setEnding(undefined)}
                onCancel={() => setEnding(undefined)}
              />
            )}
          </li>
        ))}
      </ul>
      {mayAct && (
        <p className="row" hidden={adding}>
          <button type="button" className="btn btn--small" onClick={() => setAdding(true)}>
            {t('links.add')}
          </button>
        </p>
      )}
      {mayAct && adding && <LinkForm view={view} onClose={() => setAdding(false)} />}
    </Sheet>
  );
};

const LinkForm = ({ view, onClose }: { view: CaseView; onClose: () => void }) => {
  const t = useText();
  const local = useLocalized();
  const inquiries = useInfiniteQuery(inquiriesQuery({ limit: '200' }));
  const [other, setOther] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand({ onDone: onClose });
  const known = new Set([view.id, ...view.linked.map(({ id }) => id)]);
  const choices = (inquiries.data?.pages ?? [])
    .flatMap(({ items }) => items)
    .flatMap((inquiry) =>
      inquiry.cases
        .filter(({ id }) => !known.has(id))
        .map(({ id, number, title }) => ({ id, label: `${number}, ${local(title)} (${local(inquiry.title)})` })),
    );
  const short = reason.trim().length < 3;
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (short || !other) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    const path = `/api/case-state/cases/${view.id}/links`;
    command.mutate({ method: 'POST', path, body: { caseId: other, reason: reason.trim() } });
  };
  return (
    <OpenedForm
      takesFocus
      onSubmit={onSubmit}
      onCancel={onClose}
      acts={
        <button className="btn" type="submit" aria-disabled={command.isPending}>
          {t(command.isPending ? 'form.sending' : 'links.act')}
        </button>
      }
    >
      <SelectField
        label={t('links.which')}
        hint={t('links.which.hint')}
        none={t('links.choose')}
        required
        value={other}
        choices={choices}
        error={tried && !other ? t('field.required') : undefined}
        onChange={setOther}
      />
      <LongTextField
        label={t('links.reason')}
        required
        maxLength={500}
        value={reason}
        error={tried && short ? t('field.required') : undefined}
        onChange={setReason}
      />
      <CommandProblem command={command} title={t('links.refused')} />
    </OpenedForm>
  );
};
