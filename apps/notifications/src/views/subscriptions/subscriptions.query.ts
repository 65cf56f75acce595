import type { SubscriptionView, Uuid } from '#contracts';
import { sightOf, type AccessReader } from '#service-kit';
import type { Notifications } from '../../notifications.js';
import { lanesOf, lastDayOf, secretHints } from '../../webhooks/queue/delivery-report.js';
import { SubscriptionRow } from './subscription.entity.js';

/** Whose subscriptions a reader sees: one's own; an auditor sees all. */
const visible = (reader: AccessReader, all: boolean): { createdBy?: Uuid } => (all ? {} : { createdBy: reader.person });

/** A subscription that the reader may see. */
export async function subscriptionById(
  { runtime, membership }: Notifications,
  reader: AccessReader,
  id: Uuid,
): Promise<SubscriptionRow | undefined> {
  const { all } = await sightOf(reader, membership);
  return (await runtime.dataSource.manager.findOneBy(SubscriptionRow, { id, ...visible(reader, all) })) ?? undefined;
}

/** The subscriptions that the reader may see, or the one of them with this id, with their lanes in the inquiries that the reader may see. */
export async function subscriptionsFor(
  notifications: Notifications,
  reader: AccessReader,
  id?: Uuid,
): Promise<SubscriptionView[]> {
  const { runtime, membership } = notifications;
  const sight = await sightOf(reader, membership);
  const rows = await runtime.dataSource.manager.find(SubscriptionRow, {
    where: { ...visible(reader, sight.all), ...(id !== undefined && { id }) },
    order: { createdAt: 'ASC', id: 'ASC' },
  });
  const ids = rows.map((row) => row.id);
  const inquiries = sight.all ? undefined : sight.inquiries;
  const [lanes, hints, lastDay] = await Promise.all([
    lanesOf(runtime.pool, ids, inquiries),
    secretHints(runtime.pool, ids),
    lastDayOf(runtime.pool, ids, await runtime.clock.now()),
  ]);
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    title: row.title,
    url: row.url,
    types: row.types,
    inquiries: inquiries ? row.inquiries.filter((inquiry) => inquiries.includes(inquiry)) : row.inquiries,
    state: row.state,
    secretHint: hints.get(row.id) ?? '',
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    lanes: lanes.get(row.id) ?? [],
    lastDay: lastDay.get(row.id) ?? { delivered: 0, retried: 0, medianMs: null, p95Ms: null },
  }));
}
