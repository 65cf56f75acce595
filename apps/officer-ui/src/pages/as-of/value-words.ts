import type { LocalizedText } from '#contracts';
import { useIntl } from 'react-intl';
import type { Shape, Tone } from '../../components/glyph';
import { usePeople } from '../../api/people';
import type { Row } from '../../api/queries';
import { useLocalized, useText, type Values } from '../../text/use-text';
import { isDay } from '../../time/days';
import { useDates } from '../../time/use-dates';

const isLocalized = (value: unknown): value is LocalizedText =>
  typeof value === 'object' && value !== null && 'en' in value;
const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const names = [
  'stage',
  'closing',
  'procedure',
  'since',
  'count',
  'steps',
  'number',
  'in',
  'asked',
  'limit',
  'on',
  'workingDays',
  'role',
  'end',
  'endedOn',
  'subject',
  'purpose',
  'names',
  'said',
];

const shapes: Record<string, [Shape, Tone]> = {
  'case-stage': ['here', 'ink'],
  'clock-running': ['clock', 'here'],
  'clock-suspended': ['dash', 'wait'],
  'clock-ended': ['end', 'ink'],
  'clock-lapsed': ['end', 'ink'],
  'reply-waived': ['dash', 'wait'],
  'reply-in': ['full', 'ok'],
  'reply-late': ['late', 'warn'],
  'reply-overdue': ['tri', 'stop'],
  'reply-running': ['clock', 'here'],
};

/**
 * A value of a past day in words, with its shape where it is a status. A code without a message shows what it carries.
 * `fully`: with what tells it from another that the short words do not tell it from.
 */
export const useValueWords = (): ((
  value: Row['value'],
  fully?: boolean,
) => { words: string; shape?: [Shape, Tone] }) => {
  const intl = useIntl();
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const people = usePeople();
  return ({ code, params }, fully = false) => {
    const values: Values = Object.fromEntries(names.map((name) => [name, '']));
    for (const [name, value] of Object.entries(params)) {
      if (isLocalized(value)) values[name] = local(value);
      else if (typeof value === 'string')
        values[name] = isDay(value) ? dates.full(value) : uuid.test(value) ? people(value).name : value;
      else values[name] = value;
    }
    values['says'] = String(values['said'] !== '');
    const { role } = values;
    if (role && intl.messages[`role.${role}`] !== undefined) values['role'] = t(`role.${role}`);
    const closed = values['closing'] !== '' && code === 'case-stage';
    const short = `asOf.value.${code}${closed ? '.closed' : ''}`;
    const id = fully && intl.messages[`${short}.fully`] !== undefined ? `${short}.fully` : short;
    const words =
      intl.messages[id] === undefined ? Object.values(values).filter(Boolean).join(', ') || code : t(id, values);
    const shape: [Shape, Tone] | undefined = closed
      ? ['end', 'ink']
      : // Silence took a step when it ran out.
        code === 'clock-lapsed' && 'endedOn' in params
        ? ['tri', 'warn']
        : shapes[code];
    return shape ? { words, shape } : { words };
  };
};

/** Name of a row: its label, worded by what its value tells. */
export const useRowLabel = (): ((row: Pick<Row, 'label' | 'value'>) => string) => {
  const intl = useIntl();
  const t = useText();
  const local = useLocalized();
  return ({ label, value: { code, params } }) => {
    const id = `asOf.label.${code}`;
    const { procedure, number } = params;
    const values = {
      label: local(label),
      procedure: isLocalized(procedure) ? local(procedure) : '',
      case: isLocalized(params['case']) ? local(params['case']) : '',
      number: typeof number === 'number' || typeof number === 'string' ? number : '',
    };
    return intl.messages[id] === undefined ? values.label : t(id, values);
  };
};
