import type {
  CaseNumber,
  Country,
  Day,
  Explanation,
  LegalBasis,
  LocalizedText,
  Provenance,
  RfiRule,
  RulePin,
  StepDefinition,
  Uuid,
} from '#contracts';

/** What can have happened to a case. Steps are data of the procedure: one event tells them all. */
export type CaseEvent =
  /** A legal angle on an inquiry got a number, a procedure and a calendar; what is decided from now on is decided under these versions. */
  | { type: 'CaseOpened'; data: CaseOpened }
  /** A step of the procedure was taken; it carries everything that follows from it, so that no rule file is needed to read it. */
  | { type: 'StepTaken'; data: StepTaken }
  /** A fact came, or a clock ran out, and the step that belongs to it was shut: recorded, with the reasons. */
  | { type: 'StepRefused'; data: StepRefused }
  /** The end of a clock has come near: the team is warned. */
  | { type: 'ExpiryWarningGiven'; data: ExpiryWarningGiven }
  /** A corrected list of holidays was published: from now on the case is counted on it, and its open clocks were reckoned anew. */
  | { type: 'ClocksRecomputed'; data: ClocksRecomputed }
  /** The case goes on under another version of its procedure. */
  | { type: 'ProcedureMoved'; data: ProcedureMoved }
  /** Intake issued a request for information on the case. */
  | { type: 'RfiNoted'; data: RfiNoted }
  /** An addressee submitted its reply to intake. */
  | { type: 'ReplyNoted'; data: ReplyNoted }
  /** An addressee's limit ran out without a reply. */
  | { type: 'ReplyOverdueNoted'; data: ReplyOverdueNoted };

export interface CaseOpened {
  inquiryId: Uuid;
  caseId: Uuid;
  number: CaseNumber;
  title: LocalizedText;
  question?: LocalizedText;
  basis: LegalBasis[];
  procedure: RulePin;
  procedureTitle: LocalizedText;
  calendar: RulePin;
  /** Further calendars that single clocks of the procedure are counted on; pinned as well. */
  calendars?: RulePin[];
  /** Rules of counting and site, where the procedure names them: intake counts its limits by them. */
  counting?: string;
  site?: string;
  /** The stage that it begins in. */
  stage: string;
  stageTitle: LocalizedText;
  follows?: { id: Uuid; number: CaseNumber };
  /** What intake must know of the procedure: handed on when the event is published. */
  rfiRules: RfiRule[];
  provenance?: Provenance;
}

/** What brought a step about when it was no officer's hand. */
export type Cause =
  | { kind: 'opening' }
  | { kind: 'lapse'; clock: string; revision: number; due: Day }
  | { kind: 'rfi-issued'; rfiId: Uuid }
  | { kind: 'reply-submitted'; rfiId: Uuid; addresseeId: Uuid };

export interface StepTaken {
  inquiryId: Uuid;
  caseId: Uuid;
  caseNumber: CaseNumber;
  step: string;
  title: LocalizedText;
  done: LocalizedText;
  by: StepDefinition['by'];
  fromStage: string;
  toStage: string;
  toTitle: LocalizedText;
  /** The case is at its end. */
  closes: boolean;
  /** The case is open again: the step that had closed it, which can be taken once more. */
  reopens?: string;
  /** What was said in taking it. `text` is for reading: the words of a choice. */
  inputs: { id: string; label: LocalizedText; value: string | number; text: LocalizedText }[];
  /** Each clock that the step touched, as it is from then on, with its reckoning. */
  clocks: ClockState[];
  basis: LegalBasis[];
  /** Who is to be told of it. */
  informed?: { who: LocalizedText; basis: LegalBasis[] }[];
  tally?: NonNullable<StepDefinition['tally']>;
  cause?: Cause;
  /** Of a step that is recorded in the place of an earlier record of it: why. */
  correctionReason?: string;
  /** Of a step that is recorded anew by itself, since one that it rests on was corrected: whose act it is all the same. */
  hand?: { person: Uuid; role: string };
  hypothetical?: boolean;
  provenance?: Provenance;
}

export interface StepRefused {
  inquiryId: Uuid;
  caseId: Uuid;
  caseNumber: CaseNumber;
  /** Absent when the procedure has no step for such a fact. */
  step?: string;
  title?: LocalizedText;
  cause: Cause;
  why: { guard: string; sentence: LocalizedText; basis: LegalBasis[] }[];
  /** The clock that ran out all the same. */
  clocks: ClockState[];
}

export interface ExpiryWarningGiven {
  inquiryId: Uuid;
  caseId: Uuid;
  caseNumber: CaseNumber;
  clock: string;
  subject?: string;
  title: LocalizedText;
  basis: LegalBasis[];
  /** How far ahead: `10wd`. */
  ahead: string;
  /** The last day of the clock, as it was known when the warning was given. */
  end: Day;
  /** Shown; no guard and no lapse hang on it. */
  indicative: boolean;
  /** It rests on a holiday list that is not the published one. */
  provisional: boolean;
  /** The step that silence takes when it runs out. */
  onLapse?: string;
}

export interface ClocksRecomputed {
  inquiryId: Uuid;
  caseId: Uuid;
  caseNumber: CaseNumber;
  /** The version that the case is counted on from now on, and the one that it was counted on before. */
  calendar: RulePin;
  before: RulePin;
  /** Each open clock that is counted on that calendar, as it is from then on, with its reckoning. */
  clocks: ClockState[];
  /** Those of them whose day is another one now. */
  moved: { clock: string; title: LocalizedText; from: MovedDay; to: MovedDay }[];
  /** Clocks that keep the day that was reckoned before, and why. */
  kept: KeptClock[];
}

/** What of a clock can move: its last day (`null` while it is suspended), and the day that nothing leads beyond. */
export interface MovedDay {
  end: Day | null;
  hardEnd?: Day;
}

/**
 * A clock that is not moved. `in-the-past`: its last day would be `would`, before the correction was recorded; what that means an officer
 * decides. `no-list`: the corrected lists have none for `year`.
 */
export interface KeptClock {
  clock: string;
  title: LocalizedText;
  end: Day | null;
  why: 'in-the-past' | 'no-list';
  would?: Day;
  year?: number;
}

export interface ProcedureMoved {
  inquiryId: Uuid;
  caseId: Uuid;
  caseNumber: CaseNumber;
  from: RulePin;
  to: RulePin;
  procedureTitle: LocalizedText;
  /** Of the stage that it is at, as the new version calls it. */
  stage: string;
  stageTitle: LocalizedText;
  /** Further calendars that single clocks of the new version are counted on. */
  calendars?: RulePin[];
  counting?: string;
  site?: string;
  rfiRules: RfiRule[];
  reason: string;
}

export interface RfiNoted {
  inquiryId: Uuid;
  caseId: Uuid;
  rfiId: Uuid;
  number: number;
  kind: 'simple' | 'decision';
  subject: LocalizedText;
  basis: LegalBasis[];
  issuedOn: Day;
  limit: Day;
  limitExplanation: Explanation;
  questions: number;
  addressees: { addresseeId: Uuid; name: string; country: Country; provenance?: Provenance }[];
  issuedBy: Uuid;
  provenance?: Provenance;
}

export interface ReplyNoted {
  inquiryId: Uuid;
  caseId: Uuid;
  rfiId: Uuid;
  addresseeId: Uuid;
  addressee: string;
  number: number;
  submittedOn: Day;
  limit: Day;
  late: boolean;
  workingDaysLate: number;
  answered: number;
  asked: number;
  provenance?: Provenance;
}

export interface ReplyOverdueNoted {
  inquiryId: Uuid;
  caseId: Uuid;
  rfiId: Uuid;
  addresseeId: Uuid;
  addressee: string;
  number: number;
  limit: Day;
}

/** A legal time limit of a case, as steps have left it. `lapsed` = it ran out and silence took its step. */
export interface ClockState {
  /** Its name in the procedure; where each subject has its own, `<name>:<subject>`. */
  clock: string;
  /** Whose it is: the complaint, the undertaking. */
  subject?: string;
  title: LocalizedText;
  period: string;
  /** Further parts of the same period. */
  plus?: string[];
  basis: LegalBasis[];
  /** Shown; no guard and no lapse hang on it. */
  indicative: boolean;
  /** The step that silence takes when it runs out. */
  onLapse?: string;
  startedOn: Day;
  /** Of a clock that was restarted: the day on which it was first started. */
  firstStartedOn?: Day;
  /** The day that nothing leads beyond. */
  hardEnd?: Day;
  /** First and last day that are not counted. `of`: whose omission it was. */
  suspensions: { from: Day; to?: Day; of?: string }[];
  /** `under`: the step that brought it. */
  extensions: { on: Day; by: string; basis: string; under?: string }[];
  state: 'running' | 'suspended' | 'ended' | 'lapsed';
  /** Its last day; `null` while it is suspended. */
  end: Day | null;
  endedOn?: Day;
  explanation: Explanation;
  /** Warnings ahead of its end that are still to be given, the next one first: `10wd` ahead, on that day. */
  warnings?: { ahead: string; on: Day }[];
  /** One more with every step that touches it. */
  revision: number;
}
