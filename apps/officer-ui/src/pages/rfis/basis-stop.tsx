import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { limitQuery, type RfiRule } from '../../api/rfis';
import { Asked } from '../../components/asked';
import { CheckField, ChoicesField, DayField, LongTextField, SelectField, TextField } from '../../components/fields';
import { Reckoning } from '../../components/reckoning';
import { Text } from '../../text/text';
import { useLocalized, useText } from '../../text/use-text';
import { useClock } from '../../time/clock';
import { useDates } from '../../time/use-dates';
import { periodWords } from '../../time/period-words';
import { withKind, type DraftForm } from './draft-form';

/** First stop: what kind of request, on what basis, with which notices, why, and by when. */
export const BasisStop = ({
  caseId,
  rules,
  form,
  onChange,
}: {
  caseId: string;
  rules: RfiRule[];
  form: DraftForm;
  onChange: (next: DraftForm) => void;
}) => {
  const t = useText();
  const local = useLocalized();
  const { today } = useClock();
  const rule = rules.find((each) => each.kind === form.kind);
  return (
    <>
      <ChoicesField
        label={t('rfis.kind')}
        multiple={false}
        value={form.kind ? [form.kind] : []}
        choices={rules.map((each) => ({
          id: each.kind,
          label: local(each.title),
          hint: t('rfis.kind.hint', {
            minimum: periodWords(each.minimum, t),
            roles: each.maySign.map((role) => t(`role.${role}`)).join(', '),
          }),
        }))}
        onChange={([kind]) =>
          onChange(
            withKind(
              form,
              rules.find((each) => each.kind === kind),
            ),
          )
        }
      />
      {rule && (
        <>
          <ChoicesField
            label={t('rfis.basis')}
            multiple
            value={form.basis}
            choices={rule.basis.map(({ citation }) => ({ id: citation, label: citation }))}
            onChange={(basis) => onChange({ ...form, basis })}
          />
          <ChoicesField
            label={t('rfis.notices.carry')}
            hint={t('rfis.notices.hint')}
            multiple
            value={form.notices}
            choices={rule.notices.map((notice) => ({
              id: notice.id,
              label: local(notice.text),
              hint: notice.basis.map((basis) => basis.citation).join('; '),
            }))}
            onChange={(notices) => onChange({ ...form, notices })}
          />
        </>
      )}
      <TextField
        label={t('rfis.subject')}
        hint={t('rfis.subject.hint')}
        maxLength={200}
        value={form.subject}
        onChange={(subject) => onChange({ ...form, subject })}
      />
      <LongTextField
        label={t('rfis.purpose')}
        hint={t('rfis.purpose.hint')}
        maxLength={4000}
        value={form.purpose}
        onChange={(purpose) => onChange({ ...form, purpose })}
      />
      <DayField
        label={t('rfis.limit')}
        hint={t('rfis.limit.hint')}
        min={today}
        value={form.limit}
        onChange={(limit) => onChange({ ...form, limit })}
      />
      {rule?.minimumIfNarrow && (
        <CheckField
          label={t('rfis.narrow')}
          hint={t('rfis.narrow.hint', { minimum: periodWords(rule.minimumIfNarrow, t) })}
          checked={form.narrow}
          onChange={(narrow) => onChange({ ...form, narrow })}
        />
      )}
      <LimitHelper caseId={caseId} onTake={(limit) => onChange({ ...form, limit })} />
    </>
  );
};

const periods = ['1w', '2w', '3w', '4w', '5w', '6w', '8w', '10w', '12w'];

/** A period from today as a day, with how the day comes about. */
const LimitHelper = ({ caseId, onTake }: { caseId: string; onTake: (day: string) => void }) => {
  const t = useText();
  const dates = useDates();
  const [period, setPeriod] = useState('');
  const limit = useQuery({ ...limitQuery(caseId, period), enabled: period !== '' });
  return (
    <div className="limithelper">
      <SelectField
        label={t('rfis.limit.helper')}
        none={t('rfis.limit.helper.none')}
        value={period}
        choices={periods.map((id) => ({ id, label: periodWords(id, t) }))}
        onChange={setPeriod}
      />
      {period !== '' && (
        <Asked query={limit} what={t('rfis.limit')} rows={1}>
          {(view) => (
            <div className="stack stack--tight" role="status">
              <p>
                <Text
                  id="rfis.limit.would"
                  values={{ period: periodWords(period, t), from: dates.date(view.from), day: dates.long(view.end) }}
                />
              </p>
              <p className="row row--wrap">
                <button type="button" className="btn btn--small" onClick={() => onTake(view.end)}>
                  {t('rfis.limit.take', { day: dates.full(view.end) })}
                </button>
              </p>
              <details>
                <summary>{t('case.whyDay', { day: dates.long(view.end) })}</summary>
                <Reckoning explanation={view.explanation} event={view.from} end={view.end} />
              </details>
            </div>
          )}
        </Asked>
      )}
    </div>
  );
};
