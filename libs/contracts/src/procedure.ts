import { z } from 'zod';
import { readingRoles } from './roles/index.js';
import { Day, LegalBasis, LocalizedText } from './values.js';

/** Roles that a person can exercise. Which role an act needs is data of the procedure. */
export const Role = z.enum([...readingRoles, 'administrator']);
export type Role = z.infer<typeof Role>;

const Id = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'is no name: small letters, digits and hyphens, a letter first');
/** Steps are named as the event that they record, in the past tense: `ProceedingsOpened`. */
export const StepId = z
  .string()
  .regex(/^[A-Z][A-Za-z0-9]{1,63}$/, 'is no name of a step: words in one, each with a capital, as ProceedingsOpened');
/** A period: working days, weeks, months, calendar days. */
export const PeriodText = z
  .string()
  .regex(
    /^([1-9]\d{0,3}(wd|d)|[1-9]\d{0,2}(w|m)|[1-9]\d?y)$/,
    'is no period: a number with wd (working days), d, w, m or y, as 10wd',
  );

/** Counts that the engine keeps of every case, whatever its procedure. */
export const CaseFact = z.enum([
  'rfisIssued',
  /** Of them those by decision: who is asked so must answer, in time. */
  'rfisByDecision',
  'addresseesAsked',
  'repliesIn',
  'repliesLate',
  'repliesMissing',
  'complaintsPending',
  'teamMembers',
  'conflictsUndeclared',
  /** Leads that the inquiry rests on. */
  'leads',
]);
export type CaseFact = z.infer<typeof CaseFact>;

/** The last name of what is said in taking a step. */
const InputId = z
  .string()
  .regex(
    /^[a-z][A-Za-z0-9]{0,40}$/,
    'is no name of what is said: a small letter, then letters and digits, as ceasedOn',
  );

/**
 * A condition on a case, on the day on which a step is to take effect. A closed vocabulary: the engine knows these forms and no procedure.
 * "The latest" taking of a step is meant wherever one is named; periods are counted as the procedure counts.
 */
export type Check =
  | { all: Check[] }
  | { any: Check[] }
  | { not: Check }
  /** The step has been taken (with that said); with `after`: since the latest taking of the other one, where that was taken; `CaseReopened`: since the case was reopened. */
  | { stepTaken: string; with?: Record<string, string> | undefined; after?: string | undefined }
  | { inStage: string[] }
  | { fact: CaseFact; is?: number | undefined; atLeast?: number | undefined; atMost?: number | undefined }
  | { teamHas: Role }
  | { clockRunning: string }
  | { clockSuspended: string }
  | { clockEnded: string }
  /** The period from the step has not run out: the day is at the latest its last. False when the step was not taken. */
  | { within: string; of: string }
  /** The period from the step has run out before the day. False when the step was not taken. */
  | { passed: string; since: string }
  /** The day lies at least that long before the end of the clock; counted backwards, not moved. */
  | { ahead: string; ofEnd: string }
  /** Which day of the clock the day is: how many of its days have run by then. False when it was never started. */
  | { clockDay: string; atLeast?: number | undefined; atMost?: number | undefined }
  /** Some value said under `input` in that step has not been said since in one of those that settle it: an action still pending. */
  | { unsettled: string; input: string; settledBy: string[] }
  /** What is said in taking this very step; without `is`: that anything is. In `when` alone: a guard speaks before anything is said. */
  | { said: string; is?: string | undefined };
const Count = z.number().int().min(0);
export const Check: z.ZodType<Check> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(Check).min(1) }),
    z.strictObject({ any: z.array(Check).min(1) }),
    z.strictObject({ not: Check }),
    z.strictObject({
      stepTaken: StepId,
      with: z.record(InputId, z.string().max(200)).optional(),
      after: StepId.optional(),
    }),
    z.strictObject({ inStage: z.array(Id).min(1) }),
    z.strictObject({ fact: CaseFact, is: Count.optional(), atLeast: Count.optional(), atMost: Count.optional() }),
    z.strictObject({ teamHas: Role }),
    z.strictObject({ clockRunning: Id }),
    z.strictObject({ clockSuspended: Id }),
    z.strictObject({ clockEnded: Id }),
    z.strictObject({ within: PeriodText, of: StepId }),
    z.strictObject({ passed: PeriodText, since: StepId }),
    z.strictObject({ ahead: PeriodText, ofEnd: Id }),
    z.strictObject({ clockDay: Id, atLeast: Count.optional(), atMost: Count.optional() }),
    z.strictObject({ unsettled: StepId, input: InputId, settledBy: z.array(StepId).min(1) }),
    z.strictObject({ said: InputId, is: z.string().max(200).optional() }),
  ]),
);

/** A guard: what must hold, and what is said when it does not. `{repliesMissing}`-like names in the texts are filled with the case's facts. */
export const Guard = z.strictObject({
  id: Id,
  check: Check,
  otherwise: LocalizedText,
  /** What is said when it holds, in the checklist of a step that ends the case. */
  holds: LocalizedText.optional(),
  basis: z.array(LegalBasis).min(1),
  /** Steps that would open this one. */
  first: z.array(StepId).optional(),
  /** The day as of which its figures were looked up, when it is another than the procedure's. */
  asOf: Day.optional(),
});
export type Guard = z.infer<typeof Guard>;

export const StepInput = z.strictObject({
  id: InputId,
  label: LocalizedText,
  hint: LocalizedText.optional(),
  /**
   * `money`: an amount with its currency, `1500000.00 EUR`. `among`: one of the values said under the same id in the steps of `among`,
   * and not yet said in those that settle it (which complaint, which undertaking).
   */
  kind: z.enum(['text', 'long-text', 'day', 'number', 'choice', 'money', 'among']),
  required: z.boolean(),
  /** Each with its own guards: what may not be chosen as the case stands says why. */
  choices: z
    .array(z.strictObject({ id: Id, label: LocalizedText, guards: z.array(Id).min(1).optional() }))
    .min(2)
    .optional(),
  among: z
    .strictObject({
      of: z.array(StepId).min(1),
      settledBy: z.array(StepId).optional(),
      /** Only those whose own clock of this name runs, or is over, or ends at least that much later. */
      clock: Id.optional(),
      is: z.enum(['running', 'over']).optional(),
      ahead: PeriodText.optional(),
    })
    .optional(),
  /** Whole numbers: the least and the most that a number may be. */
  min: z.number().int().optional(),
  max: z.number().int().optional(),
});
export type StepInput = z.infer<typeof StepInput>;

/** A day that an act on a clock counts from: one that is said, or that of the latest taking of a step. Absent: the day of the act. */
export const FromDay = z.union([z.strictObject({ input: InputId }), z.strictObject({ step: StepId })]);
export type FromDay = z.infer<typeof FromDay>;
/** A length of time that the officer says, as a whole number of the unit. */
export const SaidPeriod = z.strictObject({ input: InputId, unit: z.enum(['wd', 'd', 'w', 'm']) });

/** What a step does to a clock, be it only `when` a condition holds; to `all` that run, where each subject has its own. */
const when = { when: Check.optional(), all: z.literal(true).optional() };
export const ClockAct = z.union([
  /**
   * `suspensionsOf`: another clock; what it has stood still since this one begins, and stands still yet, this one does as well. `notSooner`:
   * where one runs already that ends later, or on the same day, that one goes on.
   */
  z.strictObject({
    start: Id,
    from: FromDay.optional(),
    for: SaidPeriod.optional(),
    suspensionsOf: Id.optional(),
    notSooner: z.literal(true).optional(),
    ...when,
  }),
  /** Begins anew, with the same period; a hard end goes on from the first start. `notSooner`: not where it would end sooner than it does. */
  z.strictObject({ restart: Id, from: FromDay.optional(), notSooner: z.literal(true).optional(), ...when }),
  /**
   * `of`: the input that says whose omission stops the clock; several may, and their days count once. `fromWorkingDay`: stands still from
   * the first working day after, not the next day. `follows`: the clock before it; from a day of that one on, it stands still from its
   * own first day.
   */
  z.strictObject({
    suspend: Id,
    from: FromDay.optional(),
    follows: Id.optional(),
    of: InputId.optional(),
    fromWorkingDay: z.literal(true).optional(),
    ...when,
  }),
  /** `throughWorkingDay`: ends with a working day; on another day with the next one. */
  z.strictObject({ resume: Id, of: InputId.optional(), throughWorkingDay: z.literal(true).optional(), ...when }),
  /** `sum`: what the extensions by this step, and by those named in `with`, may come to together. `once`: a second one of them changes nothing. */
  z.strictObject({
    extend: Id,
    by: z.union([PeriodText, SaidPeriod]),
    sum: PeriodText.optional(),
    once: z.literal(true).optional(),
    with: z.array(StepId).optional(),
    ...when,
  }),
  z.strictObject({ end: Id, ...when }),
]);
export type ClockAct = z.infer<typeof ClockAct>;

export const ClockDefinition = z.strictObject({
  id: Id,
  title: LocalizedText,
  period: PeriodText,
  /** Further parts of the same period ("two months and ten days"): counted one after the other, the last day moved once. */
  plus: z.array(PeriodText).min(1).optional(),
  basis: z.array(LegalBasis).min(1),
  /** One for each value of this input: each complaint, each undertaking has its own. */
  per: InputId.optional(),
  /** The most that the period can come to, extensions included. */
  most: PeriodText.optional(),
  /** Counted from its first start, whatever restarts it: nothing leads beyond. A suspension moves it too. */
  hardEnd: PeriodText.optional(),
  /** Its last day is not moved to a working day: kept on the safe side, and reckoned without holiday lists. */
  unmoved: z.literal(true).optional(),
  /** Counted on another calendar, by other rules, than the procedure's: those of a court. */
  calendar: z.string().min(1).max(64).optional(),
  counting: z.string().min(1).max(64).optional(),
  /** The step that silence takes when the clock runs out. */
  onLapse: StepId.optional(),
  /** How far ahead of its end the team is warned. Absent: ten working days and two; in the ledger six months and one. Empty: never. */
  warnings: z.array(PeriodText).max(5).optional(),
  /** Shown, but no guard and no lapse hang on it. */
  indicative: z.boolean().optional(),
  /** Kept in the ledger of limitation periods, not among the limits of the day. It follows what is done and bars nothing. */
  ledger: z.literal(true).optional(),
  asOf: Day.optional(),
});
export type ClockDefinition = z.infer<typeof ClockDefinition>;

/** Somebody besides who takes the step: signs, is consulted (both recorded by a step, since the act was last done), or is informed of it. */
export const Consent = z.strictObject({
  who: LocalizedText,
  must: z.enum(['sign', 'be-consulted', 'be-informed']),
  /** The step that records it; none where somebody is only informed. */
  step: StepId.optional(),
  with: z.record(InputId, z.string().max(200)).optional(),
  when: Check.optional(),
  /** Counts only when given since everybody who is consulted has been: it is given to what they were heard on. */
  afterConsulted: z.literal(true).optional(),
  basis: z.array(LegalBasis).min(1),
});
export type Consent = z.infer<typeof Consent>;

/** An amount of money that the law ties to another: at most so many thousandths of it. Compared in integer minor units of one currency. */
export const Bound = z.strictObject({
  id: Id,
  input: InputId,
  of: InputId,
  permille: z.number().int().min(1).max(10_000),
  /** The other amount is divided first: a year's turnover by 365 is that of an average day. */
  dividedBy: z.number().int().min(1).max(366).optional(),
  otherwise: LocalizedText,
  basis: z.array(LegalBasis).min(1),
});
export type Bound = z.infer<typeof Bound>;

export const StepDefinition = z.strictObject({
  id: StepId,
  /** What is to be done: `Open proceedings`. */
  title: LocalizedText,
  /** What has been done: `Proceedings opened`. */
  done: LocalizedText,
  /** What taking the step means. */
  consequence: LocalizedText.optional(),
  /** Stages from which it can be taken; `any` = from every stage that is not terminal. */
  from: z.union([z.literal('any'), z.array(Id).min(1)]),
  /** Stage that it leads to; absent = the stage stays. */
  to: Id.optional(),
  /**
   * Who brings it about: an officer here; the opening of the case (the last such step is the opening itself, the ones before it are taken
   * along where their guards let them); a fact of intake (the first such step that is open); the lapse of a clock.
   */
  by: z.enum(['officer', 'opening', 'rfi-issued', 'reply-submitted', 'lapse']),
  /** For `by: officer`: roles that may take it. For `rfi-issued`: for show, intake asks by its own rule. */
  may: z.array(Role),
  /** Whether who takes it signs an act of the authority, and must have signed in lately. Absent: as those may who answer for the case alone. */
  signed: z.boolean().optional(),
  guards: z.array(Id),
  basis: z.array(LegalBasis).min(1),
  inputs: z.array(StepInput).optional(),
  clocks: z.array(ClockAct).optional(),
  consents: z.array(Consent).optional(),
  bounds: z.array(Bound).optional(),
  /** What the step does to the case's counts: a complaint more or less is pending; nobody waits any longer for the replies still missing. */
  tally: z.enum(['complaint-lodged', 'complaint-settled', 'replies-waived']).optional(),
  /** Can be taken once only. */
  once: z.boolean(),
  /** Not (yet) a fact of the matter but of a demonstration: shown as hypothetical. */
  hypothetical: z.boolean().optional(),
});
export type StepDefinition = z.infer<typeof StepDefinition>;

/** What a request for information must contain under this procedure: read by intake. */
export const RfiRule = z.strictObject({
  kind: z.enum(['simple', 'decision']),
  title: LocalizedText,
  basis: z.array(LegalBasis).min(1),
  /** Notices that the request must carry, each with the provision behind it. */
  notices: z.array(z.strictObject({ id: Id, text: LocalizedText, basis: z.array(LegalBasis).min(1) })).min(1),
  /** Shortest limit, counted from the day of issue; and the shortest for a narrow request. */
  minimum: PeriodText,
  minimumIfNarrow: PeriodText.optional(),
  maySign: z.array(Role).min(1),
});
export type RfiRule = z.infer<typeof RfiRule>;

/** A procedure: the rule set that a case follows, as versioned data. A published version is never edited. */
export const ProcedureDefinition = z
  .strictObject({
    id: Id,
    version: z.number().int().min(1).max(100_000),
    title: LocalizedText,
    /** Calendar that its clocks and limits are computed on. */
    calendar: z.string().min(1).max(64),
    /** Rules of counting (an id that legal-clock ships); default: Regulation 1182/71. */
    counting: z.string().min(1).max(64).optional(),
    /** Site whose local holidays count. */
    site: z.string().min(1).max(64).optional(),
    basis: z.array(LegalBasis).min(1),
    /** The day as of which the law was looked up that its figures come from. */
    asOf: Day.optional(),
    /** Prefixes of the numbers of its cases, e.g. `AT.`. */
    numberPrefixes: z
      .array(
        z.string().regex(/^[A-Z]{1,6}[./]$/, 'is no beginning of a number: capitals and a dot or a stroke, as AT.'),
      )
      .min(1),
    stages: z.array(z.strictObject({ id: Id, title: LocalizedText, terminal: z.boolean().optional() })).min(2),
    clocks: z.array(ClockDefinition),
    guards: z.array(Guard),
    steps: z.array(StepDefinition).min(1),
    rfi: z.array(RfiRule),
    /** Where the rules were taken from, and what a lawyer still has to check. */
    note: LocalizedText.optional(),
  })
  .meta({ id: 'ProcedureDefinition' });
export type ProcedureDefinition = z.infer<typeof ProcedureDefinition>;

/** Which rules something was decided under: id, version, SHA-256 (hex) of the canonical content. */
export const RulePin = z
  .strictObject({ id: z.string(), version: z.number().int(), hash: z.string().regex(/^[0-9a-f]{64}$/) })
  .meta({ id: 'RulePin' });
export type RulePin = z.infer<typeof RulePin>;
