import type { Day, Moment, TwoTimes } from '#contracts';
import type { Log } from '#event-store';
import { endOfDay } from '#legal-clock';
import type { ServiceClock } from '../clock/service-clock.js';
import { invalidRequest, Problem } from '../problems/errors.js';

/** A past view of a state: a prefix of the log, and the day to which its facts had taken effect. */
export interface Then {
  /** The last position that had been recorded. */
  upTo: number;
  /** The day of effect, which is also the "today" of what is shown. */
  day: Day;
  /** Until when what another service has recorded counts; undefined where all of it does. */
  until?: Moment;
}

/**
 * The one reading of `recordedAt` and `asOf`, for every query that shows a state.
 * @param names what the two parameters are called in the request
 * @returns undefined for now: with everything recorded, as of today
 * @throws Problem invalid-request for a time that is still to come
 */
export async function thenOf(
  { log, clock }: { log: Pick<Log, 'head' | 'page'>; clock: Pick<ServiceClock, 'now' | 'dayOf' | 'timeZone'> },
  { recordedAt, asOf }: TwoTimes,
  names = { recordedAt: 'recordedAt', asOf: 'asOf' },
): Promise<Then | undefined> {
  const now = await clock.now();
  const today = clock.dayOf(now);
  const errors = [];
  const isDayOfRecord = recordedAt?.length === 'YYYY-MM-DD'.length;
  if (recordedAt !== undefined && (isDayOfRecord ? recordedAt > today : recordedAt > now))
    errors.push({
      path: names.recordedAt,
      message: `Nothing has been recorded then yet: it is ${isDayOfRecord ? today : now}.`,
    });
  if (asOf !== undefined && asOf > today)
    errors.push({ path: names.asOf, message: `What will be so on that day is not known yet: today is ${today}.` });
  if (errors.length > 0) throw invalidRequest(errors);

  const moment =
    recordedAt === undefined ? undefined : isDayOfRecord ? endOfDay(recordedAt, clock.timeZone) : recordedAt;
  const everything = moment === undefined || moment >= now;
  const day = asOf ?? (moment === undefined || everything ? today : clock.dayOf(moment));
  if (everything && day === today) return undefined;
  return everything ? { upTo: await log.head(), day } : { upTo: await positionAt(log, moment), day, until: moment };
}

/** What was asked for, as a prefix and a day, be it now. @throws as `thenOf` */
export async function viewOf(
  runtime: Parameters<typeof thenOf>[0] & { clock: Pick<ServiceClock, 'today'> },
  times: TwoTimes,
  names?: { recordedAt: string; asOf: string },
): Promise<Then> {
  return (await thenOf(runtime, times, names)) ?? { upTo: await runtime.log.head(), day: await runtime.clock.today() };
}

/**
 * The last position recorded by a moment; 0 when there was none. `recordedAt` never falls from one position to the next, and positions are
 * dense: the place is found by halving.
 */
export async function positionAt(log: Pick<Log, 'head' | 'page'>, moment: Moment): Promise<number> {
  let before = 0;
  let after = (await log.head()) + 1;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    const [event] = await log.page(middle - 1, 1);
    if (event && event.recordedAt <= moment) before = middle;
    else after = middle;
  }
  return before;
}

/** What is here today, and was not then. */
export const notThereThen = ({ day }: Then): Problem =>
  new Problem(
    'not-there-then',
    `Of what is here today, nothing had been recorded and had taken effect by ${day}, as it was known then.`,
  );
