import type { Day, Decision, Rejection, StepDefinition, Uuid } from '#contracts';
import { dayInWords, earliestDay } from '#legal-clock';
import { optionsOf } from '../procedure/engine/checks.js';
import { withConsequences, type Corrected } from '../procedure/engine/consequences.js';
import { takeStep } from '../procedure/engine/take-step.js';
import { reject } from '../rejection.js';
import { laterStepUnlawful, notYourRole, underAnotherVersion, type CaseFacts } from './case.decide.js';
import type { StepTaken } from './case.events.js';
import { stepNotOpen, type CaseRejection } from './case.rejections.js';
import { caseOn, type CaseHistory, type CaseState, type TakenStep } from './case.state.js';
import { readInputs } from './inputs.js';
import { REOPENING } from './reopen.js';

export interface CorrectCommand {
  /** The event that is corrected: the record of a step, or a correction of it. */
  event: Uuid;
  /** What was said in taking the step; default: as it stands. */
  inputs?: Readonly<Record<string, string | number>> | undefined;
  reason: string;
  /** The role exercised. */
  role: string;
  /** The day on which the step really took effect. */
  effectiveOn: Day;
  today: Day;
}

type Taken = CaseHistory[number] & { type: 'StepTaken' };

/**
 * Records a step once more, as it really was, in the place of an earlier record of it. What was recorded stays; of several corrections
 * the last recorded stands, whichever of them it names. The step must have been lawful on its true day, and every step that rests on it
 * must still be.
 * @returns the correction, and behind it what else is recorded anew because of it, each on a day of its own
 */
export function correctStep(
  history: CaseHistory,
  { event, inputs, reason, role, effectiveOn: day, today }: CorrectCommand,
  facts: CaseFacts,
): Decision<Corrected, CaseRejection> {
  const { rules } = facts;
  const target = history.find((one) => one.id === event);
  if (!target)
    return reject(
      'event-unknown',
      { en: 'This case has no such event.', fr: 'Cette affaire ne connaît pas cet événement.' },
      {
        status: 400,
        errors: [{ path: 'event', message: 'This case has no such event.' }],
      },
    );
  const records = inPlaceOf(history, target);
  const standing = records.at(-1);
  if (standing?.type !== 'StepTaken') return notTakenByOfficer();
  const record = standing as Taken;
  const present = caseOn(history);
  if (!present) throw new Error('a step is corrected on a case that was opened');
  const step = rules.procedure.steps.find(({ id }) => id === record.data.step);
  const on = earliestDay(day, record.effectiveOn);
  const shut =
    shutToCorrection(present, { ...record.data, on }, step, role) ?? recordedBeforeMoving(history, records[0]);
  if (shut) return shut;
  if (!step) throw new Error(`the procedure has no step ${record.data.step}, and it was not shut to correction`);
  const { openedOn } = present;
  if (day < openedOn)
    return reject(
      'before-case-opened',
      {
        en: `The case was opened on ${dayInWords(openedOn)}; nothing can take effect on it before, on ${dayInWords(day)}.`,
        fr: `L’affaire a été ouverte le ${dayInWords(openedOn, 'fr')}\u00a0; rien ne peut y prendre effet avant, le ${dayInWords(day, 'fr')}.`,
      },
      {
        guard: 'before-case-opened',
      },
    );

  const place = { ...record, corrects: event, effectiveOn: day };
  const takenOn = (then: CaseState): Decision<Corrected, CaseRejection> => {
    const read = inputs && readInputs(step, inputs, (input) => optionsOf(input, then, day, rules));
    if (read && 'errors' in read)
      return reject(
        'inputs-not-valid',
        { en: 'What the step asks for is not all there.', fr: 'Ce que l’acte demande n’est pas entièrement indiqué.' },
        { status: 400, errors: read.errors },
      );
    const said = read ? read.said : record.data.inputs;
    if (day === record.effectiveOn && JSON.stringify(said) === JSON.stringify(record.data.inputs)) return [];
    const outcome = takeStep(rules, { case: then, team: facts.teamOn(day), day }, step, {
      inputs: said,
      ...(record.data.provenance && { provenance: record.data.provenance }),
    });
    if ('shut' in outcome) return stepNotOpen(outcome.shut);
    const data = { ...outcome.taken, correctionReason: reason };
    return [{ type: 'StepTaken', data, corrects: event, effectiveOn: day }];
  };
  const decided = withConsequences(
    { rules, rulesOf: facts.rulesOf ?? (() => rules) },
    { history, teamOn: facts.teamOn },
    { place, takenOn },
    { from: on, today },
  );
  return 'undone' in decided ? laterStepUnlawful(decided.undone, decided.runsUntil) : decided;
}

/**
 * Why a step as it stands is not corrected by who acts in this role, whatever the correction would say; undefined: one can be tried, and
 * is judged by what it says.
 * @param step undefined: the procedure has it no more, so it stands under another version
 */
export function shutToCorrection(
  state: CaseState,
  { step: id, by, on }: Pick<StepTaken, 'step' | 'by'> & Pick<TakenStep, 'on'>,
  step: StepDefinition | undefined,
  role: string,
): Rejection<CaseRejection> | undefined {
  return (
    neverCorrected({ step: id, by }) ??
    underAnotherVersion(state, on) ??
    (step ? belongsToOthers(step, role) : beforeMoving())
  );
}

const notTakenByOfficer = (): Rejection<CaseRejection> =>
  reject(
    'not-correctable',
    {
      en: 'Only a step that an officer took is corrected here: what follows a fact or a clock is put right where it came from.',
      fr: 'Seul un acte accompli par un agent est rectifié ici\u00a0: ce qui découle d’un fait ou d’un délai se rectifie à sa source.',
    },
    { guard: 'not-correctable' },
  );

/** What is put right in another way. */
function neverCorrected({ step, by }: Pick<StepTaken, 'step' | 'by'>): Rejection<CaseRejection> | undefined {
  if (step === REOPENING)
    return reject(
      'not-correctable',
      {
        en: 'A reopening is not corrected: what was done since rests on it. If the case should not have been reopened, close it again; both stay in its history.',
        fr: 'Une réouverture ne se rectifie pas\u00a0: ce qui a été fait depuis repose sur elle. Si l’affaire n’aurait pas dû être rouverte, procédez à une nouvelle clôture\u00a0; les deux restent dans son historique.',
      },
      { guard: 'not-correctable' },
    );
  return by === 'officer' ? undefined : notTakenByOfficer();
}

const belongsToOthers = (step: StepDefinition, role: string): Rejection<CaseRejection> | undefined =>
  (step.may as string[]).includes(role) ? undefined : notYourRole(step, role);

/** What was recorded before the case went on under another version stands under the one before; of one day the order of recording counts. */
function recordedBeforeMoving(
  history: CaseHistory,
  first: CaseHistory[number] | undefined,
): Rejection<CaseRejection> | undefined {
  const moved = history.findLastIndex(({ type }) => type === 'ProcedureMoved');
  if (first === undefined || history.indexOf(first) > moved) return undefined;
  return beforeMoving();
}

const beforeMoving = (): Rejection<CaseRejection> =>
  reject(
    'before-stage-began',
    {
      en: 'The case has gone on under another version of its procedure since this was recorded; it stands under the one before.',
      fr: 'L’affaire se poursuit sous une autre version de sa procédure depuis cet enregistrement\u00a0; celui-ci relève de la version précédente.',
    },
    { guard: 'before-version-began' },
  );

/** The records that stand in one place: the first of them, and what corrects it or a correction of it, in the order of recording. */
function inPlaceOf(history: CaseHistory, event: CaseHistory[number]): CaseHistory {
  const first = new Map<Uuid, Uuid>();
  for (const { id, corrects } of history as readonly (CaseHistory[number] & { corrects?: Uuid })[])
    if (id !== undefined) first.set(id, (corrects !== undefined && first.get(corrects)) || id);
  const place = event.id === undefined ? undefined : first.get(event.id);
  return history.filter(({ id }) => id !== undefined && first.get(id) === place);
}
