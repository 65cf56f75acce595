/** How the Courts of the Union count the time to bring an action: their Rules of Procedure, not Regulation 1182/71. */
import type { CountingRules } from './counting-rules.js';

export const cjeuProcedure: CountingRules = {
  id: 'cjeu-rules-of-procedure',
  version: 1,
  title: 'Rules of Procedure of the General Court',
  startsOn: 'day-after',
  movesLastDay: true,
  atLeastTwoWorkingDays: false,
  sources: {
    'event-not-counted': 'Rules of Procedure of the General Court, Art 58(1)(a) [m]',
    'first-day-counted': 'Rules of Procedure of the General Court, Art 58(1)(a) [m]',
    'calendar-days-counted': 'Rules of Procedure of the General Court, Art 58(1), 59 and 60 [m]',
    'month-ends-same-date': 'TFEU Art 263; Rules of Procedure of the General Court, Art 58(1)(b) [m]',
    'month-ends-last-day': 'TFEU Art 263; Rules of Procedure of the General Court, Art 58(1)(b) [m]',
    'last-day-moved': 'Rules of Procedure of the General Court, Art 58(2) [m]',
    'non-working-day': 'Rules of Procedure of the General Court, Art 58(2) [m]',
  },
};

/** How the time to appeal to the Court of Justice is counted: that Court's own Rules of Procedure. */
export const cjeuAppeal: CountingRules = {
  ...cjeuProcedure,
  id: 'cjeu-appeal',
  title: 'Rules of Procedure of the Court of Justice',
  sources: {
    'event-not-counted': 'Rules of Procedure of the Court of Justice, Art 49(1)(a) [m]',
    'first-day-counted': 'Rules of Procedure of the Court of Justice, Art 49(1)(a) [m]',
    'calendar-days-counted': 'Rules of Procedure of the Court of Justice, Art 49(1) and 51 [m]',
    'month-ends-same-date':
      'Statute of the Court of Justice, Art 56; Rules of Procedure of the Court of Justice, Art 49(1)(b) [m]',
    'month-ends-last-day':
      'Statute of the Court of Justice, Art 56; Rules of Procedure of the Court of Justice, Art 49(1)(b) [m]',
    'last-day-moved': 'Rules of Procedure of the Court of Justice, Art 49(2) [m]',
    'non-working-day': 'Rules of Procedure of the Court of Justice, Art 49(2) [m]',
  },
};
