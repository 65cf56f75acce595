import { z } from 'zod';
import { Explanation } from '../explanation.js';
import { Check, PeriodText, ProcedureDefinition, Role, RulePin, StepInput } from '../procedure.js';
import {
  CaseNumber,
  Day,
  InquiryNumber,
  LegalBasis,
  LocalizedText,
  Moment,
  Name,
  Provenance,
  Uuid,
} from '../values.js';
import { effective } from './command.js';
import { pageOf } from './page.js';
import { AsOfRow, twoTimes } from './two-times.js';

/* ---------- people (the directory; outside the log) ---------- */

/** Whoever has an account: officers by their roles in the authority; a webhook's subscriber or a machine client by that alone. */
export const DirectoryRole = z.enum([...Role.options, 'subscriber', 'machine']);
export type DirectoryRole = z.infer<typeof DirectoryRole>;
const isNoOfficer = (role: DirectoryRole): boolean => role === 'subscriber' || role === 'machine';

/** GET /people?ids=a,b  ·  GET /people (all, for pickers) */
export const PersonView = z
  .object({
    id: Uuid,
    name: z.string(),
    roles: z.array(DirectoryRole),
    note: z.string().optional(),
    invented: z.boolean(),
  })
  .meta({ id: 'PersonView' });
export type PersonView = z.infer<typeof PersonView>;
export const PeoplePage = pageOf(PersonView).meta({ id: 'PeoplePage' });
/** POST /people (administrator). The id is the UUIDv5 of the command id. */
export const AddPerson = z.strictObject({
  name: Name,
  email: z.email().max(320),
  /** Of an officer; or `subscriber` or `machine` alone, for what is no person of the authority. */
  roles: z
    .array(DirectoryRole)
    .min(1)
    .refine(
      (roles) => !roles.some(isNoOfficer) || new Set(roles).size === 1,
      'A subscriber or a machine has no other role.',
    ),
  note: z.string().max(200).optional(),
  invented: z.boolean().default(false),
  /** Who this is at the OpenID Connect issuer; default: the demo issuer and the person's own id. */
  issuer: z.url().optional(),
  subject: z.string().min(1).max(255).optional(),
});
export type AddPerson = z.infer<typeof AddPerson>;

/* ---------- sessions and machine clients ---------- */

/** GET /me/sessions (one's own)  ·  GET /sessions (administrator: everybody's). Newest first. */
export const SessionView = z
  .object({
    id: Uuid,
    person: Uuid,
    startedAt: Moment,
    /** When its token was last renewed: it was used then, and perhaps up to ten minutes longer. */
    seenAt: Moment,
    /** It ends then by itself, however much it is used. */
    endsAt: Moment,
    /** What the browser says it is. */
    agent: z.string().optional(),
    /** The one that asks. */
    current: z.boolean(),
  })
  .meta({ id: 'SessionView' });
export type SessionView = z.infer<typeof SessionView>;
export const SessionsPage = pageOf(SessionView).meta({ id: 'SessionsPage' });
const Sessions = z.array(Uuid).min(1).max(100);
/** POST /me/sessions/end: those named, or all but the one that asks. */
export const EndOwnSessions = z.union([
  z.strictObject({ sessions: Sessions }),
  z.strictObject({ others: z.literal(true) }),
]);
/** Why an administrator ends somebody's session: one of a few, so that the log holds no free text about a person. */
export const SessionEndReason = z.enum(['device-lost', 'left-open', 'has-left', 'suspicion', 'maintenance']);
export type SessionEndReason = z.infer<typeof SessionEndReason>;
/** POST /sessions/end (administrator): those named, or all that the person has when it is done. */
export const EndSessions = z.union([
  z.strictObject({ sessions: Sessions, because: SessionEndReason }),
  z.strictObject({ person: Uuid, because: SessionEndReason }),
]);

/** GET /machine-clients (administrator): programs that have an account of their own. */
export const MachineClientView = z
  .object({
    id: Uuid,
    name: z.string(),
    note: z.string().optional(),
    invented: z.boolean(),
    /** Who checks that it is the client: we, by a secret of ours, or the OpenID Connect issuer. */
    signsInAt: z.enum(['here', 'issuer']),
    /** Secrets that open, the newest first; of each its last four characters. `endsAt`: of one that was replaced. */
    secrets: z.array(z.object({ hint: z.string(), madeAt: Moment, endsAt: Moment.optional() })),
    lastUsedAt: Moment.optional(),
    revokedAt: Moment.optional(),
  })
  .meta({ id: 'MachineClientView' });
export type MachineClientView = z.infer<typeof MachineClientView>;
export const MachineClientsPage = pageOf(MachineClientView).meta({ id: 'MachineClientsPage' });
/** POST /machine-clients (administrator). Its id is also its `client_id` at `POST /token`. */
export const RegisterMachineClient = z.strictObject({
  name: Name,
  /** Who answers for it. */
  email: z.email().max(320),
  note: z.string().max(200).optional(),
  invented: z.boolean().default(false),
});
export type RegisterMachineClient = z.infer<typeof RegisterMachineClient>;
/** POST /machine-clients/:id/secret (administrator). `overlap`: the old secret opens for another day, so that the client can change over. */
export const RotateSecret = z.strictObject({ overlap: z.boolean().default(true) });
/** The secret is told this once; who sends the same request again is told that it was done, and no secret. */
export const SecretMade = z
  .object({ id: Uuid, version: z.number().int().min(0), unchanged: z.boolean(), secret: z.string().optional() })
  .meta({ id: 'SecretMade' });
export type SecretMade = z.infer<typeof SecretMade>;

/** GET /me: who is signed in. 401 when nobody is. */
export const MeView = z
  .object({
    person: Uuid,
    name: z.string(),
    roles: z.array(z.string()),
    kind: z.string(),
    expiresAt: Moment,
    /** When the issuer last saw who it is: acts that are signed ask for a fresh sign-in. Absent when the issuer does not say. */
    authenticatedAt: Moment.optional(),
  })
  .meta({ id: 'MeView' });
export type MeView = z.infer<typeof MeView>;
/** GET /sign-in/options (public): how one signs in here; in a demonstration with the demo issuer, the persons to choose from. */
export const SignInOptions = z
  .object({
    mode: z.enum(['demo', 'oidc']),
    persons: z.array(PersonView),
    /** Respondents with their personal link (demo only); from intake. */
    outside: z.array(
      z.object({
        name: z.string(),
        organisation: z.string(),
        note: z.string().optional(),
        link: z.string(),
        invented: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'SignInOptions' });
export type SignInOptions = z.infer<typeof SignInOptions>;

/* ---------- procedures and calendars ---------- */

/** GET /procedures */
export const ProcedureSummary = z
  .object({
    id: z.string(),
    version: z.number().int(),
    hash: z.string(),
    title: LocalizedText,
    numberPrefixes: z.array(z.string()),
  })
  .meta({ id: 'ProcedureSummary' });
export const ProceduresView = z.object({ items: z.array(ProcedureSummary) }).meta({ id: 'ProceduresView' });
/** POST /procedures (administrator): publishes a version; the same content again is no change; another content under a published version is refused. GET /procedures/:id/:version gives it. */
export const PublishProcedure = ProcedureDefinition;

/** GET /calendars: every published version of every calendar of holidays, newest first. */
export const CalendarsView = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        version: z.number().int(),
        hash: z.string(),
        title: z.string(),
        /** What new cases are counted on. */
        newest: z.boolean(),
        years: z.array(
          z.object({ year: z.number().int(), quality: z.string(), source: z.string(), days: z.number().int() }),
        ),
        /** How the recomputation stands that this version made; absent where it was the first. */
        recomputation: z.enum(['running', 'stopped', 'finished']).optional(),
      }),
    ),
  })
  .meta({ id: 'CalendarsView' });

/** GET /calendars/:id/:version/recomputation: what a corrected calendar makes of the open cases. */
export const RecomputationView = z
  .object({
    calendar: z.string(),
    version: z.number().int(),
    /** The newest version before it. */
    before: z.number().int(),
    state: z.enum(['running', 'stopped', 'finished']),
    startedAt: Moment,
    /** Who published the version; absent where it came with the product. */
    startedBy: Uuid.optional(),
    changedAt: Moment,
    /** Why it was stopped. */
    reason: z.string().optional(),
    /** The later version that took its place before it was finished. */
    inFavourOf: z.number().int().optional(),
    /** Over all cases of the authority, for who keeps the rules: counted anew, still to be, and those of which a date moved or should have. */
    progress: z.object({ done: z.number().int(), left: z.number().int(), changed: z.number().int() }).optional(),
  })
  .meta({ id: 'RecomputationView' });
export type RecomputationView = z.infer<typeof RecomputationView>;
/** POST /calendars/:id/:version/recomputation/stop */
export const StopRecomputation = z.strictObject({ reason: z.string().trim().min(3).max(500) });

const MovedDay = z.object({ end: Day.nullable(), hardEnd: Day.optional() });
/** GET /calendars/:id/:version/moved: of the cases that the reader may see, those of which a date moved, or should have. */
export const MovedDates = pageOf(
  z.object({
    caseId: Uuid,
    inquiryId: Uuid,
    number: CaseNumber,
    recordedAt: Moment,
    moved: z.array(z.object({ clock: z.string(), title: LocalizedText, from: MovedDay, to: MovedDay })),
    /** Clocks that keep the day that was reckoned before: `would` lies in the past, or there is no list for `year`. */
    kept: z.array(
      z.object({
        clock: z.string(),
        title: LocalizedText,
        end: Day.nullable(),
        why: z.enum(['in-the-past', 'no-list']),
        would: Day.optional(),
        year: z.number().int().optional(),
      }),
    ),
  }),
).meta({ id: 'MovedDates' });

/** POST /cases/:id/procedure: the case goes on under another version of its procedure. */
export const MoveProcedure = z.strictObject({
  version: z.number().int().min(1).max(100_000),
  reason: z.string().trim().min(3).max(500),
  ...effective,
});
export type MoveProcedure = z.infer<typeof MoveProcedure>;

/* ---------- inquiries ---------- */

/** A conflict declaration: `none` or `declared` (then the person should not join; kept for the record). */
export const ConflictDeclaration = z.enum(['none', 'declared', 'not-yet']);
export const TeamMemberInput = z.strictObject({ person: Uuid, role: Role, conflict: ConflictDeclaration });

/** POST /inquiries */
export const OpenInquiry = z.strictObject({
  /** Recorded in one way of writing (`asNumber`). */
  number: InquiryNumber,
  title: LocalizedText,
  lede: LocalizedText.optional(),
  leadId: Uuid.optional(),
  unit: z.string().min(1).max(200).optional(),
  team: z.array(TeamMemberInput).min(1).max(100),
  provenance: Provenance.optional(),
  /** The number or the team is invented (demonstration). */
  ...effective,
});
export type OpenInquiry = z.infer<typeof OpenInquiry>;

/** POST /inquiries/:id/team */
export const JoinTeam = z.strictObject({ person: Uuid, role: Role, conflict: ConflictDeclaration, ...effective });
/** POST /inquiries/:id/team/:person/conflict */
export const DeclareConflict = z.strictObject({ conflict: ConflictDeclaration, ...effective });
/** POST /inquiries/:id/team/:person/leave */
export const LeaveTeam = z.strictObject({ reason: z.string().min(3).max(500), ...effective });

/* ---------- access to an inquiry besides its team ---------- */

const why = z.string().trim().min(3).max(500);

/** POST /inquiries/:id/grants: a person outside the team may see the inquiry, to the end of a day. The team's: case manager, head of unit, registry. */
export const GrantAccess = z.strictObject({ person: Uuid, role: Role, until: Day, reason: why });
/** POST /inquiries/:id/grants/:grant/revoke */
export const RevokeAccess = z.strictObject({ reason: why });
/** POST /inquiries/:id/walls */
export const RaiseWall = z.strictObject({ person: Uuid, reason: why });
/** POST /inquiries/:id/walls/:wall/lift */
export const LiftWall = z.strictObject({ reason: why });
/** POST /inquiries/:id/restrictions: the reply of one addressee (by its id) is for these people of the team alone. */
export const RestrictAccess = z.strictObject({ reply: Uuid, people: z.array(Uuid).min(1).max(100), reason: why });
/** POST /inquiries/:id/restrictions/:restriction/change: it is for these people of the team instead. */
export const ChangeRestriction = RestrictAccess.omit({ reply: true });
/** POST /inquiries/:id/restrictions/:restriction/lift */
export const LiftRestriction = z.strictObject({ reason: why });
/** POST /challenges: an officer takes access to an inquiry that he knows by its number or its id, for a short time and on record. */
export const ChallengeAccess = z.union([
  z.strictObject({ inquiryId: Uuid, reason: why }),
  z.strictObject({ number: z.string().regex(/\S/).max(40), reason: why }),
]);
export type ChallengeAccess = z.infer<typeof ChallengeAccess>;
/** POST /inquiries/:id/challenges/:challenge/review */
export const ReviewChallenge = z.strictObject({ outcome: z.enum(['upheld', 'ended']), note: why });

/** When and by whom something was ended; the reason is absent once it has been erased, or where the reader may not read it. */
const Ended = z.object({ on: Day, by: Uuid, reason: z.string().optional() });

/** GET /inquiries/:id/access: who besides the team may see the inquiry, who may not, and who took access without being given it. */
export const AccessView = z
  .object({
    /** Under what the reader sees the inquiry. */
    under: z.enum(['team', 'grant', 'challenged', 'auditor']),
    /** When that ends; absent where it has no end. */
    endsAt: Moment.optional(),
    /** What the reader may do here. */
    may: z.object({ grant: z.boolean(), wall: z.boolean(), restrict: z.boolean(), review: z.boolean() }),
    grants: z.array(
      z.object({
        id: Uuid,
        person: Uuid,
        role: Role,
        until: Day,
        reason: z.string().optional(),
        givenBy: Uuid,
        givenOn: Day,
        state: z.enum(['running', 'walled', 'expired', 'revoked']),
        revoked: Ended.optional(),
      }),
    ),
    /** The reasons are for those who may raise one, and for auditors. */
    walls: z.array(
      z.object({
        id: Uuid,
        person: Uuid,
        cause: z.enum(['raised', 'conflict-declared']),
        reason: z.string().optional(),
        raisedBy: Uuid,
        raisedOn: Day,
        lifted: Ended.optional(),
      }),
    ),
    /** What is for named people alone, of those who see the inquiry. The reasons are for those who may restrict, and for auditors. */
    restrictions: z.array(
      z.object({
        id: Uuid,
        object: z.object({
          kind: z.enum(['reply']),
          /** Of the addressee whose reply it is. */
          id: Uuid,
          rfiId: Uuid,
          caseId: Uuid,
          /** Of the request within the case. */
          number: z.number().int(),
          /** Name of the undertaking. */
          addressee: z.string(),
        }),
        people: z.array(Uuid),
        reason: z.string().optional(),
        restrictedBy: Uuid,
        restrictedOn: Day,
        /** The restriction in whose place it stands, with others named; and the one that stands in its place. */
        replaces: Uuid.optional(),
        replacedBy: Uuid.optional(),
        lifted: Ended.optional(),
      }),
    ),
    /** Why it was taken, and what was found, is for those who may review it, for who took it, and for auditors. */
    challenges: z.array(
      z.object({
        id: Uuid,
        person: Uuid,
        role: Role,
        /** Whether the reader is told why, and what was found: then what is absent has been erased. */
        readsWhy: z.boolean(),
        reason: z.string().optional(),
        askedOn: Day,
        endsAt: Moment,
        state: z.enum(['running', 'walled', 'expired', 'ended']),
        review: z
          .object({ outcome: z.enum(['upheld', 'ended']), on: Day, by: Uuid, note: z.string().optional() })
          .optional(),
      }),
    ),
  })
  .meta({ id: 'AccessView' });
export type AccessView = z.infer<typeof AccessView>;

export const MemberView = z
  .object({ person: Uuid, role: Role, conflict: ConflictDeclaration, since: Day, until: Day.optional() })
  .meta({ id: 'MemberView' });

export const CaseSummary = z
  .object({
    id: Uuid,
    number: CaseNumber,
    title: LocalizedText,
    question: LocalizedText.optional(),
    procedure: z.object({ id: z.string(), version: z.number().int(), title: LocalizedText }),
    stage: z.object({ id: z.string(), title: LocalizedText, since: Day }),
    closed: z.boolean(),
    openedOn: Day,
    closedOn: Day.optional(),
    /** What the closing step said (its `outcome` input, or its title). */
    closing: LocalizedText.optional(),
    follows: z.object({ id: Uuid, number: CaseNumber }).optional(),
    followedBy: z.array(z.object({ id: Uuid, number: CaseNumber })),
    facts: z.record(z.string(), z.number()),
    provenance: Provenance.optional(),
  })
  .meta({ id: 'CaseSummary' });
export type CaseSummary = z.infer<typeof CaseSummary>;

/** GET /inquiries?q=&stage=&procedure=&closed=&recordedAt=&asOf=&cursor= */
export const InquiryListItem = z
  .object({
    id: Uuid,
    number: z.string(),
    title: LocalizedText,
    cases: z.array(CaseSummary),
    manager: Uuid.optional(),
    openedOn: Day,
    lastEvent: z.object({ recordedAt: Moment, effectiveOn: Day, kind: z.string() }),
    nextLimit: z.object({ on: Day, what: LocalizedText }).optional(),
    provenance: Provenance.optional(),
  })
  .meta({ id: 'InquiryListItem' });
export type InquiryListItem = z.infer<typeof InquiryListItem>;
export const InquiryList = pageOf(InquiryListItem).meta({ id: 'InquiryList' });
export const InquiryListQuery = z.object({
  q: z.string().max(200).optional(),
  stage: z.string().max(64).optional(),
  procedure: z.string().max(64).optional(),
  closed: z.enum(['true', 'false']).optional(),
  ...twoTimes,
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** An RFI as case-state knows it from intake's facts. */
export const RfiNoted = z
  .object({
    id: Uuid,
    caseId: Uuid,
    number: z.number().int(),
    kind: z.enum(['simple', 'decision']),
    subject: LocalizedText,
    basis: z.array(LegalBasis),
    issuedOn: Day,
    limit: Day,
    asked: z.number().int(),
    repliesIn: z.number().int(),
    late: z.number().int(),
    overdue: z.number().int(),
    provenance: Provenance.optional(),
  })
  .meta({ id: 'RfiNoted' });

/** Something that wants an officer's eye: derived at the time of asking. */
export const Attention = z
  .object({
    kind: z.enum(['reply-overdue', 'reply-late', 'limit-near', 'clock-near', 'conflict-undeclared', 'step-ready']),
    caseId: Uuid.optional(),
    rfiId: Uuid.optional(),
    addresseeId: Uuid.optional(),
    who: z.string().optional(),
    on: Day.optional(),
    days: z.number().int().optional(),
    title: LocalizedText.optional(),
    provenance: Provenance.optional(),
  })
  .meta({ id: 'Attention' });

/** GET /inquiries/:id?recordedAt=&asOf= */
export const InquiryView = z
  .object({
    id: Uuid,
    version: z.number().int(),
    position: z.number().int(),
    number: z.string(),
    title: LocalizedText,
    lede: LocalizedText.optional(),
    leadId: Uuid.optional(),
    unit: z.string().optional(),
    openedOn: Day,
    cases: z.array(CaseSummary),
    team: z.array(MemberView),
    rfis: z.array(RfiNoted),
    attention: z.array(Attention),
    nextLimit: z.object({ on: Day, what: LocalizedText }).optional(),
    provenance: Provenance.optional(),
    events: z.number().int(),
  })
  .meta({ id: 'InquiryView' });
export type InquiryView = z.infer<typeof InquiryView>;

/**
 * GET /inquiries/:id/timeline?order=effect|recorded&case=&kind=&since=&until=&cursor=
 * `kind` names the event (`CaseOpened`, `StepTaken`, `RfiIssued`, `ReplySubmitted`, `ReplyOverdue`, `TeamMemberJoined`, …); `params` fill the screen's
 * message for that kind; `title` stands where the rules' data name it (a step).
 */
export const TimelineItem = z
  .object({
    eventId: Uuid,
    position: z.number().int(),
    kind: z.string(),
    title: LocalizedText.optional(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), LocalizedText])),
    effectiveOn: Day,
    recordedAt: Moment,
    actor: z.object({ person: Uuid, kind: z.string(), role: z.string() }),
    caseId: Uuid.optional(),
    caseNumber: z.string().optional(),
    rfiId: Uuid.optional(),
    corrects: Uuid.optional(),
    basis: z.array(LegalBasis),
    reason: z.string().optional(),
    provenance: Provenance.optional(),
  })
  .meta({ id: 'TimelineItem' });
export type TimelineItem = z.infer<typeof TimelineItem>;
export const TimelinePage = pageOf(TimelineItem).meta({ id: 'TimelinePage' });
export const TimelineQuery = z.object({
  order: z.enum(['effect', 'recorded']).default('effect'),
  case: Uuid.optional(),
  kind: z.string().max(200).optional(),
  since: Day.optional(),
  until: Day.optional(),
  ...twoTimes,
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** GET /inquiries/:id/thread and GET /cases/:id/thread: both times of every event, newest 1000. */
export const ThreadView = z
  .object({
    points: z.array(
      z.object({
        eventId: Uuid,
        position: z.number().int(),
        effectiveOn: Day,
        recordedAt: Moment,
        corrects: Uuid.optional(),
        kind: z.string(),
      }),
    ),
    total: z.number().int(),
  })
  .meta({ id: 'ThreadView' });

/**
 * GET /inquiries/:id/as-of?recordedAt=&asOf=
 * The inquiry folded from the log alone, in rows that can be laid beside those of another time.
 * `known: false` and no rows when nothing of it was there.
 */
export const AsOfQuery = z.object({
  ...twoTimes,
  recorded: z
    .union([Day, z.literal('now')])
    .optional()
    .meta({ description: 'Older name of `recordedAt`.' }),
  effect: Day.optional().meta({ description: 'Older name of `asOf`.' }),
});
export const AsOfView = z
  .object({
    known: z.boolean(),
    recorded: z.string(),
    effect: Day,
    upToPosition: z.number().int(),
    events: z.number().int(),
    rows: z.array(AsOfRow),
  })
  .meta({ id: 'AsOfView' });
export type AsOfView = z.infer<typeof AsOfView>;

/* ---------- cases ---------- */

/** POST /inquiries/:id/cases: opens a case, a legal angle, on the inquiry. */
export const OpenCase = z.strictObject({
  procedure: z.string().min(1).max(64),
  /** Default: the newest published version. */
  procedureVersion: z.number().int().min(1).optional(),
  number: CaseNumber,
  title: LocalizedText,
  question: LocalizedText.optional(),
  basis: z.array(LegalBasis).optional(),
  follows: Uuid.optional(),
  provenance: Provenance.optional(),
  ...effective,
});
export type OpenCase = z.infer<typeof OpenCase>;

/** POST /cases/:id/steps */
export const TakeStep = z.strictObject({
  step: z.string().min(1).max(64),
  inputs: z.record(z.string(), z.union([z.string().max(4000), z.number()])).default({}),
  provenance: Provenance.optional(),
  ...effective,
});
export type TakeStep = z.infer<typeof TakeStep>;

/** POST /cases/:id/corrections: a step is recorded anew, as it really was, in the place of the record that is named (or of a correction of it). */
export const CorrectStep = z.strictObject({
  event: Uuid,
  /** The day on which it really took effect. */
  effectiveOn: Day,
  /** What was said in taking it; default: as it stands. */
  inputs: z.record(z.string(), z.union([z.string().max(4000), z.number()])).optional(),
  reason: why,
});
export type CorrectStep = z.infer<typeof CorrectStep>;

/** POST /cases/:id/reopening: a closed case goes on, in a stage that it has been in (default: the one that it was closed from). */
export const ReopenCase = z.strictObject({
  reason: z.string().trim().min(3).max(2000),
  stage: z.string().min(1).max(64).optional(),
  ...effective,
});
export type ReopenCase = z.infer<typeof ReopenCase>;

/** POST /cases/:id/links: two cases belong together. POST /cases/:id/links/:other/removal ends it. For the team of the case, who may see the other. */
export const LinkCases = z.strictObject({ caseId: Uuid, reason: why });
export type LinkCases = z.infer<typeof LinkCases>;
export const UnlinkCases = z.strictObject({ reason: why });
export type UnlinkCases = z.infer<typeof UnlinkCases>;

export const WhyNot = z
  .object({
    guard: z.string(),
    sentence: LocalizedText,
    basis: z.array(LegalBasis),
    /** Steps that would open it, with their titles. */
    first: z.array(z.object({ step: z.string(), title: LocalizedText })),
  })
  .meta({ id: 'WhyNot' });

/** One taking of a step, as it stands. */
const TakenView = z.object({
  on: Day,
  recordedAt: Moment,
  by: Uuid,
  /** The role in which it was taken. */
  role: z.string(),
  position: z.number().int(),
  note: z.string().optional(),
  provenance: Provenance.optional(),
  /** Whether the reader may correct this record, what was said in it being `inputs`; and why not. Absent for who only reads. */
  correction: z
    .union([
      z.object({ may: z.literal(true), inputs: z.record(z.string(), z.union([z.string(), z.number()])) }),
      z.object({ may: z.literal(false), why: LocalizedText }),
    ])
    .optional(),
});

export const StepView = z
  .object({
    id: z.string(),
    title: LocalizedText,
    done: LocalizedText,
    consequence: LocalizedText.optional(),
    /** Stage under which the map shows it; null = may be taken from any stage. */
    stage: z.string().nullable(),
    to: z.string().optional(),
    by: z.enum(['officer', 'opening', 'rfi-issued', 'reply-submitted', 'lapse']),
    /** `done` = taken (and cannot be again), `open` = can be taken now, `shut` = not now (see `why`), `unneeded` = passed over for good. */
    state: z.enum(['done', 'open', 'shut', 'unneeded']),
    taken: z.array(TakenView),
    /** Of a step that closed the case before it was opened again: that record, which can still be corrected. */
    undone: z.array(TakenView).optional(),
    why: z.array(WhyNot),
    /** Roles that may take it; `mine` = the reader has one of them on this inquiry. */
    may: z.array(Role),
    mine: z.boolean(),
    /** Who takes it signs, here or by issuing the request that takes it: they must have signed in within the last quarter of an hour. */
    signed: z.boolean(),
    basis: z.array(LegalBasis),
    /** `options`: what an input of kind `among` can be today. `shutChoices`: what of an input of kind `choice` cannot be chosen today, and why. */
    inputs: z.array(
      StepInput.extend({
        options: z.array(z.string()).optional(),
        shutChoices: z.array(z.object({ choice: z.string(), why: z.array(WhyNot) })).optional(),
      }),
    ),
    /** Who besides must sign or be consulted, and whether that is recorded; who is informed of it. */
    consents: z.array(
      z.object({
        who: LocalizedText,
        must: z.enum(['sign', 'be-consulted', 'be-informed']),
        given: z.boolean(),
        basis: z.array(LegalBasis),
      }),
    ),
    /** Of a step that ends the case: each of its guards, and whether it holds today. */
    checklist: z
      .array(z.object({ guard: z.string(), met: z.boolean(), sentence: LocalizedText, basis: z.array(LegalBasis) }))
      .optional(),
    hypothetical: z.boolean(),
    /** Taken at another desk: `rfi` = by issuing a request for information. */
    door: z.enum(['rfi', 'reply']).optional(),
    /** It was taken, and the version that the case is under now has no such step any more. */
    retired: z.boolean().optional(),
  })
  .meta({ id: 'StepView' });
export type StepView = z.infer<typeof StepView>;

export const ClockLine = z
  .object({
    id: z.string(),
    title: LocalizedText,
    /** Whose clock it is, where each complaint or undertaking has its own. */
    subject: z.string().optional(),
    /** Kept in the ledger of limitation periods. */
    ledger: z.boolean().optional(),
    /** Nothing leads beyond this day. */
    hardEnd: Day.optional(),
    /** The day as of which the law behind its figures was looked up. */
    asOf: Day.optional(),
    /** `procedure` = a clock of the rules; `rfi` = the limit of a request. */
    kind: z.enum(['procedure', 'rfi']),
    rfiId: Uuid.optional(),
    startedOn: Day,
    /** Of one that was interrupted and runs afresh: the day from which it first ran. */
    firstStartedOn: Day.optional(),
    period: z.string().optional(),
    end: Day.nullable(),
    state: z.enum(['running', 'suspended', 'ended', 'lapsed']),
    /** The day on which it was over before its end: an act ended it, or the last reply came. */
    endedOn: Day.optional(),
    /** Days from today to the end; negative when past. */
    daysLeft: z.number().int().nullable(),
    suspensions: z.array(z.object({ from: Day, to: Day.optional() })),
    extensions: z.array(z.object({ on: Day, by: z.string() })),
    /** Of an extended one: the day on which it would have ended without its extensions. */
    extendedFrom: Day.optional(),
    /** Days on which the team will still be warned of its end, and how far ahead each is (`10wd`). */
    warnings: z.array(z.object({ ahead: z.string(), on: Day })).optional(),
    explanation: Explanation,
    basis: z.array(LegalBasis),
    indicative: z.boolean(),
    provenance: Provenance.optional(),
  })
  .meta({ id: 'ClockLine' });
export type ClockLine = z.infer<typeof ClockLine>;

/** GET /cases/:id?recordedAt=&asOf=. In a view of the past nothing is `mine` and `mayAsk` is false: nothing is done there. */
export const CaseView = z
  .object({
    id: Uuid,
    version: z.number().int(),
    position: z.number().int(),
    inquiry: z.object({ id: Uuid, number: z.string(), title: LocalizedText }),
    summary: CaseSummary,
    pin: RulePin,
    /** Of a case that went on under another version: since when. */
    pinnedSince: Day.optional(),
    /** Other published versions of its procedure, newest first, and whether the reader may let the case go on under one. */
    otherVersions: z.array(z.number().int()),
    mayMove: z.boolean(),
    calendar: RulePin.extend({ title: z.string() }),
    basis: z.array(LegalBasis),
    manager: Uuid.optional(),
    stages: z.array(
      z.object({
        id: z.string(),
        title: LocalizedText,
        terminal: z.boolean(),
        state: z.enum(['passed', 'here', 'ahead']),
        enteredOn: Day.optional(),
      }),
    ),
    steps: z.array(StepView),
    clocks: z.array(ClockLine),
    rfis: z.array(RfiNoted),
    /** The reader may prepare a request on this case (a rule for it exists, the case is open, the reader is on the team). Who signs is the rule's. */
    mayAsk: z.boolean(),
    /** Cases that it is linked to, of those that the reader may see today. */
    linked: z.array(
      z.object({
        id: Uuid,
        number: CaseNumber,
        title: LocalizedText,
        inquiryId: Uuid,
        since: Day,
        by: Uuid,
        reason: z.string(),
      }),
    ),
    /** Stages that the reader may reopen the closed case in, the one that it was closed from first; empty: it is not closed, or not the reader's to reopen. */
    reopensIn: z.array(z.object({ id: z.string(), title: LocalizedText })),
    note: LocalizedText.optional(),
    /** The day as of which the law behind the procedure's figures was looked up. */
    asOf: Day.optional(),
  })
  .meta({ id: 'CaseView' });
export type CaseView = z.infer<typeof CaseView>;

/**
 * GET /cases/:id/what-if?on=&step=&inputs=  ·  ?on=&clock=&act=&for=
 * Plays a step, or an act on one clock, through with effect on a day; writes nothing. `inputs` is a JSON object. `suspend` stands still from
 * that day on, `for` a period or without end; `extend` needs `for`.
 */
export const WhatIfQuery = z
  .object({
    on: Day,
    step: z.string().max(64).optional(),
    inputs: z.string().max(20_000).optional(),
    clock: z.string().max(300).optional(),
    act: z.enum(['suspend', 'resume', 'extend', 'restart', 'end']).optional(),
    for: PeriodText.optional(),
  })
  .refine(({ step, clock, act }) => (step === undefined) === (clock !== undefined && act !== undefined), {
    message: 'Either a step, or a clock and an act on it',
    path: ['step'],
  });
export const WhatIfView = z
  .object({
    on: Day,
    /** It is possible on that day. If not, `why` says why, or `errors` what is said wrongly; then nothing comes out different. */
    possible: z.boolean(),
    why: z.array(WhyNot),
    errors: z.array(z.object({ path: z.string(), message: LocalizedText })),
    /** The stage before and after. */
    stage: z.object({ before: LocalizedText, after: LocalizedText }),
    /** Every clock of the case, before and after, each with its explanation; null where it is not there. */
    clocks: z.array(z.object({ before: ClockLine.nullable(), after: ClockLine.nullable(), moved: z.boolean() })),
  })
  .meta({ id: 'WhatIfView' });
export type WhatIfView = z.infer<typeof WhatIfView>;

/** GET /calendars/:id/days?from=&to=: for drawing a month: every day that is not an ordinary working day. */
export const CalendarDays = z
  .object({
    id: z.string(),
    version: z.union([z.string(), z.number()]),
    days: z.array(z.object({ day: Day, kind: z.enum(['weekend', 'holiday']), name: z.string().optional() })),
    provisional: z.boolean(),
  })
  .meta({ id: 'CalendarDays' });

export { Check };
