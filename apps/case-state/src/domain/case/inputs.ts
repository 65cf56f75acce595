import type { StepDefinition, StepInput } from '#contracts';
import { isDay } from '#legal-clock';
import type { StepTaken } from './case.events.js';

export type Said = StepTaken['inputs'];
export interface InputError {
  path: string;
  message: string;
}

/** What was said with a step, checked against what the step asks for. Texts of white space say nothing. */
export function readInputs(
  step: StepDefinition,
  given: Readonly<Record<string, string | number>>,
): { said: Said } | { errors: InputError[] } {
  const asked = step.inputs ?? [];
  const errors: InputError[] = Object.keys(given)
    .filter((id) => !asked.some((input) => input.id === id))
    .map((id) => ({ path: `inputs.${id}`, message: `The step ${step.id} asks for no such thing.` }));
  const said: Said = [];
  for (const input of asked) {
    const value = typeof given[input.id] === 'string' ? (given[input.id] as string).trim() : given[input.id];
    if (value === undefined || value === '') {
      if (input.required) errors.push({ path: `inputs.${input.id}`, message: `${input.label.en}: this is asked for.` });
      continue;
    }
    const wrong = whatIsWrong(input, value);
    if (wrong) errors.push({ path: `inputs.${input.id}`, message: `${input.label.en}: ${wrong}` });
    else said.push({ id: input.id, label: input.label, value, text: wordsOf(input, value) });
  }
  return errors.length > 0 ? { errors } : { said };
}

function whatIsWrong(input: StepInput, value: string | number): string | undefined {
  switch (input.kind) {
    case 'text':
    case 'long-text':
      return typeof value === 'string' ? undefined : 'a text is asked for.';
    case 'day':
      return isDay(value) ? undefined : `${JSON.stringify(value)} is not a day; write an existing one as YYYY-MM-DD.`;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'a number is asked for.';
    case 'choice': {
      const choices = input.choices ?? [];
      return choices.some((choice) => choice.id === value)
        ? undefined
        : `one of ${choices.map((choice) => choice.id).join(', ')} is asked for.`;
    }
  }
}

const wordsOf = (input: StepInput, value: string | number): Said[number]['text'] =>
  input.choices?.find((choice) => choice.id === value)?.label ?? { en: String(value) };
