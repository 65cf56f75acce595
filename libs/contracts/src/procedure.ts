import { z } from 'zod';
import { LegalBasis, LocalizedText } from './values.js';

/** Roles that a person can exercise. Which role an act needs is data of the procedure. */
export const Role = z.enum([
  'case-handler',
  'case-manager',
  'head-of-unit',
  'registry',
  'chief-economist',
  'auditor',
  'administrator',
]);
export type Role = z.infer<typeof Role>;

const Id = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);
/** Steps are named as the event that they record, in the past tense: `ProceedingsOpened`. */
export const StepId = z.string().regex(/^[A-Z][A-Za-z0-9]{1,63}$/);
/** A period: working days, weeks, months, calendar days. */
export const PeriodText = z.string().regex(/^([1-9]\d{0,3}(wd|d)|[1-9]\d{0,2}(w|m)|[1-9]\d?y)$/);

/** Counts that the engine keeps of every case, whatever its procedure. */
export const CaseFact = z.enum([
  'rfisIssued',
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

/** A condition on a case. The engine knows these few forms and no procedure. */
export type Check =
  | { all: Check[] }
  | { any: Check[] }
  | { not: Check }
  | { stepTaken: string }
  | { inStage: string[] }
  | { fact: CaseFact; is?: number; atLeast?: number; atMost?: number }
  | { teamHas: Role }
  | { clockRunning: string }
  | { clockEnded: string };
export const Check: z.ZodType<Check> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(Check).min(1) }),
    z.strictObject({ any: z.array(Check).min(1) }),
    z.strictObject({ not: Check }),
    z.strictObject({ stepTaken: StepId }),
    z.strictObject({ inStage: z.array(Id).min(1) }),
    z.strictObject({
      fact: CaseFact,
      is: z.number().int().min(0).optional(),
      atLeast: z.number().int().min(0).optional(),
      atMost: z.number().int().min(0).optional(),
    }),
    z.strictObject({ teamHas: Role }),
    z.strictObject({ clockRunning: Id }),
    z.strictObject({ clockEnded: Id }),
  ]),
);

/** A guard: what must hold, and what is said when it does not. `{repliesMissing}`-like names in the texts are filled with the case's facts. */
export const Guard = z.strictObject({
  id: Id,
  check: Check,
  otherwise: LocalizedText,
  basis: z.array(LegalBasis).min(1),
  /** Steps that would open this one. */
  first: z.array(StepId).optional(),
});
export type Guard = z.infer<typeof Guard>;

export const StepInput = z.strictObject({
  id: z.string().regex(/^[a-z][A-Za-z0-9]{0,40}$/),
  label: LocalizedText,
  hint: LocalizedText.optional(),
  kind: z.enum(['text', 'long-text', 'day', 'number', 'choice']),
  required: z.boolean(),
  choices: z
    .array(z.strictObject({ id: Id, label: LocalizedText }))
    .min(2)
    .optional(),
});
export type StepInput = z.infer<typeof StepInput>;

export const ClockAct = z.union([
  z.strictObject({ start: Id }),
  z.strictObject({ suspend: Id }),
  z.strictObject({ resume: Id }),
  z.strictObject({ extend: Id, by: PeriodText }),
  z.strictObject({ end: Id }),
]);
export type ClockAct = z.infer<typeof ClockAct>;

export const ClockDefinition = z.strictObject({
  id: Id,
  title: LocalizedText,
  period: PeriodText,
  basis: z.array(LegalBasis).min(1),
  /** The step that silence takes when the clock runs out. */
  onLapse: StepId.optional(),
  /** Shown, but no guard and no lapse hang on it. */
  indicative: z.boolean().optional(),
});

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
  guards: z.array(Id),
  basis: z.array(LegalBasis).min(1),
  inputs: z.array(StepInput).optional(),
  clocks: z.array(ClockAct).optional(),
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
    /** Prefixes of the numbers of its cases, e.g. `AT.`. */
    numberPrefixes: z.array(z.string().regex(/^[A-Z]{1,6}[./]$/)).min(1),
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
