import { z } from 'zod';
import { Uuid } from '../values.js';

/** A line of a live stream (SSE): that something happened, never what. `id:` is the position. */
export const LiveSignal = z
  .object({ position: z.number().int(), inquiryId: Uuid.optional(), subject: Uuid.optional(), type: z.string() })
  .meta({ id: 'LiveSignal' });
export type LiveSignal = z.infer<typeof LiveSignal>;
