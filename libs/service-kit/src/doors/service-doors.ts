import type { Type } from '@nestjs/common';
import { feedController, type ConsumerStatus } from '#event-feed';
import { healthController } from '../health/index.js';
import { ForServices } from '../identity/access-decorators.js';
import { FOLLOWERS } from '../settings/services.js';
import { Counter, Gauge } from 'prom-client';
import { readsController } from '../reads/reads-controller.js';
import { metricsController, serviceMetrics, type ServiceMetrics } from '../metrics/index.js';
import type { FaultLog } from '../problems/problem-filter.js';
import type { ServiceRuntime } from '../runtime/index.js';
import { clockController } from './clock-controller.js';
import { deadLettersController } from './dead-letters-controller.js';

/** The doors that every service has, whatever it decides. */
export interface ServiceDoors {
  /** For the module's `controllers`: health, metrics, clock, feed, dead letters, reads. */
  controllers: Type[];
  /** For the module's middleware: `consumer.apply(metrics.measure).forRoutes('api/<service>/*path')`. */
  metrics: ServiceMetrics;
}

/** @param log hears why a health check failed */
export function serviceDoors(runtime: ServiceRuntime, log: FaultLog): ServiceDoors {
  const { service, log: events, projector, publisher, reactions, foreignViews, overKafka } = runtime;
  const metrics = serviceMetrics(service);
  countReads(metrics, runtime.reads);
  watchPublishers(metrics, () => [reactions.consumer.status(), foreignViews.consumer.status()]);
  // It tells all that is published, of every inquiry, and is not filtered: for the services that follow it. No person sees everything; a wall may stand before an auditor.
  const feed = feedController(`api/${service}/feed`, publisher.source, []) as Type;
  ForServices(...FOLLOWERS[service])(feed);
  const health = healthController(
    service,
    {
      log: async () => void (await events.head()),
      views: () => holds(projector.status().error),
      feed: () => holds(publisher.status().error),
      // In one process, or over HTTP, another service that is away is no reason to keep people from this one.
      ...(overKafka && {
        kafka: () => holds(troubleOf([reactions.consumer.status(), foreignViews.consumer.status()])),
      }),
    },
    (check, error) => log.error({ service, check, err: error }, 'A health check failed'),
  );
  return {
    metrics,
    controllers: [
      health,
      metricsController(metrics),
      clockController(runtime),
      deadLettersController(runtime),
      readsController(runtime),
      feed,
    ],
  };
}

/** What became of the reads: one that could not be recorded is not lost in silence. */
function countReads({ registry }: ServiceMetrics, reads: ServiceRuntime['reads']): void {
  let last = { recorded: 0, dropped: 0 };
  const outcomes = new Counter({
    name: 'dossier_reads_total',
    help: 'Reads of inquiries, by what became of their record. `dropped`: more were waiting than are kept.',
    labelNames: ['outcome'],
    registers: [],
    collect() {
      const { recorded, dropped } = reads.counts();
      this.inc({ outcome: 'recorded' }, recorded - last.recorded);
      this.inc({ outcome: 'dropped' }, dropped - last.dropped);
      last = { recorded, dropped };
    },
  });
  const waiting = new Gauge({
    name: 'dossier_reads_waiting',
    help: 'Reads that wait to be recorded.',
    registers: [],
    collect() {
      this.set(reads.counts().waiting);
    },
  });
  registry.registerMetric(outcomes);
  registry.registerMetric(waiting);
}

/** Kafka may bring a publisher's events while its own door is away: health says nothing of that, and what is missing in a lane waits for it. */
function watchPublishers({ registry }: ServiceMetrics, consumers: () => ConsumerStatus[]): void {
  const doors = new Gauge({
    name: 'dossier_feed_door_failing',
    help: '1 when a publisher could not be asked the last time: what is missing in a lane is read there. What the carrier brings is handled all the same.',
    labelNames: ['consumer', 'publisher'],
    registers: [],
    collect() {
      for (const { consumer, publishers } of consumers())
        for (const [publisher, { door }] of Object.entries(publishers))
          this.set({ consumer, publisher }, door === undefined ? 0 : 1);
    },
  });
  registry.registerMetric(doors);
}

const holds = (error: string | undefined): Promise<void> =>
  error === undefined ? Promise.resolve() : Promise.reject(new Error(error));

/** Why consumers do not get what they follow, in one line. */
function troubleOf(consumers: ConsumerStatus[]): string | undefined {
  const troubles = consumers.flatMap(({ consumer, publishers }) =>
    Object.entries(publishers).flatMap(([name, { error }]) =>
      error === undefined ? [] : [`${consumer} gets nothing of ${name}: ${error}`],
    ),
  );
  return troubles.length === 0 ? undefined : troubles.join('; ');
}
