import type { RulePin } from '#contracts';
import type { View } from '#service-kit';
import type { EntityManager } from 'typeorm';
import { ofThisLog, type Stored } from '../../domain/events.js';
import { CaseCalendarRow, RecomputationRow, RecomputedCaseRow } from './recomputations.entity.js';

/** Which version of which calendar each case is counted on, and what corrected calendars made of their dates. */
export const recomputationsView: View = {
  name: 'recomputations',
  version: 2,
  tables: ['recomputation', 'case_calendar', 'recomputed_case'],
  sight: {
    recomputation: 'open',
    case_calendar: { with: 'case_board', id: 'case_id' },
    recomputed_case: { inquiry: 'inquiry_id' },
  },
  own: async (stored, db) => {
    const event = ofThisLog(stored);
    switch (event.type) {
      case 'CaseOpened': {
        const { caseId, calendar, calendars = [] } = event.data;
        await countedOn(db, caseId, [calendar, ...calendars]);
        return;
      }
      case 'ProcedureMoved': {
        const { caseId, calendars = [] } = event.data;
        const own = await db.findBy(CaseCalendarRow, { caseId });
        await countedOn(
          db,
          caseId,
          calendars.filter(({ id }) => !own.some(({ calendar }) => calendar === id)),
        );
        return;
      }
      case 'StepTaken': {
        const { caseId, closes, reopens } = event.data;
        // A correction stands in the place of what it corrects: by it no case is closed or opened again.
        if (event.corrects === undefined && (closes || reopens !== undefined))
          await db.update(CaseCalendarRow, { caseId }, { open: !closes });
        return;
      }
      case 'ClocksRecomputed':
        await recomputed(db, event);
        return;
      case 'RecomputationStarted': {
        const { calendar, before } = event.data;
        await db.insert(RecomputationRow, {
          ...keyOf(calendar),
          hash: calendar.hash,
          before: before.version,
          state: 'running',
          startedAt: event.recordedAt,
          startedBy: event.actor.person,
          bySystem: event.actor.kind === 'system',
          eventId: event.id,
          changedAt: event.recordedAt,
          reason: null,
          inFavourOf: null,
        });
        return;
      }
      case 'RecomputationStopped':
      case 'RecomputationResumed':
      case 'RecomputationFinished':
        await db.update(RecomputationRow, keyOf(event.data.calendar), {
          state: STATES[event.type],
          changedAt: event.recordedAt,
          reason: event.type === 'RecomputationStopped' ? event.data.reason : null,
          inFavourOf: event.type === 'RecomputationFinished' ? (event.data.inFavourOf ?? null) : null,
        });
    }
  },
};

const STATES = {
  RecomputationStopped: 'stopped',
  RecomputationResumed: 'running',
  RecomputationFinished: 'finished',
} as const;

const keyOf = ({ id, version }: RulePin) => ({ calendar: id, version });

const countedOn = (db: EntityManager, caseId: string, pins: RulePin[]) =>
  db.insert(
    CaseCalendarRow,
    pins.map(({ id, version }) => ({ caseId, calendar: id, version, open: true })),
  );

/** A case with many clocks tells it in several events of one append. */
async function recomputed(db: EntityManager, event: Stored<'ClocksRecomputed'>): Promise<void> {
  const { caseId, inquiryId, caseNumber: number, calendar, moved, kept } = event.data;
  const { position, recordedAt } = event;
  await db.update(CaseCalendarRow, { caseId, calendar: calendar.id }, { version: calendar.version });
  const key = { ...keyOf(calendar), caseId };
  const before = await db.findOneBy(RecomputedCaseRow, key);
  const all = { moved: [...(before?.moved ?? []), ...moved], kept: [...(before?.kept ?? []), ...kept] };
  const changed = all.moved.length + all.kept.length > 0;
  await db.save(RecomputedCaseRow, { ...key, inquiryId, number, ...all, changed, position, recordedAt });
}
