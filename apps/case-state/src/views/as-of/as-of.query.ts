import type { AsOfQuery, AsOfView, StoredEvent, Uuid } from '#contracts';
import type { Log } from '#event-store';
import { endOfDay } from '#legal-clock';
import type { z } from 'zod';
import type { CaseStateDoors } from '../../case-state.js';
import { foldInquiry } from '../../domain/as-of/fold-inquiry.js';
import { ofThisLog } from '../../domain/events.js';
import { asOfRows } from './as-of-rows.js';

/** The inquiry at (recorded, effective), folded from the log's own events; a day means to its end at the seat. */
export async function asOf(
  { runtime, rulebook, directory }: Pick<CaseStateDoors, 'runtime' | 'rulebook' | 'directory'>,
  id: Uuid,
  { recorded, effect }: z.output<typeof AsOfQuery>,
): Promise<AsOfView> {
  const events = await eventsOf(runtime.log, id);
  const recordedUpTo = recorded === 'now' ? undefined : endOfDay(recorded, runtime.clock.timeZone);
  const folded = foldInquiry(events, id, { recordedUpTo, effectiveUpTo: effect });
  for (const state of folded.cases) await rulebook.ready(state);
  const people = new Map((await directory.list()).map((person) => [person.id, person]));
  const rows = asOfRows(folded, {
    day: effect,
    rulesOf: (state) => rulebook.rulesOf(state),
    nameOf: (person) => people.get(person) ?? { name: person, invented: false },
    correctedBy: new Map(events.flatMap((event) => (event.corrects ? [[event.corrects, event.id]] : []))),
  });
  const { upToPosition } = folded;
  return { known: folded.inquiry !== undefined, recorded, effect, upToPosition, events: folded.events.length, rows };
}

/** Everything of an inquiry, in the order of recording: its own stream, and those of the cases that it names. */
async function eventsOf(log: Log, id: Uuid): Promise<StoredEvent[]> {
  const own = await log.read(`inquiry-${id}`);
  const cases = own.map(ofThisLog).flatMap((event) => (event.type === 'CaseLinked' ? [event.data.caseId] : []));
  const streams = await Promise.all(cases.map((caseId) => log.read(`case-${caseId}`)));
  return [...own, ...streams.flat()].sort((a, b) => a.position - b.position);
}
