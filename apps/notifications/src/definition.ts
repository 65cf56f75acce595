import { accessView, type ApiDescription, type ServiceDefinition } from '#service-kit';
import { Access1764460800000 } from './views/access.migration.js';
import { CreateViews1732300000001 } from './views/create-views.migration.js';
import { ExpiryWarnings1765238400000 } from './views/expiry-warnings.migration.js';
import { inboxView } from './views/inbox/inbox.view.js';
import { membershipView } from './views/membership/membership.view.js';
import { NoRestrictions1765497600000 } from './views/no-restrictions.migration.js';
import { Restrictions1765411200000 } from './views/restrictions.migration.js';
import { TakenIn1764892800002 } from './views/taken-in.migration.js';
import { SubscriptionRow } from './views/subscriptions/subscription.entity.js';
import { subscriptionsView } from './views/subscriptions/subscriptions.view.js';
import { CreateDelivery1732300000000 } from './webhooks/queue/create-delivery.migration.js';

/** The service as data. It publishes nothing: what it decides concerns nobody but its own subscribers and readers. */
export const notificationsDefinition: ServiceDefinition = {
  service: 'notifications',
  mapping: {
    SubscriptionCreated: null,
    SubscriptionPaused: null,
    SubscriptionResumed: null,
    SubscriptionEnded: null,
    TestAsked: null,
    ResendAsked: null,
    LaneRetried: null,
    LaneSkipped: null,
    ItemsRead: null,
  },
  views: [accessView('foreign'), membershipView, subscriptionsView, inboxView],
  entities: [SubscriptionRow],
  migrations: [
    CreateDelivery1732300000000,
    CreateViews1732300000001,
    Access1764460800000,
    TakenIn1764892800002,
    ExpiryWarnings1765238400000,
    Restrictions1765411200000,
    NoRestrictions1765497600000,
  ],
  lapses: [],
  follows: ['intake', 'case-state'],
};

export const notificationsApi: ApiDescription = {
  title: 'Dossier: notifications',
  description:
    'Who is told what, when, and whether it arrived: inboxes of officers, webhook subscriptions with their lanes, and the log of deliveries.',
  version: '1',
};
