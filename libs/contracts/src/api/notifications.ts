import { z } from 'zod';
import { publishedContracts, type PublishedType } from '../published/index.js';
import { LocalizedText, Moment, Uuid } from '../values.js';
import { pageOf } from './page.js';

/* ---------- inbox ---------- */

/** GET /inbox?unread=true&cursor= · POST /inbox/:id/read · POST /inbox/read-all */
export const InboxItem = z
  .object({
    id: Uuid,
    /** The published event's short name: `ReplySubmitted`, `StepTaken`, … worded by the screen with `params`. */
    kind: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), LocalizedText])),
    inquiryId: Uuid,
    caseId: Uuid.optional(),
    rfiId: Uuid.optional(),
    addresseeId: Uuid.optional(),
    /** Whose act it was, where the fact says so. */
    actor: Uuid.optional(),
    at: Moment,
    readAt: Moment.optional(),
    invented: z.boolean(),
  })
  .meta({ id: 'InboxItem' });
export type InboxItem = z.infer<typeof InboxItem>;
export const InboxPage = pageOf(InboxItem).extend({ unread: z.number().int() }).meta({ id: 'InboxPage' });
export const InboxQuery = z.object({
  unread: z.enum(['true', 'false']).optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/* ---------- webhooks ---------- */

/** A calendar is of no inquiry, and what is subscribed to is of some: it would never come. */
const OF_NO_INQUIRY: PublishedType = 'dossier.case-state.CalendarPublished.v1';
const published = (Object.keys(publishedContracts) as PublishedType[]).filter((type) => type !== OF_NO_INQUIRY);
type EveryOf<Type extends string> = Type extends `dossier.${infer Service}.${string}.v${number}`
  ? `dossier.${Service}.*`
  : never;

/** What can be subscribed to: each published type, all of a service, everything. Another type would never come. */
export const SUBSCRIBABLE_TYPES = [
  ...published,
  ...new Set(published.map((type) => type.replace(/[^.]+\.v\d+$/, '*') as EveryOf<PublishedType>)),
  '*' as const,
];

/** POST /subscriptions. Only inquiries that the officer may see; types by full name or with a trailing `*`. */
export const CreateSubscription = z.strictObject({
  title: z.string().min(1).max(120),
  url: z.url().max(2000),
  types: z
    .array(z.enum(SUBSCRIBABLE_TYPES, { error: `No such type. There are ${SUBSCRIBABLE_TYPES.join(', ')}` }))
    .min(1)
    .max(50),
  inquiries: z.array(Uuid).min(1).max(200),
});
export type CreateSubscription = z.infer<typeof CreateSubscription>;
/** The answer to POST /subscriptions: the only time that the whole secret is shown. */
export const SubscriptionCreated = z
  .object({ id: Uuid, version: z.number().int(), secret: z.string() })
  .meta({ id: 'SubscriptionCreated' });

export const LaneState = z.enum(['flows', 'waiting', 'parked']);
export const SubscriptionView = z
  .object({
    id: Uuid,
    version: z.number().int(),
    title: z.string(),
    url: z.string(),
    types: z.array(z.string()),
    inquiries: z.array(Uuid),
    state: z.enum(['active', 'paused', 'ended']),
    /** Last four characters. */
    secretHint: z.string(),
    createdAt: Moment,
    createdBy: Uuid,
    lanes: z.array(
      z.object({
        lane: Uuid,
        /** Last sequence delivered or skipped; and how many wait behind. */
        deliveredTo: z.number().int(),
        /** Behind the one that is under way, tried again or parked. */
        waiting: z.number().int(),
        state: LaneState,
        parkedAt: z
          .object({
            sequence: z.number().int(),
            deliveryId: Uuid,
            status: z.number().int().optional(),
            why: z.string(),
          })
          .optional(),
        nextTryAt: Moment.optional(),
        tries: z.number().int(),
      }),
    ),
    /** Over the last 24 hours: deliveries, those at a later try, and the median and 95th percentile of the time they took, in ms. */
    lastDay: z.object({
      delivered: z.number().int(),
      retried: z.number().int(),
      medianMs: z.number().nullable(),
      p95Ms: z.number().nullable(),
    }),
  })
  .meta({ id: 'SubscriptionView' });
export type SubscriptionView = z.infer<typeof SubscriptionView>;
export const SubscriptionList = z.object({ items: z.array(SubscriptionView) }).meta({ id: 'SubscriptionList' });
/** POST /subscriptions/:id/pause · /resume · /end · /test (sends a signed test event now) */
export const PauseSubscription = z.strictObject({ reason: z.string().max(500).optional() });

/** GET /subscriptions/:id/deliveries?lane=&state=&cursor= : one line per attempt, newest first. */
export const DeliveryView = z
  .object({
    id: Uuid,
    eventId: Uuid,
    type: z.string(),
    /** Null for a test. */
    lane: Uuid.nullable(),
    sequence: z.number().int().nullable(),
    attempt: z.number().int(),
    at: Moment,
    state: z.enum(['delivered', 'failed', 'parked', 'refused']),
    status: z.number().int().optional(),
    tookMs: z.number().int(),
    /** Words of the failure: `connection refused`, `address not allowed`, `410: the receiver wants no more`. */
    outcome: z.string(),
    nextTryAt: Moment.optional(),
    resend: z.boolean(),
  })
  .meta({ id: 'DeliveryView' });
export type DeliveryView = z.infer<typeof DeliveryView>;
export const DeliveryPage = pageOf(DeliveryView).meta({ id: 'DeliveryPage' });
export const DeliveryQuery = z.object({
  lane: Uuid.optional(),
  state: z.enum(['delivered', 'failed', 'parked', 'refused']).optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
/** GET /deliveries/:id: what was sent and answered, headers and the first kilobytes of each body. */
export const DeliveryDetail = DeliveryView.extend({
  request: z.object({
    method: z.literal('POST'),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
  }),
  response: z
    .object({ status: z.number().int(), headers: z.record(z.string(), z.string()), body: z.string() })
    .optional(),
}).meta({ id: 'DeliveryDetail' });
/** POST /deliveries/:id/resend · POST /subscriptions/:id/lanes/:lane/retry */
export const Resend = z.strictObject({});
/** POST /subscriptions/:id/lanes/:lane/skip */
export const SkipLane = z.strictObject({ reason: z.string().min(3).max(500) });
