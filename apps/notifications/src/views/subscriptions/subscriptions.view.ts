import type { StoredEvent } from '#contracts';
import type { View } from '#service-kit';
import type { EntityManager } from 'typeorm';
import type { SubscriptionEvent } from '../../domain/subscription/subscription.events.js';
import { SubscriptionRow } from './subscription.entity.js';

/** The subscriptions as they are now. What has been sent to them is in the delivery's own tables. */
export const subscriptionsView: View = {
  name: 'subscriptions',
  version: 1,
  tables: ['subscription'],
  sight: { subscription: { own: 'created_by', auditors: true } },
  async own(event: StoredEvent, db: EntityManager) {
    if (!event.stream.startsWith('subscription-')) return;
    const id = event.stream.slice('subscription-'.length);
    const { version } = event;
    const { type, data } = event as unknown as SubscriptionEvent;
    switch (type) {
      case 'SubscriptionCreated': {
        const { title, url, types, inquiries, createdBy } = data;
        const createdAt = new Date(event.recordedAt);
        await db.insert(SubscriptionRow, {
          id,
          version,
          title,
          url,
          types,
          inquiries,
          state: 'active',
          createdBy,
          createdAt,
        });
        return;
      }
      case 'SubscriptionPaused':
        return void (await db.update(SubscriptionRow, { id }, { version, state: 'paused' }));
      case 'SubscriptionResumed':
        return void (await db.update(SubscriptionRow, { id }, { version, state: 'active' }));
      case 'SubscriptionEnded':
        return void (await db.update(SubscriptionRow, { id }, { version, state: 'ended' }));
      case 'TestAsked':
      case 'ResendAsked':
      case 'LaneRetried':
      case 'LaneSkipped':
        return void (await db.update(SubscriptionRow, { id }, { version }));
    }
  },
};
