import { readFileSync } from 'node:fs';
import { procedureSchema } from '#contracts';
import { mapAsSvg, mapAsText, procedureMap, readProcedure } from '#case-state';
import { parseCalendar, shippedCalendars, shippedCountingRules, type HolidayCalendar } from '#legal-clock';
import { columns, print, printJson } from '../output.js';
import { EXIT, Refused, WrongUse } from '../refused.js';

export interface CheckOptions {
  calendar?: string[];
  json?: boolean;
}

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
  else {
    print(`${file}: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`);
    for (const line of columns(faults.map(({ path, message }) => [`  ${path}`, message]))) print(line);
  }
  if (faults.length > 0) process.exitCode = EXIT.refused;
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

function read(file: string, calendars: string[]) {
  const known = {
    calendars: [...shippedCalendars, ...calendars.map(calendarIn)],
    counting: shippedCountingRules.map(({ id }) => id),
  };
  const text = textOf(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { faults: [{ path: 'file', message: `is not JSON: ${(error as Error).message}` }] };
  }
  return readProcedure(value, known);
}

function calendarIn(file: string): HolidayCalendar {
  try {
    return parseCalendar(JSON.parse(textOf(file)));
  } catch (cause) {
    if (cause instanceof WrongUse) throw cause;
    throw new WrongUse(`--calendar: ${file}: ${(cause as Error).message}`, { cause });
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new WrongUse(`${file} cannot be read`, { cause });
  }
}
