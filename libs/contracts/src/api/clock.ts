import { z } from 'zod';
import { Moment, Day } from '../values.js';

/** `GET /api/<service>/clock`: which time the service goes by. */
export const ClockView = z
  .object({ now: Moment, today: Day, origin: z.enum(['real', 'demonstration']), timeZone: z.string() })
  .meta({ id: 'ClockView' });
export type ClockView = z.infer<typeof ClockView>;
/** `POST /api/<service>/clock` (administrator, demonstration only, forward only). */
export const MoveClock = z.strictObject({ to: Moment });
