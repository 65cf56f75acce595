import type { LocalizedText, StepDefinition, StepInput } from '#contracts';
import { isDay } from '#legal-clock';
import { moneyText, parseMoney } from '../money/money.js';
import { inEach } from '../procedure/engine/sentences.js';
import type { StepTaken } from './case.events.js';

export type Said = StepTaken['inputs'];
export interface InputError {
  path: string;
  message: LocalizedText;
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
    .map((id) => ({
      path: `inputs.${id}`,
      message: { en: `The step ${step.id} asks for no such thing.`, fr: `L’acte ${step.id} ne demande rien de tel.` },
    }));
  const said: Said = [];
  for (const input of asked) {
    const value = typeof given[input.id] === 'string' ? inOneForm(given[input.id] as string) : given[input.id];
    if (value === undefined || value === '') {
      if (input.required) errors.push(fault(input, { en: 'this is asked for.', fr: 'à indiquer.' }));
      continue;
    }
    const wrong = whatIsWrong(input, value, options);
    if (wrong) errors.push(fault(input, wrong));
    else {
      const kept = asKept(input, value, options);
      said.push({ id: input.id, label: input.label, value: kept, text: wordsOf(input, kept) });
    }
  }
  return errors.length > 0 ? { errors } : { said };
}

const fault = ({ id, label }: StepInput, what: Wrong): InputError => ({
  path: `inputs.${id}`,
  message: inEach([label], {
    en: ([label]) => `${label}: ${what.en}`,
    fr: ([label]) => `${label}\u00a0: ${what.fr}`,
  }),
});

/** What is wrong with an input, behind its name. */
type Wrong = Record<'en' | 'fr', string>;

function whatIsWrong(
  input: StepInput,
  value: string | number,
  optionsOf: (input: StepInput) => string[],
): Wrong | undefined {
  switch (input.kind) {
    case 'text':
    case 'long-text':
      return typeof value === 'string' ? undefined : { en: 'a text is asked for.', fr: 'un texte est demandé.' };
    case 'day':
      return isDay(value)
        ? undefined
        : {
            en: `${JSON.stringify(value)} is not a day; write an existing one as YYYY-MM-DD.`,
            fr: `${JSON.stringify(value)} n’est pas un jour\u00a0; écrivez-en un qui existe, sous la forme AAAA-MM-JJ.`,
          };
    case 'number':
      return numberFault(input, value);
    case 'choice': {
      const choices = input.choices ?? [];
      return choices.some((choice) => choice.id === value)
        ? undefined
        : {
            en: `one of ${choices.map((choice) => choice.id).join(', ')} is asked for.`,
            fr: `un choix parmi ${choices.map((choice) => choice.id).join(', ')} est demandé.`,
          };
    }
    case 'money':
      return typeof value === 'string' && parseMoney(value)
        ? undefined
        : {
            en: `${JSON.stringify(value)} is not an amount; write it with its currency (ISO 4217) and at most its minor units: 1500000.00 EUR.`,
            fr: `${JSON.stringify(value)} n’est pas un montant\u00a0; écrivez-le avec sa monnaie (ISO 4217) et au plus ses subdivisions\u00a0: 1500000.00 EUR.`,
          };
    case 'among': {
      const options = optionsOf(input);
      if (options.some((option) => inOneForm(option) === value)) return undefined;
      return options.length === 0
        ? { en: 'there is none to choose from.', fr: 'il n’y en a aucun à choisir.' }
        : {
            en: `one of these is asked for: ${options.join('; ')}.`,
            fr: `l’un de ceux-ci est demandé\u00a0: ${options.join('\u00a0; ')}.`,
          };
    }
  }
}

function numberFault({ min, max }: StepInput, value: string | number): Wrong | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return { en: 'a number is asked for.', fr: 'un nombre est demandé.' };
  if (min === undefined && max === undefined) return undefined;
  if (!Number.isInteger(value)) return { en: 'a whole number is asked for.', fr: 'un nombre entier est demandé.' };
  if (min !== undefined && value < min) return { en: `at least ${min} is asked for.`, fr: `au moins ${min}.` };
  if (max !== undefined && value > max) return { en: `at most ${max} is possible.`, fr: `au plus ${max}.` };
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
