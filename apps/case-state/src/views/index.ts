import { accessView, type View } from '#service-kit';
import { CaseBoardRow, CaseEventRow, CasePartRow } from './case-board/case-board.entity.js';
import { caseBoardView } from './case-board/case-board.view.js';
import { InquiryRow } from './inquiry-list/inquiry.entity.js';
import { inquiryListView } from './inquiry-list/inquiry-list.view.js';
import { MembershipRow } from './membership/membership.entity.js';
import { membershipView } from './membership/membership.view.js';
import { CaseStateViews1732406400000 } from './migrations/1732406400000-case-state-views.js';
import { Access1764460800000 } from './migrations/1764460800000-access.js';
import { TwoTimes1764892800000 } from './migrations/1764892800000-two-times.js';
import { CaseParts1765324800000 } from './migrations/1765324800000-case-parts.js';
import { Restrictions1765411200000 } from './migrations/1765411200000-restrictions.js';
import { NoRestrictions1765497600000 } from './migrations/1765497600000-no-restrictions.js';
import { RelationRow } from './relations/relation.entity.js';
import { relationsView } from './relations/relations.view.js';
import { Recomputations1764806400000 } from './migrations/1764806400000-recomputations.js';
import { CaseCalendarRow, RecomputationRow, RecomputedCaseRow } from './recomputations/recomputations.entity.js';
import { recomputationsView } from './recomputations/recomputations.view.js';
import { CalendarRow, ProcedureRow } from './rules/rules.entity.js';
import { rulesView } from './rules/rules.view.js';
import { TimelineRow } from './timeline/timeline.entity.js';
import { timelineView } from './timeline/timeline.view.js';

/** What is shown: folds of the own log. */
export const views: View[] = [
  accessView('own'),
  membershipView,
  rulesView,
  inquiryListView,
  caseBoardView,
  timelineView,
  relationsView,
  recomputationsView,
];

export const entities = [
  MembershipRow,
  ProcedureRow,
  CalendarRow,
  InquiryRow,
  CaseBoardRow,
  CasePartRow,
  CaseEventRow,
  TimelineRow,
  RelationRow,
  RecomputationRow,
  CaseCalendarRow,
  RecomputedCaseRow,
];

export const migrations = [
  CaseStateViews1732406400000,
  Access1764460800000,
  Recomputations1764806400000,
  TwoTimes1764892800000,
  CaseParts1765324800000,
  Restrictions1765411200000,
  NoRestrictions1765497600000,
];
