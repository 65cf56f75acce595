import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { ClockProvider, useClock } from './clock';
import { dayOfMoment, isDay } from './days';

/** Which view of a state an address asks for: as the services' queries take it. */
export interface Times {
  recordedAt?: string | undefined;
  asOf?: string | undefined;
}

/** Pages that show a state and can be asked about another time. */
const showsState = /^\/(inquiries|cases|rfis|leads)(?!\/new)(\/[0-9a-f-]{36}(\/people)?)?(\?|$)/;

/** The two times that stand in the address of the page, and the ways to others. */
export const useThen = () => {
  const clock = useClock();
  const { timeZone } = clock;
  const today = clock.present ?? clock.today;
  const [search, setSearch] = useSearchParams();
  const recordedAt = search.get('recordedAt') ?? undefined;
  const asOf = search.get('asOf') ?? undefined;
  const times: Times = { ...(recordedAt && { recordedAt }), ...(asOf && { asOf }) };
  const recordedDay = recordedAt && (isDay(recordedAt) ? recordedAt : dayOr(recordedAt, timeZone));
  const day = asOf ?? recordedDay ?? today;
  const past = (recordedDay !== undefined && recordedDay < today) || day < today || (recordedAt?.length ?? 10) > 10;
  return {
    times,
    /** The present day. */
    today,
    /** It is not now that is looked at: nothing is done from here. */
    past,
    /** The day of effect that is looked at. */
    day: isDay(day) && day <= today ? day : today,
    set: (next: Times): void =>
      setSearch(
        (was) => {
          const search = new URLSearchParams(was);
          for (const name of ['recordedAt', 'asOf'] as const) {
            if (next[name]) search.set(name, next[name]);
            else search.delete(name);
          }
          return search;
        },
        { preventScrollReset: true },
      ),
    /** The address of another page of the same two times. */
    carry: (to: string): string => {
      if (!past || !showsState.test(to)) return to;
      const more = new URLSearchParams({ ...(recordedAt && { recordedAt }), ...(asOf && { asOf }) }).toString();
      return `${to}${to.includes('?') ? '&' : '?'}${more}`;
    },
  };
};

/** The page that says what is different between the view that is looked at and now. `page`: that of the inquiry, case or request. */
export const differenceSince = (page: string, { recordedAt, asOf }: Times): string =>
  `${page}/as-of?${new URLSearchParams({
    question: 'both',
    ...(asOf !== undefined ? { a: asOf } : recordedAt !== undefined && { a: recordedAt.slice(0, 10) }),
    ...(recordedAt !== undefined && { knownA: recordedAt.slice(0, 10) }),
  }).toString()}`;

/** A text that is no moment is for the service to refuse. */
const dayOr = (moment: string, timeZone: string): string => {
  try {
    return dayOfMoment(moment, timeZone);
  } catch (error) {
    if (error instanceof RangeError) return moment;
    throw error;
  }
};

/** What is inside reads its days against the day that is looked at, not against today. */
export const ThenClock = ({ children }: { children: ReactNode }) => {
  const clock = useClock();
  const { past, day, today } = useThen();
  return past ? <ClockProvider reading={{ ...clock, today: day, present: today }}>{children}</ClockProvider> : children;
};
