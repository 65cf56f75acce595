import type { LocalizedText, TimelineItem } from '#contracts';
import { useIntl } from 'react-intl';
import { usePeople } from '../../api/people';
import { useLocalized, useText, type Values } from '../../text/use-text';
import { isDay } from '../../time/days';
import { useDates } from '../../time/use-dates';

/** How an event reads: a title, and a line below when there is more to say. */
export interface EventWords {
  title: string;
  say?: string;
}

type Told = Pick<TimelineItem, 'kind' | 'title'> & { params?: TimelineItem['params'] };

/** Names that the messages may use; one that an event does not carry reads as nothing. */
const names = [
  'number',
  'title',
  'subject',
  'addressee',
  'limit',
  'person',
  'people',
  'role',
  'conflict',
  'workingDaysLate',
  'procedure',
  'kind',
  'reason',
  'note',
  'outcome',
  'movedTo',
  'until',
  'endsAt',
  'declared',
  'clock',
  'end',
  'of',
  'silence',
  'provisional',
  'from',
  'changed',
  'because',
];
const moment = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

const isLocalized = (value: unknown): value is LocalizedText =>
  typeof value === 'object' && value !== null && 'en' in value;

/** What was said in taking a step: the texts of its inputs, its outcome first. */
const saidOf = (params: TimelineItem['params'], local: (text: LocalizedText) => string): string =>
  Object.entries(params)
    .filter(([name]) => name !== 'stage' && name !== 'because')
    .sort(([one], [two]) => Number(two === 'outcome') - Number(one === 'outcome'))
    .map(([, value]) => (isLocalized(value) ? local(value).trim() : ''))
    .filter(Boolean)
    .join(' · ');

/**
 * Words for an event: those of the rules where its title comes with it (a step), else the screen's message for its kind.
 * A kind without a message of its own says its name, as the log has it.
 */
export const useEventWords = (): ((event: Told) => EventWords) => {
  const intl = useIntl();
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const people = usePeople();
  return (told) => {
    const { kind, title, params = {} } = told;
    const values: Values = Object.fromEntries(names.map((name) => [name, '']));
    for (const [name, value] of Object.entries(params)) {
      if (isLocalized(value)) values[name] = local(value);
      else if (typeof value === 'string')
        values[name] = isDay(value)
          ? dates.full(value)
          : moment.test(value)
            ? dates.moment(value)
            : uuid.test(value)
              ? people(value).name
              : value;
      else if (typeof value === 'number') values[name] = value;
      else if (typeof value === 'boolean') values[name] = String(value);
    }
    values['hasOf'] = String(values['of'] !== '');
    if (values['role'] && intl.messages[`role.${values['role']}`] !== undefined)
      values['role'] = t(`role.${values['role']}`);
    // An event told without its particulars has words of its own.
    const plain = `event.${kind}.plain`;
    const own = told.params === undefined && intl.messages[plain] !== undefined ? plain : `event.${kind}`;
    const words =
      intl.messages[own] !== undefined && !(title && kind === 'StepTaken')
        ? t(own, values)
        : title
          ? local(title)
          : kind;
    const ownSay = intl.messages[`${own}.say`] === undefined ? '' : t(`${own}.say`, values).trim();
    const moved = values['movedTo'] ? t('event.movedTo', values) : '';
    const said = kind === 'StepTaken' ? saidOf(params, local) : ownSay;
    const because = values['because'] ? t('event.because', values) : '';
    const say = [said, moved, because].filter(Boolean).join(' ');
    return { title: words.trim(), ...(say ? { say } : {}) };
  };
};
