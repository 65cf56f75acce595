import { setTimeout as pause } from 'node:timers/promises';
import { calendarSchema, type CommandAnswer, type MovedDates, type RecomputationView } from '#contracts';
import { calendarFaults, type HolidayCalendar } from '#legal-clock';
import type { z } from 'zod';
import { columns, print, printJson } from '../output.js';
import { EXIT } from '../refused.js';
import { ask, atTheDoor, send, type Acting, type AtTheDoor } from './at-the-door.js';
import { jsonOf, tellFaults, type FileFault } from './rules-file.js';

export interface OfVersion extends Acting {
  json?: boolean;
}
export interface PublishOptions extends OfVersion {
  wait: boolean;
}
export interface StopOptions extends OfVersion {
  reason: string;
}

/** Prints everything that is wrong with a file; exit status 1 when something is. @throws WrongUse when it cannot be read */
export function check(file: string, { json }: { json?: boolean }): void {
  const { faults, calendar } = read(file);
  if (json)
    printJson({
      file,
      ...(calendar && { id: calendar.id, version: calendar.version }),
      sound: faults.length === 0,
      faults,
    });
  else if (calendar) print(`${file}: sound (${calendar.id}, version ${calendar.version}, ${spanOf(calendar)})`);
  else tellFaults(file, faults);
  if (faults.length > 0) process.exitCode = EXIT.refused;
}

/** Prints the JSON Schema of a calendar's file. */
export function schema(): void {
  printJson(calendarSchema());
}

/** Publishes a file at the door of case-state, and tells how far the open cases are counted on it. */
export async function publish(file: string, options: PublishOptions): Promise<void> {
  const { faults, calendar } = read(file);
  if (!calendar) {
    tellFaults(file, faults);
    process.exitCode = EXIT.refused;
    return;
  }
  const door = await atTheDoor(options, 'case-state');
  const { unchanged } = await send<CommandAnswer>(door, '/api/case-state/calendars', calendar);
  const path = `/api/case-state/calendars/${encodeURIComponent(calendar.id)}/${calendar.version}`;
  const say = (line: string) => (options.json ? undefined : print(line));
  say(`${calendar.id}, version ${calendar.version}, ${unchanged ? 'is published already' : 'is published'}.`);
  const work = await following(door, path, options.wait, say);
  if (options.json) printJson({ id: calendar.id, version: calendar.version, unchanged, recomputation: work ?? null });
  else if (!work) print('No case was counted on an earlier version.');
  else if (work.progress)
    print(
      `${work.state}: ${work.progress.done} counted, ${work.progress.left} left, ${work.progress.changed} with a date that moved or should have.`,
    );
}

/** Until it stands still, or at once. */
async function following(door: AtTheDoor, path: string, wait: boolean, say: (line: string) => void) {
  let told = '';
  for (;;) {
    const work = await ask<RecomputationView>(door, `${path}/recomputation`);
    if (!work || !wait || work.state !== 'running') return work;
    const { progress } = work;
    const line = progress ? `${progress.done} of ${progress.done + progress.left}` : work.state;
    if (line !== told) say((told = line));
    await pause(500);
  }
}

/** Prints which dates a version moved. */
export async function moved(id: string, version: number, options: OfVersion): Promise<void> {
  const door = await atTheDoor(options, 'case-state');
  const items: z.infer<typeof MovedDates>['items'] = [];
  let next: string | undefined;
  do {
    const query = new URLSearchParams({ limit: '200', ...(next !== undefined && { cursor: next }) });
    const page = await ask<z.infer<typeof MovedDates>>(
      door,
      `/api/case-state/calendars/${encodeURIComponent(id)}/${version}/moved?${query.toString()}`,
    );
    items.push(...(page?.items ?? []));
    next = page?.next;
  } while (next !== undefined);
  if (options.json) return printJson({ id, version, items });
  if (items.length === 0) return print('No date of a case that you may see has moved.');
  const rows = items.flatMap(({ number, moved: dates, kept }) => [
    ...dates.map(({ title, from, to }) => [number, title.en, from.end ?? 'stands still', to.end ?? 'stands still', '']),
    ...kept.map(({ title, end, why, would, year }) => [
      number,
      title.en,
      end ?? 'stands still',
      end ?? 'stands still',
      why === 'no-list' ? `kept: no list for ${year}` : `kept: ${would} has passed`,
    ]),
  ]);
  for (const line of columns([['case', 'clock', 'before', 'after', ''], ...rows])) print(line);
}

export async function stop(id: string, version: number, { reason, ...options }: StopOptions): Promise<void> {
  await steer(id, version, 'stop', { reason }, options);
}

export async function resume(id: string, version: number, options: OfVersion): Promise<void> {
  await steer(id, version, 'resume', {}, options);
}

async function steer(id: string, version: number, act: 'stop' | 'resume', body: object, options: OfVersion) {
  const door = await atTheDoor(options, 'case-state');
  const path = `/api/case-state/calendars/${encodeURIComponent(id)}/${version}/recomputation`;
  const { unchanged } = await send<CommandAnswer>(door, `${path}/${act}`, body);
  const work = await ask<RecomputationView>(door, path);
  if (options.json) printJson({ unchanged, recomputation: work ?? null });
  else print(`${id}, version ${version}: ${work?.state ?? 'unknown'}${unchanged ? ' (as before)' : ''}.`);
}

function read(file: string): { calendar?: HolidayCalendar; faults: FileFault[] } {
  const json = jsonOf(file);
  if ('faults' in json) return json;
  const faults = calendarFaults(json.value);
  return faults.length > 0 ? { faults } : { calendar: json.value as HolidayCalendar, faults };
}

const spanOf = ({ years }: HolidayCalendar): string => {
  const all = years.map(({ year }) => year).sort((a, b) => a - b);
  return all.length === 0 ? 'no years' : `${all[0]}–${all.at(-1)}`;
};
