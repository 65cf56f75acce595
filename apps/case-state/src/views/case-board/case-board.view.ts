import type { Happened } from '#contracts';
import type { View } from '#service-kit';
import type { EntityManager } from 'typeorm';
import type { CaseEvent } from '../../domain/case/case.events.js';
import { caseOn, evolveCase, type CaseState } from '../../domain/case/case.state.js';
import { ofThisLog, type Stored } from '../../domain/events.js';
import { silentUntil } from '../../domain/procedure/engine/lapses.js';
import { caseOf } from '../kinds.js';
import { CaseBoardRow, CaseEventRow } from './case-board.entity.js';
import { addPart, putRequests, requestsOf, undoLast, without, writeParts } from './case-parts.js';

/** Each case as it stands: stage, steps taken, clocks, requests and replies. */
export const caseBoardView: View = {
  name: 'case-board',
  version: 3,
  tables: ['case_board', 'case_event', 'case_part'],
  sight: {
    case_board: { inquiry: 'inquiry_id' },
    case_event: { with: 'case_board', id: 'case_id' },
    case_part: { with: 'case_board', id: 'case_id' },
  },
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
  const row = await db.findOneBy(CaseBoardRow, { id });
  const inOrder = row !== null && corrects === undefined && effectiveOn >= row.foldedTo;
  const happened = event as unknown as Happened<CaseEvent>;
  const next = inOrder ? await further(db, row, happened) : await anew(db, id);
  // Something about a case that was never opened would have no state; the log does not let it be.
  if (next === undefined) return;
  const { state, steps } = next;
  const foldedTo = row === null || effectiveOn > row.foldedTo ? effectiveOn : row.foldedTo;
  const kept: CaseBoardRow = {
    ...columnsOf(state),
    version: event.version,
    position,
    foldedTo,
    steps,
    state: without(state),
  };
  await db.save(CaseBoardRow, kept);
}

/**
 * One event further: of what has grown, only what it can change is read, and only what it changed is written. The fold is that of the domain; it
 * finds no steps and stages before its own, and puts its own behind them.
 */
async function further(db: EntityManager, row: CaseBoardRow, event: Happened<CaseEvent>): Promise<Folded | undefined> {
  const { id } = row;
  const before: CaseState = { ...row.state, taken: {}, been: [], rfis: await touched(db, id, event) };
  const state = evolveCase(before, event);
  if (state === undefined) return undefined;
  let { steps } = row;
  if (event.type === 'StepTaken') {
    const { step, reopens } = event.data;
    const taken = state.taken[step]?.at(-1);
    if (taken) await addPart(db, id, 'step', step, { ...taken, nth: steps++ });
    if (reopens !== undefined) steps -= await undoLast(db, id, reopens);
  }
  for (const stage of state.been) await addPart(db, id, 'stage', stage.stage, stage);
  if (state.rfis !== before.rfis) await putRequests(db, id, state.rfis);
  return { state, steps };
}

/** The requests that an event may change. */
async function touched(db: EntityManager, id: string, event: Happened<CaseEvent>): Promise<CaseState['rfis']> {
  switch (event.type) {
    case 'RfiNoted':
    case 'ReplyNoted':
    case 'ReplyOverdueNoted':
      return requestsOf(db, id, event.data.rfiId);
    case 'StepTaken':
      return event.data.tally === 'replies-waived' ? requestsOf(db, id) : {};
    default:
      return {};
  }
}

/** From its beginning: the first event, and one that belongs before others that are recorded, or stands for another. */
async function anew(db: EntityManager, id: string): Promise<Folded | undefined> {
  const state = caseOn(await historyOf(db, id));
  return state && { state, steps: await writeParts(db, state) };
}

interface Folded {
  state: CaseState;
  /** How many steps stand. */
  steps: number;
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
