import type { AsOfQuery, AsOfRow, AsOfView, DifferenceQuery, DifferenceView, StoredEvent, Uuid } from '#contracts';
import { causesBetween, differenceBetween, viewOf, type RowsFold, type Then } from '#service-kit';
import type { z } from 'zod';
import type { CaseStateDoors } from '../../case-state.js';
import { evolveParts, foldInquiry, nothingYet, type InquiryParts } from '../../domain/as-of/fold-inquiry.js';
import type { Stored } from '../../domain/events.js';
import { kindOf } from '../kinds.js';
import { eventsOf } from '../matter/matter-then.js';
import { asOfRows } from './as-of-rows.js';

type Doors = Pick<CaseStateDoors, 'runtime' | 'rulebook' | 'directory'>;

/** The inquiry at (recorded, effective), folded from the log's own events; a day means to its end at the seat. */
export async function asOf(doors: Doors, id: Uuid, query: z.output<typeof AsOfQuery>): Promise<AsOfView> {
  const recordedAt = query.recordedAt ?? (query.recorded === 'now' ? undefined : query.recorded);
  const then = await viewOf(doors.runtime, { recordedAt, asOf: query.asOf ?? query.effect });
  const events = await eventsOf(doors.runtime.log, id);
  const folded = foldedAt(events, id, then);
  const fold = await rowsFold(doors);
  const rows = ((await fold.rowsOn(then.day)(folded)) ?? []).flat();
  const causes = await causesBetween([], folded.events, then.day, fold);
  const traceOf = tracing(events);
  return {
    known: folded.inquiry !== undefined,
    recorded: recordedAt ?? 'now',
    effect: then.day,
    upToPosition: folded.upToPosition,
    events: folded.events.length,
    rows: rows.map((row) => ({
      ...row,
      because: (causes.get(row.key) ?? []).toReversed().map(({ event }) => traceOf(event)),
    })),
  };
}

/** What is different between two views of an inquiry, or of one case of it. */
export async function difference(
  doors: Doors,
  id: Uuid,
  query: DifferenceQuery,
  caseId?: Uuid,
): Promise<DifferenceView> {
  const events = await eventsOf(doors.runtime.log, id);
  return differenceBetween(
    doors.runtime,
    query,
    async (then) => foldedAt(events, id, then).events,
    await rowsFold(doors, caseId),
    tracing(events),
  );
}

const foldedAt = (events: StoredEvent[], id: Uuid, { upTo, day }: Then) =>
  foldInquiry(
    events.filter(({ position }) => position <= upTo),
    id,
    { effectiveUpTo: day },
  );

async function rowsFold({ rulebook, directory }: Doors, caseId?: Uuid): Promise<RowsFold<Stored, InquiryParts>> {
  const people = new Map((await directory.list()).map((person) => [person.id, person]));
  return {
    initial: nothingYet,
    evolve: evolveParts,
    rowsOn: (day) => {
      const rows = asOfRows(
        {
          day,
          rulesOf: (state) => rulebook.rulesOf(state),
          nameOf: (person) => people.get(person) ?? { name: person, invented: false },
        },
        caseId,
      );
      return async (folded) => {
        const there =
          caseId === undefined ? folded.inquiry !== undefined : folded.cases.some(({ id }) => id === caseId);
        if (!there) return undefined;
        for (const state of folded.cases) await rulebook.ready(state);
        return rows(folded);
      };
    },
  };
}

/** Of an event, who brought it about and when, and which one recorded since corrects it. */
function tracing(events: StoredEvent[]): (event: Stored) => AsOfRow['because'][number] {
  const correctedBy = new Map(events.flatMap((event) => (event.corrects ? [[event.corrects, event.id]] : [])));
  return (event) => {
    const by = correctedBy.get(event.id);
    return {
      position: event.position,
      kind: kindOf(event),
      ...(event.type === 'StepTaken' && { title: event.data.done }),
      effectiveOn: event.effectiveOn,
      recordedAt: event.recordedAt,
      actor: event.onBehalfOf ?? event.actor.person,
      role: event.actor.role,
      ...(by !== undefined && { correctedBy: by }),
    };
  };
}
