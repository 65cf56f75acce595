import type { StepInput } from '#contracts';
import { isDay } from '../../time/days';

/** A number as people write it: with a comma or a point. */
const numberOf = (text: string): number => Number(text.trim().replace(',', '.'));

/** An amount as people write it, `EUR 1 500 000,00` or `1500000.00 EUR`, as the command takes it; undefined when it is none. */
export const moneyOf = (text: string): string | undefined => {
  const bare = text.replaceAll(/[\s\u00a0\u202f'’]/g, '').toUpperCase();
  const match = /^(?:([A-Z]{3})(\d+(?:[.,]\d{1,4})?)|(\d+(?:[.,]\d{1,4})?)([A-Z]{3}))$/.exec(bare);
  if (!match) return undefined;
  const amount = (match[2] ?? match[3] ?? '').replace(',', '.');
  return `${amount} ${match[1] ?? match[4] ?? ''}`;
};

export type Wrong = 'required' | 'day' | 'number' | 'whole' | 'money';

/** What is wrong with a value that was typed, if anything. The service judges again. */
export const wrongOf = (input: StepInput, value: string): Wrong | undefined => {
  const text = value.trim();
  if (text === '') return input.required ? 'required' : undefined;
  if (input.kind === 'day' && !isDay(text)) return 'day';
  if (input.kind === 'number' && !Number.isFinite(numberOf(text))) return 'number';
  if (input.min !== undefined || input.max !== undefined) {
    const number = numberOf(text);
    if (!Number.isInteger(number) || number < (input.min ?? number) || number > (input.max ?? number)) return 'whole';
  }
  if (input.kind === 'money' && moneyOf(text) === undefined) return 'money';
  return undefined;
};

/** The inputs as the command takes them: numbers as numbers, what was left empty left out. */
export const inputsOf = (inputs: StepInput[], values: Record<string, string>): Record<string, string | number> =>
  Object.fromEntries(
    inputs.flatMap((input): [string, string | number][] => {
      const text = (values[input.id] ?? '').trim();
      if (text === '') return [];
      if (input.kind === 'number') return [[input.id, numberOf(text)]];
      return [[input.id, input.kind === 'money' ? (moneyOf(text) ?? text) : text]];
    }),
  );
