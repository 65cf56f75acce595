import type { z } from 'zod';
import type * as Contracts from '#contracts';
import { ask, askPages } from './queries';

export type SubscriptionList = z.infer<typeof Contracts.SubscriptionList>;
export type DeliveryPage = z.infer<typeof Contracts.DeliveryPage>;
export type DeliveryDetail = z.infer<typeof Contracts.DeliveryDetail>;
export type SubscriptionCreated = z.infer<typeof Contracts.SubscriptionCreated>;

const subscriptions = '/api/notifications/subscriptions';

export const subscriptionsQuery = ask<SubscriptionList>(['notifications', 'subscriptions'], subscriptions);
export const deliveriesQuery = (id: string, query: { lane?: string | undefined; state?: string | undefined }) =>
  askPages<DeliveryPage>(
    ['notifications', 'subscriptions', id, 'deliveries'],
    `${subscriptions}/${id}/deliveries`,
    query,
  );
export const deliveryQuery = (id: string) =>
  ask<DeliveryDetail>(['notifications', 'delivery', id], `/api/notifications/deliveries/${id}`);
export const subscriptionPath = (id: string, act: string): string => `${subscriptions}/${id}/${act}`;
export const webhooksStream = `${subscriptions}/stream`;
