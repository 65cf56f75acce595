import type { Happened } from '#contracts';
import type { View } from '#service-kit';
import type { EntityManager } from 'typeorm';
import type { CaseEvent } from '../../domain/case/case.events.js';
import { caseOn, evolveCase, type CaseState } from '../../domain/case/case.state.js';
import { ofThisLog, type Stored } from '../../domain/events.js';
import { silentUntil } from '../../domain/procedure/engine/lapses.js';
import { caseOf } from '../kinds.js';
import { CaseEventRow, CaseRow } from './case-board.entity.js';

/** Each case as it stands: stage, steps taken, clocks, requests and replies. */
export const caseBoardView: View = {
  name: 'case-board',
  version: 2,
  tables: ['case_board', 'case_event'],
  sight: { case_board: { inquiry: 'inquiry_id' }, case_event: { with: 'case_board', id: 'case_id' } },
  own: async (stored, db) => {
    const event = ofThisLog(stored);
    const id = caseOf(event);
    if (id !== undefined) await fold(db, id, event as Stored<CaseEvent['type']>);
  },
};

async function fold(db: EntityManager, id: string, event: Stored<CaseEvent['type']>): Promise<void> {
  const { position, type, data, actor, onBehalfOf, effectiveOn, recordedAt, corrects } = event;
  await db.insert(CaseEventRow, {
    position,
    caseId: id,
    eventId: event.id,
    type,
    data,
    actor,
    onBehalfOf: onBehalfOf ?? null,
    effectiveOn,
    recordedAt,
    corrects: corrects ?? null,
  });
  const row = await db.findOneBy(CaseRow, { id });
  const inOrder = corrects === undefined && (row === null || effectiveOn >= row.foldedTo);
  const state = inOrder
    ? evolveCase(row?.state, event as unknown as Happened<CaseEvent>)
    : caseOn(await historyOf(db, id));
  // Something about a case that was never opened would have no state; the log does not let it be.
  if (state === undefined) return;
  const foldedTo = row === null || effectiveOn > row.foldedTo ? effectiveOn : row.foldedTo;
  const next: CaseRow = { ...columnsOf(state), version: event.version, position, foldedTo, state };
  await db.save(CaseRow, next);
}

/** What is looked for in a case without reading its state. */
export const columnsOf = (state: CaseState) => ({
  id: state.id,
  inquiryId: state.inquiryId,
  number: state.number,
  procedure: state.procedure.id,
  stage: state.stage,
  closed: state.closedOn !== undefined,
  silenceAfter: silentUntil(Object.values(state.clocks)) ?? null,
});

async function historyOf(db: EntityManager, caseId: string): Promise<Happened<CaseEvent>[]> {
  const rows = await db.find(CaseEventRow, { where: { caseId }, order: { position: 'ASC' } });
  return rows.map(
    ({ eventId, type, data, actor, effectiveOn, corrects }) =>
      ({ id: eventId, type, data, actor, effectiveOn, ...(corrects !== null && { corrects }) }) as Happened<CaseEvent>,
  );
}
