import type { Aggregate, Day, Uuid } from '#contracts';
import type { PublishedMapping } from '#event-feed';
import type { Log } from '#event-store';
import type { DataSource, MigrationInterface } from 'typeorm';
import type { CommandRunner } from '../commands/command-runner.js';
import type { Service } from '../settings/index.js';
import type { View } from '../views/view.js';

/**
 * Which streams may hold something that has lapsed by the beginning of a day: asked of a view, which may be behind, and decided by the aggregate.
 * What the aggregate cannot tell of itself is confirmed by `commands`, from the log.
 */
export interface LapseSource {
  aggregate: Aggregate<never, never> | Aggregate<any, any>; // eslint-disable-line typescript/no-explicit-any
  due(dataSource: DataSource, day: Day, commands: CommandRunner): Promise<Uuid[]>;
}

/** Everything that makes a service the service that it is, as data. */
export interface ServiceDefinition {
  service: Service;
  /** Total over the service's internal events: what is published, and as what. */
  mapping: PublishedMapping<any>; // eslint-disable-line typescript/no-explicit-any
  views: View[];
  /** TypeORM entities of the views (no schema in them) and their migrations, listed one by one. */
  entities: (new () => object)[];
  migrations: (new () => MigrationInterface)[];
  lapses: LapseSource[];
  /** Services whose published facts this one follows. */
  follows: Service[];
  /** Upcasters of old events, by type, then by the version that they lift from. */
  upcasters?: Record<string, Record<number, (data: unknown) => unknown>>;
  /** Brings what is shipped (rules, calendars) into the log; idempotent. Not where one only looks. */
  atStart?: (log: Log, how: { look: boolean }) => Promise<void>;
}
