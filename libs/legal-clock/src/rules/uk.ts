/** How the Enterprise Act 2002 counts the phase 1 of a merger inquiry: in working days, and no last day moves. */
import type { CountingRules } from './counting-rules.js';

export const ukEnterpriseAct: CountingRules = {
  id: 'uk-enterprise-act-2002',
  version: 1,
  title: 'Enterprise Act 2002',
  startsOn: 'day-after',
  movesLastDay: false,
  atLeastTwoWorkingDays: false,
  sources: {
    'event-not-counted': 'Enterprise Act 2002, s 34ZA(3)',
    'first-day-counted': 'Enterprise Act 2002, s 34ZA(3)',
    'working-days-counted': 'Enterprise Act 2002, s 34ZA',
    suspended: 'Enterprise Act 2002, s 34ZB',
    extended: 'Enterprise Act 2002, s 34ZB and 34ZC',
    'non-working-day':
      'Enterprise Act 2002: not Saturday, Sunday, Good Friday, Christmas Day or a bank holiday of England and Wales',
  },
};
