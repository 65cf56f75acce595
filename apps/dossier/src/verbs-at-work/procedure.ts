import { procedureSchema, type CommandAnswer } from '#contracts';
import { mapAsSvg, mapAsText, procedureMap, readProcedure } from '#case-state';
import { parseCalendar, shippedCalendars, shippedCountingRules, type HolidayCalendar } from '#legal-clock';
import { print, printJson } from '../output.js';
import { EXIT, Refused, WrongUse } from '../refused.js';
import { atTheDoor, send, type Acting } from './at-the-door.js';
import { jsonOf, tellFaults, textOf } from './rules-file.js';

export interface CheckOptions {
  calendar?: string[];
  json?: boolean;
}

export interface PublishOptions extends CheckOptions, Acting {}

export interface DrawOptions {
  format: 'text' | 'svg';
  json?: boolean;
}

/** Prints everything that is wrong with a file; exit status 1 when something is. @throws WrongUse when it cannot be read */
export function check(file: string, { calendar = [], json }: CheckOptions): void {
  const { faults, definition } = read(file, calendar);
  if (json)
    printJson({
      file,
      ...(definition && { id: definition.id, version: definition.version }),
      sound: faults.length === 0,
      faults,
    });
  else if (faults.length === 0)
    print(
      `${file}: sound (${definition?.stages.length} stages, ${definition?.steps.length} steps, ${definition?.clocks.length} clocks)`,
    );
  else tellFaults(file, faults);
  if (faults.length > 0) process.exitCode = EXIT.refused;
}

/** Publishes a file at the door of case-state; one with faults is not sent. */
export async function publish(file: string, { calendar = [], json, ...acting }: PublishOptions): Promise<void> {
  const { faults, definition } = read(file, calendar);
  if (!definition || faults.length > 0) {
    if (json) printJson({ file, sound: false, faults });
    else tellFaults(file, faults);
    process.exitCode = EXIT.refused;
    return;
  }
  const { id, version } = definition;
  const door = await atTheDoor(acting, 'case-state');
  const { unchanged } = await send<CommandAnswer>(door, '/api/case-state/procedures', definition);
  if (json) printJson({ id, version, unchanged });
  else
    print(
      unchanged
        ? `${id}, version ${version}, is published already.`
        : `${id}, version ${version}, is published: new cases are opened under it; those that are open go on under theirs until somebody moves them.`,
    );
}

/** Prints the JSON Schema of a procedure's file. */
export function schema(): void {
  printJson(procedureSchema());
}

/** Prints the map of a procedure. @throws Refused when the file's shape allows none */
export function draw(file: string, { format, json }: DrawOptions): void {
  const { definition, faults } = read(file, []);
  if (!definition)
    throw new Refused(
      `${file} is not a procedure: ${faults.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
    );
  const map = procedureMap(definition);
  if (json) printJson(map);
  else if (format === 'svg') print(mapAsSvg(map));
  else print(mapAsText(map).join('\n'));
}

function read(file: string, calendars: string[]): ReturnType<typeof readProcedure> {
  const known = {
    calendars: [...shippedCalendars, ...calendars.map(calendarIn)],
    counting: shippedCountingRules.map(({ id }) => id),
  };
  const json = jsonOf(file);
  return 'faults' in json ? json : readProcedure(json.value, known);
}

function calendarIn(file: string): HolidayCalendar {
  try {
    return parseCalendar(JSON.parse(textOf(file)));
  } catch (cause) {
    if (cause instanceof WrongUse) throw cause;
    throw new WrongUse(`--calendar: ${file}: ${(cause as Error).message}`, { cause });
  }
}
