import type { Rejection } from '#contracts';
import type { Reason } from '../procedure/engine/standing.js';
import { reject } from '../rejection.js';

/** Why a command on a case can be refused; a closed union. */
export type CaseRejection =
  /** A guard, the stage, a clock, or that it can be done once only. `guard` says which. */
  | 'step-not-open'
  /** The procedure has no such step. */
  | 'step-unknown'
  /** The role exercised may not take this step. 403. */
  | 'not-your-role'
  /** What the step asks for is missing, unknown or of the wrong kind. 400. */
  | 'inputs-not-valid'
  /** The day lies before the case was opened. */
  | 'before-case-opened'
  /** The day lies before the present stage began. */
  | 'before-stage-began'
  /** With effect on that day, a step recorded later would not have been lawful. */
  | 'later-step-unlawful'
  /** Only a closed case is reopened. */
  | 'not-closed'
  /** A case is reopened in a stage that it has been in. 400. */
  | 'stage-not-been'
  /** What is to be corrected is no event of this case. 400. */
  | 'event-unknown'
  /** It is no step that an officer took. */
  | 'not-correctable'
  /** Another case has this number. */
  | 'number-taken'
  /** The number has none of the procedure's prefixes. */
  | 'number-prefix'
  /** No such version of the procedure is published. */
  | 'procedure-unknown'
  /** The calendar of the procedure is not published. */
  | 'calendar-unknown'
  /** The other version of the procedure lacks the stage, an open clock or what its silence takes; `errors` says all of it. */
  | 'version-does-not-fit'
  /** What it is said to follow is no case of this inquiry. */
  | 'followed-case-unknown'
  /** The day lies before the inquiry was opened. */
  | 'before-inquiry-opened';

/** A shut step as a rejection: the first reason speaks, all of them are told. */
export function stepNotOpen(why: Reason[]): Rejection<CaseRejection> {
  const [first] = why;
  if (!first) throw new Error('a step is not shut without a reason');
  return reject('step-not-open', first.sentence, {
    guard: first.guard,
    basis: first.basis,
    first: [...new Set(why.flatMap((reason) => reason.first))],
    ...(why.length > 1 && {
      errors: why.map((reason) => ({ path: reason.guard, message: reason.sentence })),
    }),
  } as Partial<Rejection<CaseRejection>>);
}

export const noCalendar = (id: string): Rejection<CaseRejection> =>
  reject('calendar-unknown', { en: `No calendar ${id} is published.`, fr: `Aucun calendrier ${id} n’est publié.` });
