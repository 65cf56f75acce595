import { accessView, restrictionsView, type View } from '#service-kit';
import { CalendarRow } from './calendars/calendar.entity.js';
import { calendarsView } from './calendars/calendars.view.js';
import { LeadRow } from './lead-list/lead.entity.js';
import { leadListView } from './lead-list/lead-list.view.js';
import { IntakeViews1732406400000 } from './migrations/1732406400000-intake-views.js';
import { Access1764460800000 } from './migrations/1764460800000-access.js';
import { Respondents1764547200000 } from './migrations/1764547200000-respondents.js';
import { Calendars1764979200000 } from './migrations/1764979200000-calendars.js';
import { LimitWarnings1765324800000 } from './migrations/1765324800000-limit-warnings.js';
import { Restrictions1765411200000 } from './migrations/1765411200000-restrictions.js';
import { KnownCaseRow } from './open-cases/known-case.entity.js';
import { openCasesView } from './open-cases/open-cases.view.js';
import { QuestionnaireRow, QuestionnaireVersionRow } from './questionnaire-list/questionnaire.entity.js';
import { questionnaireListView } from './questionnaire-list/questionnaire-list.view.js';
import { RfiRow } from './rfi-list/rfi.entity.js';
import { rfiListView } from './rfi-list/rfi-list.view.js';
import { AddresseeRow, ReplyRow } from './rfi-matrix/addressee.entity.js';
import { rfiMatrixView } from './rfi-matrix/rfi-matrix.view.js';

/** What is shown: folds of the own log, and of what case-state publishes. */
export const views: View[] = [
  leadListView,
  questionnaireListView,
  rfiListView,
  rfiMatrixView,
  accessView('foreign'),
  restrictionsView,
  openCasesView,
  calendarsView,
];

export const entities = [
  LeadRow,
  QuestionnaireRow,
  QuestionnaireVersionRow,
  RfiRow,
  AddresseeRow,
  ReplyRow,
  KnownCaseRow,
  CalendarRow,
];

export const migrations = [
  IntakeViews1732406400000,
  Access1764460800000,
  Respondents1764547200000,
  Calendars1764979200000,
  LimitWarnings1765324800000,
  Restrictions1765411200000,
];
