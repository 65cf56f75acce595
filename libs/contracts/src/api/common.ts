import { z } from 'zod';
import { Day, LegalBasis, LocalizedText, Moment, Uuid } from '../values.js';

/** What every command may say about its day. Default: today at the seat. A day in the past needs a reason and a role that may backdate. */
export const effective = {
  effectiveOn: Day.optional(),
  backdatingReason: z.string().min(3).max(500).optional(),
};

/**
 * Which view of a state is asked for: what had been recorded by `recordedAt` (a moment, or a day to its end at the seat; default: everything),
 * as far as it had taken effect by the end of `asOf` (default: the day of `recordedAt`, else today). Neither given: now. What one may see is
 * decided by today's access, whatever day is asked about.
 */
export const twoTimes = {
  recordedAt: z
    .union([Day, Moment], 'A day (YYYY-MM-DD) or a moment (RFC 3339, UTC, milliseconds) that exists')
    .optional()
    .meta({ description: 'What had been recorded by then: a moment, or a day to its end. Default: everything.' }),
  asOf: Day.optional().meta({
    description: 'What had taken effect by the end of this day. Default: the day of `recordedAt`, else today.',
  }),
};
export const TwoTimes = z.object(twoTimes);
export type TwoTimes = z.infer<typeof TwoTimes>;

/** An event that made a value so: which one, when it took effect and was recorded, by whom. */
const Trace = z.object({
  position: z.number().int(),
  kind: z.string(),
  title: LocalizedText.optional(),
  effectiveOn: Day,
  recordedAt: Moment,
  /** Who acted, be it at another desk; and in which role. */
  actor: Uuid,
  role: z.string(),
  correctedBy: Uuid.optional(),
});

/** One thing of a state, with what made it so: laid beside the same thing of another time. */
export const AsOfRow = z
  .object({
    group: z.enum(['inquiry', 'cases', 'clocks', 'rfis', 'replies', 'team']),
    /** Same key = same thing on another day. */
    key: z.string(),
    /** Name of the thing; `labelParams` where the screen must word it. */
    label: LocalizedText,
    invented: z.boolean(),
    /** Code of the value, worded by the screen: `inquiry`, `case-stage`, `open-steps`, `clock-running` (`-suspended`, `-ended`, `-lapsed`), `rfi-replies`, `rfi-draft` (`-issued`, `-withdrawn`), `reply-in`, `reply-late`, `reply-overdue`, `reply-running`, `reply-waived`, `member`. */
    value: z.object({
      code: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number(), LocalizedText])),
    }),
    /** The event that made it so; and the chain of those before it. */
    because: z.array(Trace),
  })
  .meta({ id: 'AsOfRow' });
export type AsOfRow = z.infer<typeof AsOfRow>;

/** GET …/difference?fromRecordedAt=&fromAsOf=&toRecordedAt=&toAsOf=: two views of one thing, each as `recordedAt` and `asOf` would ask for it. */
export const DifferenceQuery = z.object({
  fromRecordedAt: twoTimes.recordedAt,
  fromAsOf: twoTimes.asOf,
  toRecordedAt: twoTimes.recordedAt,
  toAsOf: twoTimes.asOf,
});
export type DifferenceQuery = z.infer<typeof DifferenceQuery>;

const ViewAsked = z.object({
  /** As it was asked for; absent: everything recorded. */
  recordedAt: z.string().optional(),
  asOf: Day,
  /** The last position that had been recorded. */
  upToPosition: z.number().int(),
  /** Something of it was there. */
  known: z.boolean(),
});

/** What is different between two views: each thing before and after, and the events that came or went between them. */
export const DifferenceView = z
  .object({
    from: ViewAsked,
    to: ViewAsked,
    changes: z.array(
      AsOfRow.pick({ group: true, key: true, label: true, invented: true }).extend({
        /** Null: it was not there. */
        before: AsOfRow.shape.value.nullable(),
        after: AsOfRow.shape.value.nullable(),
        /** In the order of recording. `went`: it stood in the first view and does not in the second. Empty: the passing of days alone. */
        because: z.array(Trace.extend({ went: z.boolean() })),
      }),
    ),
  })
  .meta({ id: 'DifferenceView' });
export type DifferenceView = z.infer<typeof DifferenceView>;

/** The answer to a command: never a body of state; the version also stands in `ETag`, the position in `Dossier-Position`. */
export const CommandAnswer = z
  .object({
    id: Uuid,
    version: z.number().int().min(0),
    /** True when nothing had to change, or the command had been answered before. */ unchanged: z.boolean(),
  })
  .meta({ id: 'CommandAnswer' });
export type CommandAnswer = z.infer<typeof CommandAnswer>;

/** A page of a list: `next` is the cursor of the following page, absent at the end. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().optional(),
    /** All that match, for the heading of the list. */ total: z.number().int().min(0),
  });

export const PageQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type PageQuery = z.infer<typeof PageQuery>;
/** A page of a list as it was. */
export const PageThenQuery = PageQuery.extend(twoTimes);
export type PageThenQuery = z.infer<typeof PageThenQuery>;

export const ProblemView = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().optional(),
    /** Stable: `<service>.<code>`. */
    code: z.string(),
    guard: z.string().optional(),
    legalBasis: z.array(LegalBasis).optional(),
    /** What would open the way: step ids, or words. */
    first: z.array(z.string()).optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    instance: z.string().optional(),
  })
  .meta({ id: 'Problem' });
export type ProblemView = z.infer<typeof ProblemView>;

/** `GET /api/<service>/clock`: which time the service goes by. */
export const ClockView = z
  .object({ now: Moment, today: Day, origin: z.enum(['real', 'demonstration']), timeZone: z.string() })
  .meta({ id: 'ClockView' });
export type ClockView = z.infer<typeof ClockView>;
/** `POST /api/<service>/clock` (administrator, demonstration only, forward only). */
export const MoveClock = z.strictObject({ to: Moment });

/** A line of a live stream (SSE): that something happened, never what. `id:` is the position. */
export const LiveSignal = z
  .object({ position: z.number().int(), inquiryId: Uuid.optional(), subject: Uuid.optional(), type: z.string() })
  .meta({ id: 'LiveSignal' });
export type LiveSignal = z.infer<typeof LiveSignal>;

/** Who saw what of an inquiry: the first time in a quarter of an hour (GET /api/<service>/reads, auditors). */
export const ReadView = z
  .object({
    person: Uuid,
    kind: z.enum(['inquiry', 'case', 'rfi', 'reply', 'delivery']),
    object: Uuid,
    inquiry: Uuid,
    at: Moment,
    /** What let the person see it; of a grant, or of access that was taken, its id. */
    under: z.enum(['team', 'grant', 'challenged', 'auditor']),
    rightId: Uuid.optional(),
    role: z.string().optional(),
  })
  .meta({ id: 'ReadView' });
export type ReadView = z.infer<typeof ReadView>;
export const ReadsPage = pageOf(ReadView).meta({ id: 'ReadsPage' });
export const ReadsQuery = PageQuery.extend({ person: Uuid.optional(), inquiry: Uuid.optional() });

/** What has been done about a dead letter. */
export const DeadLetterActView = z
  .object({
    act: z.enum(['retry', 'failed-again', 'settled', 'skip']),
    /** Person id of who acted; `feed` where the feed itself found the event to have had its effect. */
    by: z.string(),
    /** Of a skip: why. Of `failed-again`: what was said. */
    reason: z.string().optional(),
    at: Moment,
  })
  .meta({ id: 'DeadLetterActView' });

/** An event that a consumer could not take in, with the lane that waits behind it (GET /api/<service>/dead-letters; POST …/:id/retry; POST …/:id/skip {reason}). */
export const DeadLetterView = z
  .object({
    id: Uuid,
    consumer: z.string(),
    publisher: z.string(),
    lane: z.string(),
    sequence: z.number().int(),
    eventId: Uuid,
    type: z.string(),
    code: z.enum([
      'handler-failed',
      'handler-timed-out',
      'not-settled',
      'contract-invalid',
      'unknown-version',
      'oversized',
      'unreadable',
    ]),
    error: z.string(),
    attempts: z.number().int(),
    parkedAt: Moment,
    state: z.enum(['parked', 'retried', 'skipped']),
    /** Events waiting behind it; 0 once it is resolved. */
    waiting: z.number().int(),
    /** Oldest first. */
    history: z.array(DeadLetterActView),
  })
  .meta({ id: 'DeadLetterView' });
export type DeadLetterView = z.infer<typeof DeadLetterView>;
/** `total`: all that are parked; with `all`, the resolved ones too. */
export const DeadLetterList = pageOf(DeadLetterView).meta({ id: 'DeadLetterList' });
export type DeadLetterList = z.infer<typeof DeadLetterList>;
export const DeadLetterQuery = PageQuery.extend({ all: z.enum(['true', 'false']).optional() });
export const SkipRequest = z.strictObject({ reason: z.string().trim().min(3).max(500) });
