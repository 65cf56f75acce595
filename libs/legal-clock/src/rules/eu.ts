/** How the Union counts: Regulation 1182/71, and what the merger rules change in it. */
import type { CountingRules } from './counting-rules.js';

export const eu1182: CountingRules = {
  id: 'eu-1182-71',
  version: 1,
  title: 'Regulation (EEC, Euratom) 1182/71',
  startsOn: 'day-after',
  movesLastDay: true,
  atLeastTwoWorkingDays: true,
  sources: {
    'event-not-counted': 'Regulation 1182/71, Art 3(1)',
    'first-day-counted': 'Regulation 1182/71, Art 3(1) and (2)',
    'working-days-counted': 'Regulation 1182/71, Art 3(3)',
    'calendar-days-counted': 'Regulation 1182/71, Art 3(2)(b) and (3)',
    'week-ends-same-weekday': 'Regulation 1182/71, Art 3(2)(c); Court of Justice, C-171/03 Toeters',
    'month-ends-same-date': 'Regulation 1182/71, Art 3(2)(c)',
    'month-ends-last-day': 'Regulation 1182/71, Art 3(2)(c)',
    'counted-backwards': 'Regulation 1182/71, Art 3(1)',
    'backwards-not-moved': 'Regulation 1182/71, Art 3(4), second sentence',
    'last-day-moved': 'Regulation 1182/71, Art 3(4)',
    'two-working-days': 'Regulation 1182/71, Art 3(5) [m]',
    'non-working-day': 'Regulation 1182/71, Art 2 [m]',
  },
};

/** Merger control: periods begin on the working day after the event. */
export const euMergers: CountingRules = {
  ...eu1182,
  id: 'eu-mergers',
  title: 'Regulation 139/2004 and Regulation 2023/914',
  startsOn: 'next-working-day',
  sources: {
    ...eu1182.sources,
    'event-not-counted': 'Regulation 2023/914, Art 7 [m]',
    'first-day-counted': 'Regulation 2023/914, Art 7 [m]',
    'working-days-counted': 'Regulation 2023/914, Art 8 [m]',
    suspended: 'Regulation 139/2004, Art 10(4) [m]; Regulation 2023/914, Art 9',
    extended: 'Regulation 139/2004, Art 10(3) [m]',
  },
};
