import type { Day, Happened, Lapse, ProcedureDefinition, Role } from '#contracts';
import { eu1182, shippedCalendars, shippedCountingRules } from '#legal-clock';
import type { CaseEvent } from '../../src/domain/case/case.events.js';
import { openCase, type CaseFacts, type OpenCaseFacts } from '../../src/domain/case/case.decide.js';
import { caseOn, type CaseHistory } from '../../src/domain/case/case.state.js';
import type { Rules, TeamOnDay } from '../../src/domain/procedure/engine/standing.js';
import { isRejected } from '../../src/domain/rejection.js';
import { shippedProcedures } from '../../src/rules/shipped-procedures.js';
import { thirdProcedure } from './third-procedure.js';

export const rules = (procedure: ProcedureDefinition): Rules => ({
  procedure,
  calendar: shippedCalendars.find((one) => one.id === procedure.calendar)!,
  counting: shippedCountingRules.find((one) => one.id === procedure.counting) ?? eu1182,
  others: Object.fromEntries(shippedCalendars.map((calendar) => [calendar.id, calendar])),
});

/** All that come with the product, each version: one that was released is followed as long as a case stands under it. */
export const shippedRules: Rules[] = shippedProcedures().map(rules);
const shipped = (id: string, version: number): Rules =>
  shippedRules.find(({ procedure }) => procedure.id === id && procedure.version === version)!;

export const antitrust = shipped('eu-antitrust', 1);
export const antitrust2 = shipped('eu-antitrust', 2);
export const antitrust3 = shipped('eu-antitrust', 3);
export const antitrust4 = shipped('eu-antitrust', 4);
export const merger1 = shipped('eu-merger', 1);
export const merger = shipped('eu-merger', 2);
export const merger3 = shipped('eu-merger', 3);
export const sectorInquiry = shipped('sector-inquiry', 1);
export const ukMerger = shipped('uk-merger-phase-1', 1);
export const screening1 = shipped('merger-screening', 1);
export const screening = shipped('merger-screening', 2);
export const harbour = rules(thirdProcedure);

export const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const officer = { person: id(1), kind: 'officer', role: 'case-manager' } as const;

/** A case manager without conflict and a handler, on any day; the inquiry rests on one lead. */
export const team = (
  members: [Role, 'none' | 'not-yet'][] = [
    ['case-manager', 'none'],
    ['case-handler', 'none'],
  ],
  leads = 1,
): TeamOnDay => ({
  members: members.map(([role, conflict], i) => ({ person: id(i + 1), role, conflict })),
  leads,
});

export const facts = (of: Rules, members: TeamOnDay = team()): CaseFacts => ({ rules: of, teamOn: () => members });

export const INQUIRY = { id: id(100), openedOn: '2024-01-09', cases: [] };
export const CASE = id(200);
const hash = 'a'.repeat(64);

export const opening = (of: Rules, more: Partial<OpenCaseFacts> = {}): OpenCaseFacts => ({
  ...facts(of),
  inquiry: INQUIRY,
  procedurePin: { id: of.procedure.id, version: of.procedure.version, hash },
  calendarPin: { id: of.calendar.id, version: of.calendar.version, hash },
  numberTaken: false,
  ...more,
});

let recorded = 0;
/** Decided events as recorded with effect on a day, put behind a history; what has a day of its own keeps it. */
export const and = (history: CaseHistory, events: CaseEvent[] | object, on: Day): CaseHistory => {
  if (!Array.isArray(events)) throw new Error(`rejected: ${JSON.stringify(events)}`);
  return [
    ...history,
    ...(events as CaseEvent[]).map(
      (event) => ({ effectiveOn: on, ...event, actor: officer, id: id(1000 + recorded++) }) as Happened<CaseEvent>,
    ),
  ];
};

/** A case opened on a day under some rules. */
export function openedCase(of: Rules, on: Day, number = `${of.procedure.numberPrefixes[0]}12345`): CaseHistory {
  const role = of.procedure.steps.findLast((step) => step.by === 'opening')?.may[0] ?? '';
  const decided = openCase(
    { caseId: CASE, number, title: { en: 'A matter' }, role, effectiveOn: on },
    opening(of, { inquiry: { ...INQUIRY, openedOn: on } }),
  );
  if (isRejected(decided)) throw new Error(JSON.stringify(decided));
  return and([], decided, on);
}

export const stand = (history: CaseHistory) => caseOn(history)!;

/** A request on exclusivity to some addressees. */
export const request = (rfi: number, addressees: number[], limit: Day) => ({
  inquiryId: INQUIRY.id,
  caseId: CASE,
  rfiId: id(300 + rfi),
  number: rfi,
  kind: 'simple' as const,
  subject: { en: 'Exclusivity clauses' },
  basis: [{ citation: 'Reg 1/2003 Art 18(2)' }],
  limit,
  limitExplanation: { steps: [], skipped: [], calendar: { id: 'ec-brussels', version: 1 }, provisional: false },
  questions: 12,
  addressees: addressees.map((n) => ({ addresseeId: id(400 + n), name: `Undertaking ${n}`, country: 'DE' })),
  issuedBy: id(1),
});

export const reply = (rfi: number, addressee: number, on: Day, limit: Day) => ({
  inquiryId: INQUIRY.id,
  caseId: CASE,
  rfiId: id(300 + rfi),
  addresseeId: id(400 + addressee),
  addressee: `Undertaking ${addressee}`,
  number: rfi,
  submittedOn: on,
  limit,
  late: on > limit,
  workingDaysLate: on > limit ? 3 : 0,
  answered: 12,
  asked: 12,
});

/** Of what time brings about: what silence does, without the warnings ahead of an end. */
export const silence = (lapses: Lapse<CaseEvent>[]): Lapse<CaseEvent>[] =>
  lapses.filter(({ events }) => events.every(({ type }) => type !== 'ExpiryWarningGiven'));
