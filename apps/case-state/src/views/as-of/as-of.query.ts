import type { AsOfQuery, AsOfView, DifferenceQuery, DifferenceView, Uuid } from '#contracts';
import { differenceBetween, viewOf, type Then } from '#service-kit';
import type { z } from 'zod';
import type { CaseStateDoors } from '../../case-state.js';
import { foldInquiry } from '../../domain/as-of/fold-inquiry.js';
import { eventsOf } from '../matter/matter-then.js';
import { asOfRows } from './as-of-rows.js';

type Doors = Pick<CaseStateDoors, 'runtime' | 'rulebook' | 'directory'>;

/** The inquiry at (recorded, effective), folded from the log's own events; a day means to its end at the seat. */
export async function asOf(doors: Doors, id: Uuid, query: z.output<typeof AsOfQuery>): Promise<AsOfView> {
  const recordedAt = query.recordedAt ?? (query.recorded === 'now' ? undefined : query.recorded);
  const asked = await viewOf(doors.runtime, { recordedAt, asOf: query.asOf ?? query.effect });
  const { folded, rows } = await rowsAt(doors, id, asked);
  const { upToPosition } = folded;
  return {
    known: folded.inquiry !== undefined,
    recorded: recordedAt ?? 'now',
    effect: asked.day,
    upToPosition,
    events: folded.events.length,
    rows,
  };
}

/** What is different between two views of an inquiry, or of one case of it. */
export const difference = (doors: Doors, id: Uuid, query: DifferenceQuery, caseId?: Uuid): Promise<DifferenceView> =>
  differenceBetween(doors.runtime, query, async (then) => {
    const { folded, rows } = await rowsAt(doors, id, then, caseId);
    const there = caseId === undefined ? folded.inquiry !== undefined : folded.cases.some((one) => one.id === caseId);
    return there ? rows : undefined;
  });

async function rowsAt({ runtime, rulebook, directory }: Doors, id: Uuid, { upTo, day }: Then, caseId?: Uuid) {
  const events = await eventsOf(runtime.log, id);
  const folded = foldInquiry(
    events.filter(({ position }) => position <= upTo),
    id,
    { effectiveUpTo: day },
  );
  for (const state of folded.cases) await rulebook.ready(state);
  const people = new Map((await directory.list()).map((person) => [person.id, person]));
  const rows = asOfRows(
    folded,
    {
      day,
      rulesOf: (state) => rulebook.rulesOf(state),
      nameOf: (person) => people.get(person) ?? { name: person, invented: false },
      correctedBy: new Map(events.flatMap((event) => (event.corrects ? [[event.corrects, event.id]] : []))),
    },
    caseId,
  );
  return { folded, rows };
}
