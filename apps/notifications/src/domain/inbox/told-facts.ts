import type {
  AccessChallengedV1,
  AccessGrantedV1,
  ActedBy,
  CaseOpenedV1,
  ChallengedAccessReviewedV1,
  ExpiryWarningGivenV1,
  ClocksRecomputedV1,
  LimitWarningGivenV1,
  LocalizedText,
  ProcedureMovedV1,
  ReplyOverdueV1,
  ReplySubmittedV1,
  RfiIssuedV1,
  StepTakenV1,
  TeamMemberJoinedV1,
  Uuid,
} from '#contracts';

/** What an inbox says of a published fact. Worded by the screen from `kind` and `params`. */
export interface ToldFact {
  kind: string;
  params: Record<string, string | number | boolean | LocalizedText>;
  inquiryId: Uuid;
  caseId?: Uuid;
  rfiId?: Uuid;
  addresseeId?: Uuid;
  /** Told to this person alone; otherwise to the team of that time. */
  only?: Uuid;
  /** Told to those of the team who are in one of these roles; otherwise to all of it. */
  onlyRoles?: readonly string[];
  /** Whose act it was, where the fact says so: nobody is told of an own act. */
  actor?: Uuid;
  /** Invented or hypothetical, and marked so on the screen. */
  invented: boolean;
}

type Shape<Schema extends { _zod: { output: unknown } }> = Schema['_zod']['output'];
type Standing = { standing: string } | undefined;

const actorOf = ({ actor }: { actor?: ActedBy | undefined }): { actor?: Uuid } =>
  actor ? { actor: actor.person } : {};

const isInvented = (provenance: Standing): boolean =>
  provenance?.standing === 'invented' || provenance?.standing === 'hypothetical';

/**
 * The published facts that officers are told of, one line each: the table of contents of the inbox.
 * A function answers `undefined` where the fact is told by another one.
 */
export const TOLD = {
  'dossier.case-state.CaseOpened.v1': (data: Shape<typeof CaseOpenedV1>): ToldFact => ({
    kind: 'CaseOpened',
    params: { number: data.number, title: data.title },
    inquiryId: data.inquiryId,
    caseId: data.caseId,
    ...actorOf(data),
    invented: isInvented(data.provenance),
  }),

  'dossier.case-state.StepTaken.v1': (data: Shape<typeof StepTakenV1>): ToldFact | undefined =>
    // What an opening, an RFI or a reply moves along is told by that fact itself.
    data.by === 'officer' || data.by === 'lapse'
      ? {
          kind: 'StepTaken',
          params: {
            number: data.caseNumber,
            step: data.step,
            title: data.title,
            fromStage: data.fromStage,
            toStage: data.toStage,
            closes: data.closes,
            lapsed: data.by === 'lapse',
          },
          inquiryId: data.inquiryId,
          caseId: data.caseId,
          ...actorOf(data),
          invented: data.hypothetical === true || isInvented(data.provenance),
        }
      : undefined,

  'dossier.case-state.ExpiryWarningGiven.v1': (data: Shape<typeof ExpiryWarningGivenV1>): ToldFact => ({
    kind: 'ExpiryWarningGiven',
    params: {
      number: data.caseNumber,
      // Which clock it is: a title can change, and two clocks can share one.
      clockId: data.clock,
      clock: data.title,
      end: data.end,
      provisional: data.provisional,
      silence: data.silenceSpeaks,
      ...(data.subject !== undefined && { of: data.subject }),
    },
    inquiryId: data.inquiryId,
    caseId: data.caseId,
    invented: false,
  }),

  // A case whose dates stay where they are is nobody's news.
  'dossier.case-state.ClocksRecomputed.v1': (data: Shape<typeof ClocksRecomputedV1>): ToldFact | undefined =>
    data.moved.length + data.kept.length > 0
      ? {
          kind: 'ClocksRecomputed',
          params: {
            number: data.caseNumber,
            calendar: data.calendar.id,
            version: data.calendar.version,
            moved: data.moved.length,
            kept: data.kept.length,
            ...(data.moved.length === 1 && {
              clock: data.moved[0]?.title ?? { en: '' },
              from: data.moved[0]?.from.end ?? '',
              until: data.moved[0]?.to.end ?? '',
            }),
          },
          inquiryId: data.inquiryId,
          caseId: data.caseId,
          invented: false,
        }
      : undefined,

  'dossier.case-state.ProcedureMoved.v1': (data: Shape<typeof ProcedureMovedV1>): ToldFact => ({
    kind: 'ProcedureMoved',
    params: { number: data.caseNumber, from: data.from.version, version: data.to.version },
    inquiryId: data.inquiryId,
    caseId: data.caseId,
    ...actorOf(data),
    invented: false,
  }),

  'dossier.case-state.TeamMemberJoined.v1': (data: Shape<typeof TeamMemberJoinedV1>): ToldFact => ({
    kind: 'TeamMemberJoined',
    params: { role: data.role },
    inquiryId: data.inquiryId,
    only: data.person,
    ...actorOf(data),
    invented: false,
  }),

  'dossier.case-state.AccessGranted.v1': (data: Shape<typeof AccessGrantedV1>): ToldFact => ({
    kind: 'AccessGranted',
    params: { role: data.role, until: data.until },
    inquiryId: data.inquiryId,
    only: data.person,
    ...actorOf(data),
    invented: false,
  }),

  // To those who review it.
  'dossier.case-state.AccessChallenged.v1': (data: Shape<typeof AccessChallengedV1>): ToldFact => ({
    kind: 'AccessChallenged',
    params: { person: data.person, role: data.role, endsAt: data.endsAt },
    inquiryId: data.inquiryId,
    onlyRoles: ['case-manager', 'head-of-unit'],
    ...actorOf(data),
    invented: false,
  }),

  // Seen by who still sees the inquiry: of what was ended, the person is told by not seeing it any more.
  'dossier.case-state.ChallengedAccessReviewed.v1': (data: Shape<typeof ChallengedAccessReviewedV1>): ToldFact => ({
    kind: 'ChallengedAccessReviewed',
    params: { outcome: data.outcome },
    inquiryId: data.inquiryId,
    only: data.person,
    ...actorOf(data),
    invented: false,
  }),

  'dossier.intake.RfiIssued.v1': (data: Shape<typeof RfiIssuedV1>): ToldFact => ({
    kind: 'RfiIssued',
    params: {
      number: data.number,
      subject: data.subject,
      kind: data.kind,
      limit: data.limit,
      addressees: data.addressees.length,
    },
    inquiryId: data.inquiryId,
    caseId: data.caseId,
    rfiId: data.rfiId,
    actor: data.issuedBy,
    invented: isInvented(data.provenance),
  }),

  'dossier.intake.ReplySubmitted.v1': (data: Shape<typeof ReplySubmittedV1>): ToldFact => ({
    kind: 'ReplySubmitted',
    params: {
      number: data.number,
      addressee: data.addressee,
      submittedOn: data.submittedOn,
      limit: data.limit,
      late: data.late,
      workingDaysLate: data.workingDaysLate,
    },
    inquiryId: data.inquiryId,
    caseId: data.caseId,
    rfiId: data.rfiId,
    addresseeId: data.addresseeId,
    invented: isInvented(data.provenance),
  }),

  // Told as long as somebody has neither replied nor let the limit pass: see the inbox.
  'dossier.intake.LimitWarningGiven.v1': (data: Shape<typeof LimitWarningGivenV1>): ToldFact => ({
    kind: 'LimitWarningGiven',
    params: { number: data.number, subject: data.subject, limit: data.limit },
    inquiryId: data.inquiryId,
    caseId: data.caseId,
    rfiId: data.rfiId,
    invented: isInvented(data.provenance),
  }),

  'dossier.intake.ReplyOverdue.v1': (data: Shape<typeof ReplyOverdueV1>): ToldFact => ({
    kind: 'ReplyOverdue',
    params: { number: data.number, addressee: data.addressee, limit: data.limit },
    inquiryId: data.inquiryId,
    caseId: data.caseId,
    rfiId: data.rfiId,
    addresseeId: data.addresseeId,
    invented: false,
  }),
} as const;

export type ToldType = keyof typeof TOLD;
