import type { Day, Decision, RulePin } from '#contracts';
import { dayInWords } from '#legal-clock';
import { runsOn } from '../procedure/engine/clocks.js';
import { nameOf } from '../procedure/engine/reckoning.js';
import type { Rules } from '../procedure/engine/standing.js';
import { mayDo, powers } from '../powers.js';
import { reject } from '../rejection.js';
import type { CaseEvent, ClockState } from './case.events.js';
import type { CaseRejection } from './case.rejections.js';
import type { CaseState } from './case.state.js';

export interface MoveProcedureCommand {
  reason: string;
  /** The role exercised. */
  role: string;
  effectiveOn: Day;
}

/** The version to go on under, and the pins of the further calendars that its clocks are counted on. */
export interface OtherVersion {
  pin: RulePin;
  rules: Rules;
  calendars: RulePin[];
}

/**
 * A running case goes on under another version of its procedure. What it has been through stays as it was recorded, and open clocks run on as
 * they were begun; so the new version must know where it stands: its stage, each open clock, what their silence takes.
 * @param present the version that it is under
 */
export function moveProcedure(
  state: CaseState,
  command: MoveProcedureCommand,
  present: Rules,
  { pin, rules, calendars }: OtherVersion,
): Decision<CaseEvent, CaseRejection> {
  if (!mayDo('moveProcedure', [command.role]))
    return reject(
      'not-your-role',
      `Moving a case to another version belongs to ${powers.moveProcedure.join(' or ')}.`,
      {
        status: 403,
        guard: 'role',
      },
    );
  if (pin.id === state.procedure.id && pin.version === state.procedure.version) return [];
  const { effectiveOn: day } = command;
  const began = state.procedureSince ?? state.openedOn;
  if (day < began || day < state.stageSince)
    return reject(
      'before-stage-began',
      `The case can go on under another version from ${dayInWords(day < began ? began : state.stageSince)} on at the earliest: what was recorded until then stands under the present one.`,
      { guard: 'before-stage-began' },
    );
  const errors = reasonsAgainstMoving(state, present, rules, day);
  if (errors.length > 0)
    return reject(
      'version-does-not-fit',
      `The case cannot go on under version ${pin.version}: ${errors.map(({ message }) => message).join(' ')}`,
      { guard: 'version-does-not-fit', errors },
    );
  const { inquiryId, id: caseId, number: caseNumber } = state;
  const { procedure } = rules;
  return [
    {
      type: 'ProcedureMoved',
      data: {
        inquiryId,
        caseId,
        caseNumber,
        from: state.procedure,
        to: pin,
        procedureTitle: procedure.title,
        stage: state.stage,
        stageTitle: procedure.stages.find(({ id }) => id === state.stage)?.title ?? state.stageTitle,
        ...(calendars.length > 0 && { calendars }),
        ...(procedure.counting !== undefined && { counting: procedure.counting }),
        ...(procedure.site !== undefined && { site: procedure.site }),
        rfiRules: procedure.rfi,
        reason: command.reason,
      },
    },
  ];
}

/** Everything of the case that the other version does not know, or counts otherwise. */
function reasonsAgainstMoving(
  state: CaseState,
  { procedure: before }: Rules,
  { procedure: after }: Rules,
  day: Day,
): { path: string; message: string }[] {
  const why: { path: string; message: string }[] = [];
  const against = (path: string, message: string) => void why.push({ path, message });
  if (after.id !== before.id)
    against('procedure', 'Another procedure is another legal angle: it is a new case that follows this one.');
  if (state.closedOn !== undefined) against('case', 'The case is closed.');
  if (!after.stages.some(({ id }) => id === state.stage))
    against(`stages.${state.stage}`, `It has no stage “${state.stageTitle.en}”, at which the case is.`);
  if (after.calendar !== before.calendar)
    against('calendar', `It is counted on the calendar ${after.calendar}, and the case on ${before.calendar}.`);
  if ((after.counting ?? '') !== (before.counting ?? '') || (after.site ?? '') !== (before.site ?? ''))
    against('counting', 'It is counted by other rules or at another site; running limits would change by that.');
  for (const clock of Object.values(state.clocks).filter((one) => runsOn(one, day)))
    why.push(...reasonsOfClock(clock, before, after));
  return why;
}

function reasonsOfClock(clock: ClockState, before: Rules['procedure'], after: Rules['procedure']) {
  const path = `clocks.${clock.clock}`;
  const named = (procedure: Rules['procedure']) => procedure.clocks.find(({ id }) => id === nameOf(clock.clock));
  const [then, now] = [named(before), named(after)];
  if (!now) return [{ path, message: `It has no clock “${clock.title.en}”, which is running.` }];
  const why = [];
  if (now.per !== then?.per)
    why.push({
      path,
      message: `“${clock.title.en}” is each subject's own in one of the versions, and not in the other.`,
    });
  if (
    (now.calendar ?? after.calendar) !== (then?.calendar ?? before.calendar) ||
    (now.counting ?? '') !== (then?.counting ?? '') ||
    now.hardEnd !== then?.hardEnd ||
    now.unmoved !== then?.unmoved
  )
    why.push({ path, message: `“${clock.title.en}”, which is running, is counted otherwise in it.` });
  if (clock.onLapse !== undefined && !after.steps.some(({ id }) => id === clock.onLapse))
    why.push({ path, message: `It has no step ${clock.onLapse}, which the silence of “${clock.title.en}” takes.` });
  return why;
}
