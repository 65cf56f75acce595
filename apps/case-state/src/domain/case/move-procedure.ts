import { rolesInFrench, type Day, type Decision, type LocalizedText, type RulePin } from '#contracts';
import { dayInWords } from '#legal-clock';
import { runsOn } from '../procedure/engine/clocks.js';
import { nameOf } from '../procedure/engine/reckoning.js';
import { inEach, quoted, sentences } from '../procedure/engine/sentences.js';
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
      {
        en: `Moving a case to another version belongs to ${powers.moveProcedure.join(' or ')}.`,
        fr: `Le passage d’une affaire à une autre version revient à ces fonctions\u00a0: ${rolesInFrench(powers.moveProcedure)}.`,
      },
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
      {
        en: `The case can go on under another version from ${dayInWords(day < began ? began : state.stageSince)} on at the earliest: what was recorded until then stands under the present one.`,
        fr: `L’affaire peut se poursuivre sous une autre version à partir du ${dayInWords(day < began ? began : state.stageSince, 'fr')} au plus tôt\u00a0: ce qui a été enregistré jusque-là relève de la version actuelle.`,
      },
      { guard: 'before-stage-began' },
    );
  const against = reasonsAgainstMoving(state, present, rules, day);
  if (against.length > 0)
    return reject(
      'version-does-not-fit',
      inEach(
        against.map(({ message }) => message),
        {
          en: (all) => `The case cannot go on under version ${pin.version}: ${all.join(' ')}`,
          fr: (all) => `L’affaire ne peut pas se poursuivre sous la version ${pin.version}\u00a0: ${all.join(' ')}`,
        },
      ),
      {
        guard: 'version-does-not-fit',
        errors: against,
      },
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

interface Against {
  path: string;
  message: LocalizedText;
}

/** Everything of the case that the other version does not know, or counts otherwise. */
function reasonsAgainstMoving(
  state: CaseState,
  { procedure: before }: Rules,
  { procedure: after }: Rules,
  day: Day,
): Against[] {
  const why: Against[] = [];
  const against = (path: string, message: LocalizedText) => void why.push({ path, message });
  if (after.id !== before.id)
    against('procedure', {
      en: 'Another procedure is another legal angle: it is a new case that follows this one.',
      fr: 'Une autre procédure est un autre angle juridique\u00a0: c’est une nouvelle affaire qui suit celle-ci.',
    });
  if (state.closedOn !== undefined) against('case', sentences.caseClosed());
  if (!after.stages.some(({ id }) => id === state.stage))
    against(
      `stages.${state.stage}`,
      inEach([state.stageTitle], {
        en: ([stage]) => `It has no stage “${stage}”, at which the case is.`,
        fr: ([stage]) => `Elle ne connaît pas le stade ${quoted(stage)}, où en est l’affaire.`,
      }),
    );
  if (after.calendar !== before.calendar)
    against('calendar', {
      en: `It is counted on the calendar ${after.calendar}, and the case on ${before.calendar}.`,
      fr: `Elle se calcule sur le calendrier ${after.calendar}, et l’affaire sur ${before.calendar}.`,
    });
  if ((after.counting ?? '') !== (before.counting ?? '') || (after.site ?? '') !== (before.site ?? ''))
    against('counting', {
      en: 'It is counted by other rules or at another site; running limits would change by that.',
      fr: 'Elle se calcule selon d’autres règles ou en un autre lieu\u00a0; les délais en cours en seraient changés.',
    });
  for (const clock of Object.values(state.clocks).filter((one) => runsOn(one, day)))
    why.push(...reasonsOfClock(clock, before, after));
  return why;
}

function reasonsOfClock(clock: ClockState, before: Rules['procedure'], after: Rules['procedure']): Against[] {
  const path = `clocks.${clock.clock}`;
  const named = (procedure: Rules['procedure']) => procedure.clocks.find(({ id }) => id === nameOf(clock.clock));
  const [then, now] = [named(before), named(after)];
  const told = (sentence: Parameters<typeof inEach>[1]): Against => ({
    path,
    message: inEach([clock.title], sentence),
  });
  if (!now)
    return [
      told({
        en: ([title]) => `It has no clock “${title}”, which is running.`,
        fr: ([title]) => `Elle ne connaît pas le délai ${quoted(title)}, qui court.`,
      }),
    ];
  const why: Against[] = [];
  if (now.per !== then?.per)
    why.push(
      told({
        en: ([title]) => `“${title}” is each subject's own in one of the versions, and not in the other.`,
        fr: ([title]) =>
          `Le délai ${quoted(title)} est propre à chaque intéressé dans l’une des versions, et non dans l’autre.`,
      }),
    );
  if (
    (now.calendar ?? after.calendar) !== (then?.calendar ?? before.calendar) ||
    (now.counting ?? '') !== (then?.counting ?? '') ||
    now.hardEnd !== then?.hardEnd ||
    now.unmoved !== then?.unmoved
  )
    why.push(
      told({
        en: ([title]) => `“${title}”, which is running, is counted otherwise in it.`,
        fr: ([title]) => `Le délai ${quoted(title)}, qui court, s’y calcule autrement.`,
      }),
    );
  if (clock.onLapse !== undefined && !after.steps.some(({ id }) => id === clock.onLapse))
    why.push(
      told({
        en: ([title]) => `It has no step ${clock.onLapse}, which the silence of “${title}” takes.`,
        fr: ([title]) =>
          `Elle ne connaît pas l’acte ${clock.onLapse}, que le silence du délai ${quoted(title)} emporte.`,
      }),
    );
  return why;
}
