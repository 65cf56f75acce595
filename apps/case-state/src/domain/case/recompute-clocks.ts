import type { Day, RulePin } from '#contracts';
import { CalendarYearMissing, type HolidayCalendar } from '#legal-clock';
import { reckoned, runsOn } from '../procedure/engine/clocks.js';
import { definitionOf } from '../procedure/engine/reckoning.js';
import type { Rules } from '../procedure/engine/standing.js';
import type { CaseEvent, ClocksRecomputed, ClockState, KeptClock, MovedDay } from './case.events.js';
import type { CaseState } from './case.state.js';

/** A version of a calendar that stands in the place of an earlier one. */
export interface Correction {
  pin: RulePin;
  calendar: HolidayCalendar;
}

/** Bytes of clocks that one event may hold: the log takes envelopes of 65,535. */
const ROOM = 40_000;

/**
 * Counts a case on a corrected calendar from a day on: its open clocks on that calendar are reckoned anew, what has ended stays as it was
 * recorded. Nothing, where the case is closed, is not counted on the calendar, or is on that version already.
 * @param rules those that the case is under, on the calendar as it was
 * @param day today: a clock whose last day would lie before it is not moved, for what has been cannot be undone by a list
 */
export function recomputeClocks(state: CaseState, { pin, calendar }: Correction, rules: Rules, day: Day): CaseEvent[] {
  const before = [state.calendar, ...(state.calendars ?? [])].find(({ id }) => id === pin.id);
  if (state.closedOn !== undefined || !before || before.version >= pin.version) return [];
  const onto = onCalendar(rules, calendar);
  const parts: Part[] = [{ clocks: [], moved: [], kept: [] }];
  let left = ROOM;
  for (const clock of Object.values(state.clocks)) {
    if (!runsOn(clock, day) || (definitionOf(rules, clock.clock).calendar ?? rules.procedure.calendar) !== pin.id)
      continue;
    const anew = reckonedAnew(onto, clock, day);
    const size = JSON.stringify(anew).length;
    if (size > left && left < ROOM) {
      parts.push({ clocks: [], moved: [], kept: [] });
      left = ROOM;
    }
    left -= size;
    const part = parts.at(-1);
    if ('kept' in anew) part?.kept.push(anew.kept);
    else {
      part?.clocks.push(anew.clock);
      const [from, to] = [dayOf(clock), dayOf(anew.clock)];
      if (from.end !== to.end || from.hardEnd !== to.hardEnd)
        part?.moved.push({ clock: clock.clock, title: clock.title, from, to });
    }
  }
  const { inquiryId, id: caseId, number: caseNumber } = state;
  return parts.map((part) => ({
    type: 'ClocksRecomputed',
    data: { inquiryId, caseId, caseNumber, calendar: pin, before, ...part },
  }));
}

type Part = Pick<ClocksRecomputed, 'clocks' | 'moved' | 'kept'>;

/** Rules with one of their calendars in another version. */
const onCalendar = (rules: Rules, calendar: HolidayCalendar): Rules => ({
  ...rules,
  ...(rules.calendar.id === calendar.id && { calendar }),
  others: { ...rules.others, ...(rules.others?.[calendar.id] && { [calendar.id]: calendar }) },
});

function reckonedAnew(rules: Rules, clock: ClockState, day: Day): { clock: ClockState } | { kept: KeptClock } {
  const { clock: name, title, end } = clock;
  try {
    const anew = reckoned(rules, day, { ...clock, revision: clock.revision + 1 });
    if (anew.end !== null && anew.end < day)
      return { kept: { clock: name, title, end, why: 'in-the-past', would: anew.end } };
    return { clock: anew };
  } catch (error) {
    if (!(error instanceof CalendarYearMissing)) throw error;
    return { kept: { clock: name, title, end, why: 'no-list', year: error.year } };
  }
}

const dayOf = ({ end, hardEnd }: ClockState): MovedDay => ({ end, ...(hardEnd !== undefined && { hardEnd }) });
