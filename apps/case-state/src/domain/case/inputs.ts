import type { StepDefinition, StepInput } from '#contracts';
import { isDay } from '#legal-clock';
import { moneyText, parseMoney } from '../money/money.js';
import type { StepTaken } from './case.events.js';

export type Said = StepTaken['inputs'];
export interface InputError {
  path: string;
  message: string;
}

/**
 * What was said with a step, checked against what the step asks for. Texts of white space say nothing; all are kept in one Unicode form, NFC.
 * @param options what an input of kind `among` can be on the case
 */
export function readInputs(
  step: StepDefinition,
  given: Readonly<Record<string, string | number>>,
  options: (input: StepInput) => string[],
): { said: Said } | { errors: InputError[] } {
  const asked = step.inputs ?? [];
  const errors: InputError[] = Object.keys(given)
    .filter((id) => !asked.some((input) => input.id === id))
    .map((id) => ({ path: `inputs.${id}`, message: `The step ${step.id} asks for no such thing.` }));
  const said: Said = [];
  for (const input of asked) {
    const value = typeof given[input.id] === 'string' ? inOneForm(given[input.id] as string) : given[input.id];
    if (value === undefined || value === '') {
      if (input.required) errors.push({ path: `inputs.${input.id}`, message: `${input.label.en}: this is asked for.` });
      continue;
    }
    const wrong = whatIsWrong(input, value, options);
    if (wrong) errors.push({ path: `inputs.${input.id}`, message: `${input.label.en}: ${wrong}` });
    else {
      const kept = asKept(input, value, options);
      said.push({ id: input.id, label: input.label, value: kept, text: wordsOf(input, kept) });
    }
  }
  return errors.length > 0 ? { errors } : { said };
}

function whatIsWrong(
  input: StepInput,
  value: string | number,
  optionsOf: (input: StepInput) => string[],
): string | undefined {
  switch (input.kind) {
    case 'text':
    case 'long-text':
      return typeof value === 'string' ? undefined : 'a text is asked for.';
    case 'day':
      return isDay(value) ? undefined : `${JSON.stringify(value)} is not a day; write an existing one as YYYY-MM-DD.`;
    case 'number':
      return numberFault(input, value);
    case 'choice': {
      const choices = input.choices ?? [];
      return choices.some((choice) => choice.id === value)
        ? undefined
        : `one of ${choices.map((choice) => choice.id).join(', ')} is asked for.`;
    }
    case 'money':
      return typeof value === 'string' && parseMoney(value)
        ? undefined
        : `${JSON.stringify(value)} is not an amount; write it with its currency (ISO 4217) and at most its minor units: 1500000.00 EUR.`;
    case 'among': {
      const options = optionsOf(input);
      if (options.some((option) => inOneForm(option) === value)) return undefined;
      return options.length === 0
        ? 'there is none to choose from.'
        : `one of these is asked for: ${options.join('; ')}.`;
    }
  }
}

function numberFault({ min, max }: StepInput, value: string | number): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'a number is asked for.';
  if (min === undefined && max === undefined) return undefined;
  if (!Number.isInteger(value)) return 'a whole number is asked for.';
  if (min !== undefined && value < min) return `at least ${min} is asked for.`;
  if (max !== undefined && value > max) return `at most ${max} is possible.`;
  return undefined;
}

/** A name is a key of clocks, and of the ledger: one letter written in two ways (Unicode NFC, NFD) would make two of it. */
const inOneForm = (text: string): string => text.trim().normalize('NFC');

function asKept(input: StepInput, value: string | number, optionsOf: (input: StepInput) => string[]): string | number {
  const money = input.kind === 'money' && typeof value === 'string' ? parseMoney(value) : undefined;
  if (money) return moneyText(money);
  // As it stands on the case, which may have it from before it was kept in one form.
  if (input.kind === 'among') return optionsOf(input).find((option) => inOneForm(option) === value) ?? value;
  return value;
}

const wordsOf = (input: StepInput, value: string | number): Said[number]['text'] =>
  input.choices?.find((choice) => choice.id === value)?.label ?? { en: String(value) };
