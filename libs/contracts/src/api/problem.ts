import { z } from 'zod';
import { LegalBasis } from '../values.js';

export const ProblemView = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().optional(),
    /** Stable: `<service>.<code>`. */
    code: z.string(),
    guard: z.string().optional(),
    legalBasis: z.array(LegalBasis).optional(),
    /** What would open the way: step ids, or words. */
    first: z.array(z.string()).optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    instance: z.string().optional(),
  })
  .meta({ id: 'Problem' });
export type ProblemView = z.infer<typeof ProblemView>;
