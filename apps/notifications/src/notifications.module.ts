import {
  Inject,
  Logger,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type MiddlewareConsumer,
  type NestModule,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { reportTo, serviceDoors, type ServiceMetrics, type ServiceRuntime, type Settings } from '#service-kit';
import { DeliveriesController } from './http/deliveries.controller.js';
import { InboxController } from './http/inbox.controller.js';
import { SubscriptionsController } from './http/subscriptions.controller.js';
import { Notifications, type NotificationsOptions } from './notifications.js';
import { WhenPublished } from './reactions/when-published.js';

/** What the service is mounted with. */
export interface NotificationsParts {
  runtime: ServiceRuntime;
  settings: Pick<Settings, 'webhookAllow'>;
  /** What an operator must know. Default: the application's log. */
  report?: (error: Error) => void;
  /** Other limits than the product's, for tests. */
  limits?: Pick<NotificationsOptions, 'attempt' | 'engine'>;
}

/** Demonstrations send to this machine: their receivers are the reader's own. */
const DEMONSTRATION_ALLOWS = ['127.0.0.0/8', '::1'];

const METRICS = Symbol('metrics of notifications');

/** The doors of the service, and what runs in it by itself. The runtime is opened, started and closed by whoever mounts it. */
@Module({})
export class NotificationsModule implements NestModule, OnApplicationBootstrap, BeforeApplicationShutdown {
  private stopListening: () => void = () => undefined;

  constructor(
    @Inject(Notifications) private readonly notifications: Notifications,
    @Inject(METRICS) private readonly metrics: ServiceMetrics,
  ) {}

  static register({ runtime, settings, report, limits }: NotificationsParts): DynamicModule {
    const faults = new Logger('notifications');
    const demonstration = runtime.clock.origin === 'demonstration';
    const notifications = new Notifications(runtime, {
      allow: settings.webhookAllow ?? (demonstration ? DEMONSTRATION_ALLOWS : []),
      report: report ?? reportTo(faults),
      ...limits,
    });
    const doors = serviceDoors(runtime, faults);
    return {
      module: NotificationsModule,
      controllers: [
        InboxController,
        SubscriptionsController,
        DeliveriesController,
        WhenPublished,
        ...doors.controllers,
      ],
      providers: [
        { provide: Notifications, useValue: notifications },
        { provide: METRICS, useValue: doors.metrics },
      ],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(this.metrics.measure).forRoutes('api/notifications/*path');
  }

  onApplicationBootstrap(): void {
    const { runtime, live } = this.notifications;
    this.stopListening = runtime.projector.onFolded((events) => {
      for (const { position, stream, type } of events) {
        const subject = stream.slice(stream.length - 36);
        live.announce({ position, subject, type: stream.startsWith('subscription-') ? 'SubscriptionChanged' : type });
      }
    });
    this.notifications.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopListening();
    await this.notifications.stop();
  }
}
