export { CalendarYearMissing, ClockInputRefused } from './refusals.js';
export {
  addDays,
  addMonths,
  compareDays,
  daysBetween,
  daysInMonth,
  earliestDay,
  isAfter,
  isBefore,
  isDay,
  latestDay,
  parseDay,
  weekday,
  yearOf,
} from './day.js';
export type { Day, Weekday } from './day.js';
export { checkPeriod, formatPeriod, isPeriod, parsePeriod } from './period.js';
export type { Period, PeriodUnit } from './period.js';
export { calendarFaults, canonicalCalendar, isUncertain, parseCalendar } from './calendar/holiday-calendar.js';
export type {
  CalendarFault,
  CalendarYear,
  Holiday,
  HolidayCalendar,
  ListPart,
  ListQuality,
} from './calendar/holiday-calendar.js';
export { ecBrussels } from './calendar/ec-brussels.js';
export { ukCma } from './calendar/uk-cma.js';
export { cjeuLuxembourg } from './calendar/cjeu-luxembourg.js';
export { shippedCalendars, shippedCountingRules } from './shipped.js';
export { isWorkingDay, nextWorkingDay, workingDaysAfter } from './calendar/working-days.js';
export type { AtSite } from './calendar/working-days.js';
export { parseCountingRules, RULE_CODES } from './rules/counting-rules.js';
export type { CountingRules, RuleCode, StartsOn } from './rules/counting-rules.js';
export { eu1182, euMergers } from './rules/eu.js';
export { ukEnterpriseAct } from './rules/uk.js';
export { cjeuProcedure } from './rules/cjeu.js';
export type { Suspension } from './suspension.js';
export type { ConsultedList, Explanation, SkippedDay, Step, StepDetails } from './explanation.js';
export { reckon } from './reckon.js';
export type { ClockQuestion, Extension, Reckoning } from './reckon.js';
export { endOfPeriod } from './end-of-period.js';
export type { PeriodQuestion } from './end-of-period.js';
export { lastDayBefore } from './last-day-before.js';
export type { BackwardQuestion } from './last-day-before.js';
export { warningDays } from './warning-days.js';
export type { WarningDay } from './warning-days.js';
export { dayKinds, monthAround, yearsWithoutList } from './day-kinds.js';
export type { DayKind, GridQuestion } from './day-kinds.js';
export { asItStood } from './as-it-stood.js';
export type { Recorded } from './as-it-stood.js';
export { dayAt, endOfDay } from './seat-time.js';
export { renderExplanation } from './render-explanation.js';
export { dayInWords, periodInWords } from './words.js';
