import { z } from 'zod';
import { Moment, Uuid } from '../values.js';
import { PageQuery, pageOf } from './page.js';

/** Who saw what of an inquiry: the first time in a quarter of an hour (GET /api/<service>/reads, auditors). */
export const ReadView = z
  .object({
    person: Uuid,
    kind: z.enum(['inquiry', 'case', 'rfi', 'reply', 'delivery']),
    object: Uuid,
    inquiry: Uuid,
    at: Moment,
    /** What let the person see it; of a grant, or of access that was taken, its id. */
    under: z.enum(['team', 'grant', 'challenged', 'auditor']),
    rightId: Uuid.optional(),
    role: z.string().optional(),
    /** Of something that is restricted to named people: the restriction, which names the person. */
    restrictionId: Uuid.optional(),
  })
  .meta({ id: 'ReadView' });
export type ReadView = z.infer<typeof ReadView>;
export const ReadsPage = pageOf(ReadView).meta({ id: 'ReadsPage' });
export const ReadsQuery = PageQuery.extend({ person: Uuid.optional(), inquiry: Uuid.optional() });
