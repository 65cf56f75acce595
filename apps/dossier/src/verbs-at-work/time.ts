import type { ClockView, ProblemView } from '#contracts';
import { addDays, endOfDay, isDay } from '#legal-clock';
import { columns, print, printJson } from '../output.js';
import { Refused, WrongUse } from '../refused.js';
import { anybodyAtTheDoor, atTheDoor, refusal, type Acting, type AtTheDoor } from './at-the-door.js';

export interface TimeOptions extends Acting {
  /** A day, at whose beginning it is moved to, or a moment. */
  to?: string;
  json?: boolean;
}

type Reading = ClockView & { service: string };

/** Prints which time each service goes by, after it was moved where that is asked for. @throws WrongUse, Refused */
export async function tellTime({ to, json, ...acting }: TimeOptions): Promise<void> {
  const readings = to === undefined ? await read(await anybodyAtTheDoor()) : await move(to, acting);
  if (json) return printJson({ services: readings });
  const rows = readings.map(({ service, now, today, timeZone, origin }) => [
    service,
    now,
    `${today}, ${timeZone}`,
    origin,
  ]);
  for (const line of columns([['service', 'now', 'today at the seat', 'clock'], ...rows])) print(line);
}

/** All of them, or none: one that has gone further than that already is found before any is moved. */
async function move(to: string, acting: Acting): Promise<Reading[]> {
  const door = await atTheDoor(acting);
  const before = await read(door);
  const moment = momentOf(to, before[0]?.timeZone ?? 'UTC');
  const real = before.find(({ origin }) => origin === 'real');
  if (real) throw new Refused(`${real.service} goes by the real time, which nobody moves.`);
  const ahead = before.find(({ now }) => Date.parse(now) >= Date.parse(moment));
  if (ahead) throw new Refused(`It is ${ahead.now} for ${ahead.service} already: time goes forward only.`);
  for (const { url, service } of door.doors) {
    const answer = await door.knock(`${url}/api/${service}/clock`, { method: 'POST', body: { to: moment } });
    if (!answer.ok) throw refusal((await answer.json()) as ProblemView);
  }
  return read(door);
}

const read = ({ doors, knock }: AtTheDoor): Promise<Reading[]> =>
  Promise.all(
    doors.map(async ({ service, url }) => {
      const answer = await knock(`${url}/api/${service}/clock`);
      if (!answer.ok) throw refusal((await answer.json()) as ProblemView);
      return { service, ...((await answer.json()) as ClockView) };
    }),
  );

function momentOf(to: string, timeZone: string): string {
  if (isDay(to)) return new Date(Date.parse(endOfDay(addDays(to, -1), timeZone)) + 1).toISOString();
  const at = /^\d{4}-\d{2}-\d{2}T\S+(Z|[+-]\d{2}:\d{2})$/.test(to) ? Date.parse(to) : NaN;
  if (Number.isNaN(at))
    throw new WrongUse(`${JSON.stringify(to)} is neither a day (2026-12-24) nor a moment (2026-12-24T09:00:00Z).`);
  return new Date(at).toISOString();
}
