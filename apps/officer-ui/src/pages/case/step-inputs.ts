import type { StepInput } from '#contracts';
import { isDay } from '../../time/days';

/** A number as people write it: with a comma or a point. */
const numberOf = (text: string): number => Number(text.trim().replace(',', '.'));

/** What is wrong with a value that was typed, if anything. The service judges again. */
export const wrongOf = (input: StepInput, value: string): 'required' | 'day' | 'number' | undefined => {
  const text = value.trim();
  if (text === '') return input.required ? 'required' : undefined;
  if (input.kind === 'day' && !isDay(text)) return 'day';
  if (input.kind === 'number' && !Number.isFinite(numberOf(text))) return 'number';
  return undefined;
};

/** The inputs as the command takes them: numbers as numbers, what was left empty left out. */
export const inputsOf = (inputs: StepInput[], values: Record<string, string>): Record<string, string | number> =>
  Object.fromEntries(
    inputs.flatMap((input): [string, string | number][] => {
      const text = (values[input.id] ?? '').trim();
      if (text === '') return [];
      return [[input.id, input.kind === 'number' ? numberOf(text) : text]];
    }),
  );
