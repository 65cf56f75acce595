import { z } from 'zod';
import { Day, LocalizedText, Moment, Uuid } from '../values.js';

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
    /** The event after which it is so; and those before it that changed it. */
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
        /** Those that changed this value, since it was last what it is before; in the order of recording. `went`: it stood in the first view and does not in the second. Empty: the passing of days alone. */
        because: z.array(Trace.extend({ went: z.boolean() })),
      }),
    ),
  })
  .meta({ id: 'DifferenceView' });
export type DifferenceView = z.infer<typeof DifferenceView>;
