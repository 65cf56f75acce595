import type { StoredEvent } from '#contracts';
import type { FeedEvent } from '#event-feed';
import type { EntityManager } from 'typeorm';
import type { RowSights } from '../access/row-sight.js';

/**
 * A read model: a fold into its own tables. Its tables are created by the service's migrations, in the schema `views`;
 * everything in `own` and `foreign` reaches them through the given manager alone (its search path says which copy is meant:
 * the live one or a twin that is being compared), never by a schema's name, and stores nothing that depends on now.
 */
export interface View {
  /** The noun on the screen, e.g. `inquiry-list`. */
  name: string;
  /**
   * Goes up with the fold of the own log: a new version is folded anew from the beginning, into emptied tables. A changed fold of foreign facts
   * needs a migration that empties its tables and takes the lanes' places back. A test of each service (`stored-folds`) holds what every version
   * makes of recorded events.
   */
  version: number;
  /** Names of its tables, without schema. No other view writes them. */
  tables: string[];
  /** What the rows of each of its tables tell, and of whose: without it a table is not opened to readers at all. */
  sight: RowSights;
  /** Fold of the service's own log: called for each event, in order. */
  own?: (event: StoredEvent, db: EntityManager) => Promise<void>;
  /** Fold of what other services publish, by published type; in order within a lane only. */
  foreign?: Record<string, (event: FeedEvent, db: EntityManager) => Promise<void>>;
}

/** Consumer name of a view's place in the service's own log. */
export const viewConsumer = (view: Pick<View, 'name' | 'version'>): string => `view:${view.name}@${view.version}`;

/** Consumer name under which a service's views follow the other services. */
export const foreignConsumer = (service: string): string => `${service}.views`;
