import type { StoredEvent, Uuid } from '#contracts';
import type { Log } from '#event-store';
import type { Then } from '#service-kit';
import { foldInquiry, type FoldedInquiry } from '../../domain/as-of/fold-inquiry.js';
import type { CaseState } from '../../domain/case/case.state.js';
import { ofThisLog, type Stored } from '../../domain/events.js';
import type { CaseRow } from '../case-board/case-board.entity.js';
import { inOrderOfOpening, type RecordedStep } from '../case-board/case-board.query.js';
import { columnsOf } from '../case-board/case-board.view.js';
import type { InquiryRow } from '../inquiry-list/inquiry.entity.js';
import { wordsOf } from '../inquiry-list/inquiry-list.view.js';
import { caseOf, kindOf } from '../kinds.js';
import type { MembershipRow } from '../membership/membership.entity.js';
import { inOrderOfJoining } from '../membership/membership.query.js';
import type { Matter } from './matter.js';

/** A matter as it stood, and when and where its steps were recorded. */
export interface MatterThen extends Matter {
  recorded: ReadonlyMap<Uuid, RecordedStep>;
}

/**
 * An inquiry as it stood: folded from the log alone, into the very rows that the views keep of now, so that a page of the past and one of now
 * are made by the same hand.
 * @returns undefined when nothing of it was there then
 */
export async function matterThen(log: Log, id: Uuid, then: Then): Promise<MatterThen | undefined> {
  const events = await eventsOf(log, id, then.upTo);
  const told = events.filter(({ effectiveOn }) => effectiveOn <= then.day).length;
  return rowsOf(foldInquiry(events, id, { effectiveUpTo: then.day }), told);
}

/** The rows that a fold comes to. @param told events that had been recorded, those that were corrected since among them */
function rowsOf({ inquiry, cases, events }: FoldedInquiry, told: number): MatterThen | undefined {
  const last = events.toSorted((a, b) => a.position - b.position).at(-1);
  if (!inquiry || !last) return undefined;
  const { id, number, title, lede, leadId, unit, openedOn, provenance } = inquiry;
  const row: InquiryRow = {
    id,
    version: lastOf(events.filter(({ stream }) => stream.startsWith('inquiry-'))).version,
    number,
    title,
    lede: lede ?? null,
    leadId: leadId ?? null,
    unit: unit ?? null,
    openedOn,
    provenance: provenance ?? null,
    events: told,
    lastPosition: last.position,
    lastKind: kindOf(last),
    lastRecordedAt: last.recordedAt,
    lastEffectiveOn: last.effectiveOn,
    words: [
      wordsOf(number, title, lede),
      ...cases.map((state) => wordsOf(state.number, state.title, state.question)),
    ].join(' '),
  };
  return {
    inquiry: row,
    cases: inOrderOfOpening(cases.map((state) => caseRow(state, events))),
    members: inOrderOfJoining(
      inquiry.members.map(({ person, role, conflict, since, until }): MembershipRow => ({
        inquiryId: id,
        person,
        role,
        conflict,
        from: since,
        until: until ?? null,
      })),
    ),
    recorded: new Map(
      events.map(({ id: eventId, position, recordedAt, actor, onBehalfOf }) => [
        eventId,
        { position, recordedAt, actor, onBehalfOf: onBehalfOf ?? null },
      ]),
    ),
  };
}

function caseRow(state: CaseState, events: Stored[]): CaseRow {
  const own = events.filter((event) => caseOf(event) === state.id);
  const { version, position } = lastOf(own);
  return { ...columnsOf(state), version, position, foldedTo: own.at(-1)?.effectiveOn ?? state.openedOn, state };
}

/** The last one recorded, of events in the order of effect. */
function lastOf(events: Stored[]): Stored {
  const last = events.toSorted((a, b) => a.position - b.position).at(-1);
  if (!last) throw new Error('what has a state has an event');
  return last;
}

/** Everything of an inquiry up to a position, in the order of recording: its own stream, and those of the cases that it names. */
export async function eventsOf(log: Log, id: Uuid, upTo?: number): Promise<StoredEvent[]> {
  const some = upTo === undefined ? {} : { upTo };
  const own = await log.read(`inquiry-${id}`, some);
  const cases = own.map(ofThisLog).flatMap((event) => (event.type === 'CaseLinked' ? [event.data.caseId] : []));
  const streams = await Promise.all(cases.map((caseId) => log.read(`case-${caseId}`, some)));
  return [...own, ...streams.flat()].sort((a, b) => a.position - b.position);
}
