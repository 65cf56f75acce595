import { useId, useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { calendarFaults, type HolidayCalendar } from '#legal-clock';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { List } from '../../components/list';
import { Notice } from '../../components/notice';
import { Sheet } from '../../components/sheet';
import { useText } from '../../text/use-text';

interface Chosen {
  name: string;
  calendar?: HolidayCalendar;
  faults: { path: string; message: string }[];
}

/** What a file holds, and all that is wrong with it: the same check as the service's. */
async function readFile(file: File): Promise<Chosen> {
  let value: unknown;
  try {
    value = JSON.parse(await file.text());
  } catch (error) {
    return { name: file.name, faults: [{ path: 'file', message: (error as Error).message }] };
  }
  const faults = calendarFaults(value);
  return { name: file.name, faults, ...(faults.length === 0 && { calendar: value as HolidayCalendar }) };
}

/** Publishes a version from a file. All that is wrong with it is told at once, before anything is sent. */
export const PublishCalendar = () => {
  const t = useText();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<Chosen>();
  const [tried, setTried] = useState(false);
  const [id, hint, wrong] = [useId(), useId(), useId()];
  const command = useCommand({
    onDone: () => {
      const { calendar } = chosen ?? {};
      if (calendar) void navigate(`/calendars/${encodeURIComponent(calendar.id)}/${calendar.version}`);
    },
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (chosen?.calendar) command.mutate({ method: 'POST', path: '/api/case-state/calendars', body: chosen.calendar });
    else document.getElementById(id)?.focus();
  };
  return (
    <Sheet title={t('calendars.publish.title')}>
      <form className="stack" noValidate onSubmit={onSubmit}>
        <p>{t('calendars.publish.say')}</p>
        <div className={tried && !chosen ? 'field field--wrong' : 'field'}>
          <label htmlFor={id}>{t('calendars.publish.file')}</label>
          <p className="hint" id={hint}>
            {t('calendars.publish.hint')} <a href="/api/case-state/schemas/calendar">{t('calendars.publish.schema')}</a>
          </p>
          {tried && !chosen && (
            <p className="field__error" id={wrong}>
              {t('field.required')}
            </p>
          )}
          <input
            className="input"
            id={id}
            type="file"
            accept=".json,application/json"
            aria-describedby={tried && !chosen ? `${hint} ${wrong}` : hint}
            aria-invalid={tried && !chosen ? true : undefined}
            onChange={(event) => {
              const file = event.target.files?.[0];
              command.reset();
              if (file) void readFile(file).then(setChosen);
              else setChosen(undefined);
            }}
          />
        </div>
        {chosen && chosen.faults.length > 0 && (
          <Notice kind="stop">
            <p>{t('calendars.publish.faults', { name: chosen.name, n: chosen.faults.length })}</p>
            <List
              caption={t('calendars.publish.faults', { name: chosen.name, n: chosen.faults.length })}
              rows={chosen.faults}
              keyOf={({ path, message }) => `${path} ${message}`}
              columns={[
                {
                  id: 'place',
                  head: t('calendars.publish.place'),
                  rowHead: true,
                  cell: ({ path }) => <code>{path}</code>,
                },
                { id: 'what', head: t('calendars.publish.what'), cell: ({ message }) => message },
              ]}
            />
          </Notice>
        )}
        {chosen?.calendar && (
          <p>
            {t('calendars.publish.ready', {
              title: chosen.calendar.title,
              id: chosen.calendar.id,
              version: chosen.calendar.version,
            })}
          </p>
        )}
        <CommandProblem command={command} title={t('calendars.publish.refused')} />
        <p>
          <button className="btn btn--main" type="submit" aria-disabled={command.isPending}>
            {t('calendars.publish.do')}
          </button>
        </p>
      </form>
    </Sheet>
  );
};
