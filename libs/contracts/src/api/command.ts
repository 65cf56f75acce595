import { z } from 'zod';
import { Day, Uuid } from '../values.js';

/** What every command may say about its day. Default: today at the seat. A day in the past needs a reason and a role that may backdate. */
export const effective = {
  effectiveOn: Day.optional(),
  backdatingReason: z.string().min(3).max(500).optional(),
};

/** The answer to a command: never a body of state; the version also stands in `ETag`, the position in `Dossier-Position`. */
export const CommandAnswer = z
  .object({
    id: Uuid,
    version: z.number().int().min(0),
    /** True when nothing had to change, or the command had been answered before. */ unchanged: z.boolean(),
  })
  .meta({ id: 'CommandAnswer' });
export type CommandAnswer = z.infer<typeof CommandAnswer>;
