import type { SubscriptionView, Uuid } from '#contracts';
import type { AccessReader, Sight } from '#service-kit';
import type { Notifications } from '../../notifications.js';
import { lanesOf, lastDayOf, secretHints } from '../../webhooks/queue/delivery-report.js';
import { SubscriptionRow } from './subscription.entity.js';

/** Whose subscriptions a reader sees: one's own; an auditor sees all. */
const visible = ({ scope, person }: Sight): { createdBy?: Uuid } =>
  scope === 'everything' || scope === 'all-but-walled' ? {} : { createdBy: person };

/** A subscription that the reader may see. */
export async function subscriptionById(
  { runtime }: Notifications,
  reader: AccessReader,
  id: Uuid,
): Promise<SubscriptionRow | undefined> {
  const row = await runtime.access.reading(reader, (views, sight) =>
    views.getRepository(SubscriptionRow).findOneBy({ id, ...visible(sight) }),
  );
  return row ?? undefined;
}

/** The subscriptions that the reader may see, or the one of them with this id, with their lanes in the inquiries that the reader may see. */
export async function subscriptionsFor(
  notifications: Notifications,
  reader: AccessReader,
  id?: Uuid,
): Promise<SubscriptionView[]> {
  const { runtime } = notifications;
  const { rows, sight } = await runtime.access.reading(reader, async (views, sight) => ({
    rows: await views.getRepository(SubscriptionRow).find({
      where: { ...visible(sight), ...(id !== undefined && { id }) },
      order: { createdAt: 'ASC', id: 'ASC' },
    }),
    sight,
  }));
  const ids = rows.map((row) => row.id);
  const [seen, lanes, hints, lastDay] = await Promise.all([
    runtime.access.amongSeen(
      sight,
      rows.flatMap((row) => row.inquiries),
    ),
    lanesOf(runtime.pool, ids, sight),
    secretHints(runtime.pool, ids),
    lastDayOf(runtime.pool, ids, await runtime.clock.now(), sight),
  ]);
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    title: row.title,
    url: row.url,
    types: row.types,
    inquiries: row.inquiries.filter((inquiry) => seen.has(inquiry)),
    state: row.state,
    secretHint: hints.get(row.id) ?? '',
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    lanes: lanes.get(row.id) ?? [],
    lastDay: lastDay.get(row.id) ?? { delivered: 0, retried: 0, medianMs: null, p95Ms: null },
  }));
}
