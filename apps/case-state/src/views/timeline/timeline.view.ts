import type { View } from '#service-kit';
import { type EntityManager, IsNull, Not } from 'typeorm';
import { ofThisLog, type Stored } from '../../domain/events.js';
import { caseOf, inquiryOf, kindOf } from '../kinds.js';
import { tellingOf } from './telling.js';
import { TimelineRow } from './timeline.entity.js';

/** Every event of an inquiry and its cases, with both times. */
export const timelineView: View = {
  name: 'timeline',
  version: 4,
  tables: ['timeline_item'],
  sight: { timeline_item: { inquiry: 'inquiry_id' } },
  own: async (stored, db) => {
    const event = ofThisLog(stored);
    const inquiryId = inquiryOf(event);
    if (inquiryId === undefined) return;
    const caseId = caseOf(event);
    const { told, title, basis, rfiId, provenance, ...telling } = tellingOf(event);
    const params = {
      ...telling.params,
      ...(caseId && (await movedBy(event, caseId, db))),
      ...(await becauseOf(event, db)),
    };
    const caseNumber =
      telling.caseNumber ??
      (caseId && (await db.findOneBy(TimelineRow, { caseId, caseNumber: Not(IsNull()) }))?.caseNumber);
    const { backdatingReason, correctionReason } = event.data as {
      backdatingReason?: string;
      correctionReason?: string;
    };
    await db.insert(TimelineRow, {
      position: event.position,
      eventId: event.id,
      inquiryId,
      caseId: caseId ?? null,
      caseNumber: caseNumber ?? null,
      rfiId: rfiId ?? null,
      kind: kindOf(event),
      told,
      title: title ?? null,
      params,
      effectiveOn: event.effectiveOn,
      recordedAt: event.recordedAt,
      person: event.onBehalfOf ?? event.actor.person,
      actorKind: event.actor.kind,
      actorRole: event.actor.role,
      corrects: event.corrects ?? null,
      place: await placeOf(event, db),
      basis,
      reason: correctionReason ?? backdatingReason ?? null,
      provenance: provenance ?? (await standingOfRequest(event, db)),
    });
  },
};

/** A correction stands in the place of what it corrects, which may be a correction itself. */
async function placeOf({ id, corrects }: Stored, db: EntityManager): Promise<string> {
  if (corrects === undefined) return id;
  return (await db.findOneBy(TimelineRow, { eventId: corrects }))?.place ?? id;
}

/** The step whose correction had it recorded. */
async function becauseOf({ type, causation }: Stored, db: EntityManager): Promise<TimelineRow['params']> {
  if ((type !== 'StepTaken' && type !== 'StepRefused') || causation === undefined) return {};
  const corrected = await db.findOneBy(TimelineRow, { eventId: causation });
  return corrected?.title ? { because: corrected.title } : {};
}

/** Where a fact of another desk has moved the case: said by the step that was recorded with it, just before. */
async function movedBy({ type, position }: Stored, caseId: string, db: EntityManager): Promise<TimelineRow['params']> {
  if (type !== 'RfiNoted' && type !== 'ReplyNoted') return {};
  const step = await db.findOneBy(TimelineRow, { position: position - 1, caseId, kind: 'StepTaken', told: false });
  const { moved, stage } = step?.params ?? {};
  return moved === true && stage !== undefined ? { movedTo: stage } : {};
}

/** That a limit passed is as well founded as the request that set it. */
async function standingOfRequest({ type, data }: Stored, db: EntityManager): Promise<TimelineRow['provenance']> {
  if (type !== 'ReplyOverdueNoted') return null;
  const request = await db.findOneBy(TimelineRow, { rfiId: data.rfiId, kind: 'RfiIssued' });
  return request?.provenance ?? null;
}
