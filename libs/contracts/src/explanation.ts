import { z } from 'zod';
import { Day } from './values.js';

/** How a day came about: the shape that `legal-clock` gives, as it is stored in events and shown. */
export const ExplanationStep = z
  .object({
    day: Day.optional(),
    /** Code of the rule applied, e.g. `event-not-counted`, `last-day-moved`, `result`. */
    rule: z.string(),
    /** Article or judgment. */
    source: z.string(),
    detail: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'ExplanationStep' });

export const Explanation = z
  .object({
    steps: z.array(ExplanationStep).readonly(),
    skipped: z
      .array(z.object({ day: Day, why: z.string(), name: z.string().optional(), source: z.string().optional() }))
      .readonly(),
    calendar: z.object({
      id: z.string(),
      version: z.number().int(),
      title: z.string().optional(),
      site: z.string().optional(),
    }),
    /** The rules of counting it was reckoned under. */
    rules: z.object({ id: z.string(), version: z.number().int(), title: z.string() }).optional(),
    /** Which yearly lists of holidays were looked at, and how good each is. */
    consulted: z
      .array(z.object({ year: z.number().int(), quality: z.string(), source: z.string() }))
      .readonly()
      .optional(),
    /** The date rests on a holiday list that is not final. */
    provisional: z.boolean(),
  })
  .meta({ id: 'Explanation' });
export type Explanation = z.infer<typeof Explanation>;
