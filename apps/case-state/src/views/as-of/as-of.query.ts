import type { AsOfQuery, AsOfView, TwoTimes, Uuid } from '#contracts';
import { thenOf, type Then } from '#service-kit';
import type { z } from 'zod';
import type { CaseStateDoors } from '../../case-state.js';
import { foldInquiry } from '../../domain/as-of/fold-inquiry.js';
import { eventsOf } from '../matter/matter-then.js';
import { asOfRows } from './as-of-rows.js';

/** The inquiry at (recorded, effective), folded from the log's own events; a day means to its end at the seat. */
export async function asOf(
  { runtime, rulebook, directory }: Pick<CaseStateDoors, 'runtime' | 'rulebook' | 'directory'>,
  id: Uuid,
  query: z.output<typeof AsOfQuery>,
): Promise<AsOfView> {
  const recordedAt = query.recordedAt ?? (query.recorded === 'now' ? undefined : query.recorded);
  const asked = await viewAsked(runtime, { recordedAt, asOf: query.asOf ?? query.effect });
  const events = await eventsOf(runtime.log, id);
  const folded = foldInquiry(
    events.filter(({ position }) => position <= asked.upTo),
    id,
    { effectiveUpTo: asked.day },
  );
  for (const state of folded.cases) await rulebook.ready(state);
  const people = new Map((await directory.list()).map((person) => [person.id, person]));
  const rows = asOfRows(folded, {
    day: asked.day,
    rulesOf: (state) => rulebook.rulesOf(state),
    nameOf: (person) => people.get(person) ?? { name: person, invented: false },
    correctedBy: new Map(events.flatMap((event) => (event.corrects ? [[event.corrects, event.id]] : []))),
  });
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

/** What was asked for, as a prefix and a day, be it now. */
async function viewAsked(runtime: CaseStateDoors['runtime'], times: TwoTimes): Promise<Then> {
  return (await thenOf(runtime, times)) ?? { upTo: await runtime.log.head(), day: await runtime.clock.today() };
}
