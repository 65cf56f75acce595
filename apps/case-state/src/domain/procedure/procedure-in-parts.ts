import type { ProcedureDefinition, StepDefinition } from '#contracts';
import type { ProcedureContinued, ProcedureEvent } from './procedure.events.js';

/** Bytes that one event may hold of a definition: the log takes envelopes of 65,535, and the rest of one needs less than 2,000. */
const ROOM = 60_000;

/** A version as the events that publish it: one where it fits, else the steps that do not in others behind it. */
export function inParts(definition: ProcedureDefinition, hash: string): ProcedureEvent[] {
  const { id, version } = definition;
  const chunks: StepDefinition[][] = [[]];
  let left = ROOM - bytes({ ...definition, steps: [] });
  for (const step of definition.steps) {
    const size = bytes(step) + 1;
    if (size > left && chunks.at(-1)?.length) {
      chunks.push([]);
      left = ROOM;
    }
    chunks.at(-1)?.push(step);
    left -= size;
  }
  const [first = [], ...more] = chunks;
  return [
    { type: 'ProcedurePublished', data: { definition: { ...definition, steps: first }, hash } },
    ...more.map((steps): ProcedureEvent => ({ type: 'ProcedureContinued', data: { id, version, hash, steps } })),
  ];
}

/** A definition with the steps of a further part behind its own. */
export const continued = (
  definition: ProcedureDefinition,
  { steps }: ProcedureContinued['data'],
): ProcedureDefinition => ({
  ...definition,
  steps: [...definition.steps, ...steps],
});

/** The versions that events publish, whole, oldest first. */
export function wholeVersions(events: readonly ProcedureEvent[]): { definition: ProcedureDefinition; hash: string }[] {
  const whole: { definition: ProcedureDefinition; hash: string }[] = [];
  for (const event of events) {
    if (event.type === 'ProcedurePublished') whole.push({ ...event.data });
    else {
      const at = whole.findIndex(({ hash }) => hash === event.data.hash);
      const begun = whole[at];
      if (begun) whole[at] = { ...begun, definition: continued(begun.definition, event.data) };
    }
  }
  return whole;
}

/** Of the JSON of a value, in UTF-8. Its order of members does not matter to it. */
const bytes = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;
