import type { Day, ProcedureDefinition, Uuid } from '#contracts';
import type { Views } from '#service-kit';
import { In, LessThan } from 'typeorm';
import type { StepTaken } from '../../domain/case/case.events.js';
import type { CaseState, TakenStep } from '../../domain/case/case.state.js';
import { REOPENING } from '../../domain/case/reopen.js';
import { CaseBoardRow, CaseEventRow, type CaseRow } from './case-board.entity.js';
import { whole } from './case-parts.js';

export const caseById = async (views: Views, id: Uuid): Promise<CaseRow | null> =>
  (await whole(views, await views.getRepository(CaseBoardRow).findBy({ id })))[0] ?? null;

/** The cases of some inquiries, in the order of their opening. */
export const casesOf = async (views: Views, inquiries: Uuid[]): Promise<CaseRow[]> =>
  inOrderOfOpening(
    await whole(views, await views.getRepository(CaseBoardRow).find({ where: { inquiryId: In(inquiries) } })),
  );

export const inOrderOfOpening = (rows: CaseRow[]): CaseRow[] =>
  rows.toSorted((a, b) => order(a.state.openedOn, b.state.openedOn) || order(a.number, b.number));

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Cases in which time may have brought something about by the beginning of a day. */
export const silentBefore = (views: Views, day: Day): Promise<CaseBoardRow[]> =>
  views.getRepository(CaseBoardRow).find({ where: { silenceAfter: LessThan(day) }, order: { id: 'ASC' } });

/** Where and when a step was recorded, and whose act it was if not that of the hand that recorded it. */
export type RecordedStep = Pick<CaseEventRow, 'position' | 'recordedAt' | 'actor' | 'onBehalfOf'>;

/** The steps that a case has taken and that its procedure has no more, as the last taking of each recorded them. */
export async function retiredSteps(
  views: Views,
  { id, taken }: CaseState,
  { steps }: ProcedureDefinition,
): Promise<StepTaken[]> {
  const retired = Object.keys(taken).filter((step) => !steps.some((one) => one.id === step));
  const events = retired.flatMap((step) => taken[step]?.at(-1)?.eventId ?? []);
  if (events.length === 0) return [];
  const rows = await views
    .getRepository(CaseEventRow)
    .find({ select: { data: true }, where: { caseId: id, eventId: In(events) }, order: { position: 'ASC' } });
  return rows.map(({ data }) => data as StepTaken);
}

/** A closing that a reopening undid. */
export interface UndoneClosing extends TakenStep {
  step: string;
}

/** The closings of a case that was opened again, each as its last record has it: no step that stands, and yet one that can be corrected. */
export async function undoneClosings(views: Views, { id, taken }: CaseState): Promise<UndoneClosing[]> {
  if (!taken[REOPENING]?.length) return [];
  const rows = await views
    .getRepository(CaseEventRow)
    .createQueryBuilder('event')
    .where(`event.caseId = :id and event.type = 'StepTaken' and event.data->>'closes' = 'true'`, { id })
    .orderBy('event.position', 'ASC')
    .getMany();
  // A correction may name the first record or a later one of it: the last of each place is the one that stands.
  const placeOf = new Map<string, string>();
  for (const { eventId, corrects } of rows)
    placeOf.set(eventId, (corrects !== null && placeOf.get(corrects)) || eventId);
  const lasts = new Map(rows.map((row) => [placeOf.get(row.eventId), row]));
  const standing = new Set(Object.values(taken).flatMap((of) => of.map(({ eventId }) => eventId)));
  return [...lasts.values()]
    .filter(({ eventId }) => !standing.has(eventId))
    .map(({ eventId, effectiveOn: on, actor, data }) => {
      const { step, inputs, provenance, hand } = data as StepTaken;
      return {
        step,
        on,
        eventId,
        by: hand?.person ?? actor.person,
        ...(hand && { role: hand.role }),
        inputs,
        ...(provenance && { provenance }),
      };
    });
}

/** When and where the events of a case that took steps were recorded, by event id. */
export async function recordedSteps(views: Views, caseId: Uuid): Promise<Map<Uuid, RecordedStep>> {
  const rows = await views.getRepository(CaseEventRow).find({
    select: { eventId: true, position: true, recordedAt: true, actor: true, onBehalfOf: true },
    where: { caseId, type: 'StepTaken' },
  });
  return new Map(rows.map((row) => [row.eventId, row]));
}
