import type { CalendarPublishedV1 } from '#contracts';
import type { FeedEvent } from '#event-feed';
import type { View } from '#service-kit';
import type { z } from 'zod';
import { CalendarRow } from './calendar.entity.js';

/** The calendars that limits are reckoned on, as case-state has published them: its corrections, and those of the authority's own. */
export const calendarsView: View = {
  name: 'calendars',
  version: 1,
  tables: ['calendar'],
  sight: { calendar: 'open' },
  foreign: {
    'dossier.case-state.CalendarPublished.v1': async (event, db) => {
      const { data, recordedAt } = event as FeedEvent<z.infer<typeof CalendarPublishedV1>>;
      const { calendar, hash } = data;
      await db.insert(CalendarRow, {
        id: calendar.id,
        version: calendar.version,
        hash,
        calendar,
        recordedAt: new Date(recordedAt),
      } as CalendarRow);
    },
  },
};
