import type { Uuid } from '#contracts';

/** What can have happened in a person's inbox. Its items are other services' facts; only the reading is its own. */
export type InboxEvent = {
  type: 'ItemsRead';
  data: {
    /** Ids of the published events. At most `ITEMS_PER_EVENT`: an envelope holds 65,535 bytes. */
    items: Uuid[];
  };
};

export const ITEMS_PER_EVENT = 1_000;
