/** What comes with the product: found by id, and the first versions in a new installation's log. */
import { cjeuLuxembourg } from './calendar/cjeu-luxembourg.js';
import { ecBrussels } from './calendar/ec-brussels.js';
import type { HolidayCalendar } from './calendar/holiday-calendar.js';
import { ukCma } from './calendar/uk-cma.js';
import { cjeuAppeal, cjeuProcedure } from './rules/cjeu.js';
import type { CountingRules } from './rules/counting-rules.js';
import { eu1182, euMergers } from './rules/eu.js';
import { ukEnterpriseAct } from './rules/uk.js';

export const shippedCalendars: readonly HolidayCalendar[] = [ecBrussels, ukCma, cjeuLuxembourg];

export const shippedCountingRules: readonly CountingRules[] = [
  eu1182,
  euMergers,
  ukEnterpriseAct,
  cjeuProcedure,
  cjeuAppeal,
];
