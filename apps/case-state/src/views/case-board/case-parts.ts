import type { EntityManager } from 'typeorm';
import type { Uuid } from '#contracts';
import type { Views } from '#service-kit';
import type { CaseState, RfiState, TakenStep } from '../../domain/case/case.state.js';
import { CasePartRow, type CaseBoardRow, type CaseRow, type Grown } from './case-board.entity.js';

type Stage = CaseState['been'][number];

/** A state without what grows. */
export function without({ taken: _taken, been: _been, rfis: _rfis, ...kept }: CaseState): Omit<CaseState, keyof Grown> {
  return kept;
}

/** Rows of the board with all their parts. */
export async function whole(views: Views, rows: CaseBoardRow[]): Promise<CaseRow[]> {
  if (rows.length === 0) return [];
  const parts: CasePartRow[] = await views.query(
    `select case_id as "caseId", kind, nth, key, data from case_part where case_id = any($1::uuid[]) order by kind, nth`,
    [rows.map(({ id }) => id)],
  );
  const of = new Map<Uuid, CasePartRow[]>(rows.map(({ id }) => [id, []]));
  for (const part of parts) of.get(part.caseId)?.push(part);
  return rows.map(({ steps: _steps, ...row }) => ({
    ...row,
    state: { ...row.state, ...grownOf(of.get(row.id) ?? []) },
  }));
}

function grownOf(parts: CasePartRow[]): Grown {
  const taken: CaseState['taken'] = {};
  const been: Stage[] = [];
  const rfis: [Uuid, RfiState][] = [];
  for (const { kind, key, data } of parts)
    if (kind === 'step') (taken[key] ??= []).push(data as TakenStep);
    else if (kind === 'stage') been.push(data as Stage);
    else rfis.push([key, data as RfiState]);
  return { taken, been, rfis: Object.fromEntries(rfis.toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

/** All parts of a state, in place of those that there were. @returns how many steps stand */
export async function writeParts(db: EntityManager, { id: caseId, taken, been, rfis }: CaseState): Promise<number> {
  await db.delete(CasePartRow, { caseId });
  const steps = Object.entries(taken)
    .flatMap(([key, of]) => of.map((data) => ({ key, data })))
    .toSorted((a, b) => (a.data.nth ?? 0) - (b.data.nth ?? 0));
  const rows = (kind: CasePartRow['kind'], all: { key: string; data: object }[]) =>
    all.map(({ key, data }, nth) => ({ kind, nth, key, data }));
  await insert(db, caseId, [
    ...rows('step', steps),
    ...rows(
      'stage',
      been.map((data) => ({ key: data.stage, data })),
    ),
    ...rows(
      'request',
      Object.entries(rfis).map(([key, data]) => ({ key, data })),
    ),
  ]);
  return steps.length;
}

async function insert(db: EntityManager, caseId: Uuid, parts: Omit<CasePartRow, 'caseId'>[]): Promise<void> {
  if (parts.length === 0) return;
  await db.query(
    `insert into case_part (case_id, kind, nth, key, data)
     select $1, kind, nth, key, data from jsonb_to_recordset($2::jsonb) as part (kind text, nth integer, key text, data jsonb)`,
    [caseId, JSON.stringify(parts)],
  );
}

/** The requests that an event may change: one, or all. */
export async function requestsOf(db: EntityManager, caseId: Uuid, only?: Uuid): Promise<CaseState['rfis']> {
  const rows = await db.find(CasePartRow, { where: { caseId, kind: 'request', ...(only && { key: only }) } });
  return Object.fromEntries(rows.map(({ key, data }) => [key, data as RfiState]));
}

/** Puts requests in the place of what stood of them, new ones behind the others. */
export async function putRequests(db: EntityManager, caseId: Uuid, rfis: CaseState['rfis']): Promise<void> {
  for (const [key, data] of Object.entries(rfis)) {
    const changed = await db.update(CasePartRow, { caseId, kind: 'request', key }, { data });
    if (changed.affected === 0) await addPart(db, caseId, 'request', key, data);
  }
}

/** Adds a part behind the others of its kind. */
export async function addPart(
  db: EntityManager,
  caseId: Uuid,
  kind: CasePartRow['kind'],
  key: string,
  data: object,
): Promise<void> {
  await db.query(
    `insert into case_part (case_id, kind, nth, key, data)
     select $1, $2, coalesce((select max(nth) + 1 from case_part where case_id = $1 and kind = $2), 0), $3, $4`,
    [caseId, kind, key, JSON.stringify(data)],
  );
}

/** Takes the last taking of a step away: a reopening undoes the closing. @returns how many were taken away, one or none */
export async function undoLast(db: EntityManager, caseId: Uuid, step: string): Promise<number> {
  const gone: [unknown[], number] = await db.query(
    `delete from case_part where (case_id, kind, nth) in
       (select case_id, kind, nth from case_part where case_id = $1 and kind = 'step' and key = $2 order by nth desc limit 1)`,
    [caseId, step],
  );
  return gone[1];
}
