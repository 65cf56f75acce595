import { z } from 'zod';
import { LocalizedText } from './values.js';

const common = {
  id: z.string().regex(/^[A-Z][0-9]{1,3}$/),
  text: LocalizedText,
  hint: LocalizedText.optional(),
  required: z.boolean(),
};

/** One question. Its id is the section's letter and a number: `C3`. */
export const Question = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), ...common, maxLength: z.number().int().min(1).max(20_000) }),
  z.strictObject({
    kind: z.literal('choice'),
    ...common,
    multiple: z.boolean(),
    choices: z
      .array(
        z.strictObject({
          id: z.string().regex(/^[a-z0-9-]{1,40}$/),
          text: LocalizedText,
          /** It cannot be chosen together with others: "none of these". */
          exclusive: z.boolean().optional(),
        }),
      )
      .min(2)
      .max(50),
  }),
  z.strictObject({
    kind: z.literal('number'),
    ...common,
    unit: z.string().min(1).max(40).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    decimals: z.number().int().min(0).max(6),
  }),
]);
export type Question = z.infer<typeof Question>;

export const QuestionnaireContent = z
  .strictObject({
    title: LocalizedText,
    sections: z
      .array(
        z.strictObject({
          id: z.string().regex(/^[A-Z]$/),
          title: LocalizedText,
          intro: LocalizedText.optional(),
          questions: z.array(Question).min(1).max(200),
        }),
      )
      .min(1)
      .max(26),
  })
  .meta({ id: 'QuestionnaireContent' });
export type QuestionnaireContent = z.infer<typeof QuestionnaireContent>;

/** An answer: text; the ids of the choices; a number as a decimal string. Null takes an answer back. */
export const Answer = z
  .union([
    z.strictObject({ text: z.string().max(20_000) }),
    z.strictObject({ choices: z.array(z.string().max(40)).max(50) }),
    z.strictObject({ number: z.string().regex(/^-?\d{1,18}(\.\d{1,6})?$/) }),
  ])
  .meta({ id: 'Answer' });
export type Answer = z.infer<typeof Answer>;
