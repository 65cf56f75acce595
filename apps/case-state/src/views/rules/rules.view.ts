import type { View } from '#service-kit';
import { ofThisLog } from '../../domain/events.js';
import { continued } from '../../domain/procedure/procedure-in-parts.js';
import { CalendarRow, ProcedureRow } from './rules.entity.js';

/** Published versions of procedures and calendars. */
export const rulesView: View = {
  name: 'rules',
  version: 1,
  tables: ['procedure', 'calendar'],
  sight: { procedure: 'open', calendar: 'open' },
  own: async (stored, db) => {
    const event = ofThisLog(stored);
    switch (event.type) {
      case 'ProcedurePublished': {
        const { definition, hash } = event.data;
        await db.insert(ProcedureRow, { id: definition.id, version: definition.version, hash, definition });
        return;
      }
      case 'ProcedureContinued': {
        const { id, version } = event.data;
        const row = await db.findOneByOrFail(ProcedureRow, { id, version });
        await db.update(ProcedureRow, { id, version }, { definition: continued(row.definition, event.data) as never });
        return;
      }
      case 'CalendarPublished': {
        const { calendar, hash } = event.data;
        await db.insert(CalendarRow, { id: calendar.id, version: calendar.version, hash, calendar });
      }
    }
  },
};
