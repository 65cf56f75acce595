import { describe, expect, test } from '@jest/globals';
import {
  calendarSchema,
  HolidayCalendarFile,
  ProcedureDefinition,
  procedureSchema,
  type LocalizedText,
} from '#contracts';
import { calendarFaults, shippedCalendars, shippedCountingRules } from '#legal-clock';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { readProcedure } from '../../src/rules/read-procedure.js';
import { shippedProcedures } from '../../src/rules/shipped-procedures.js';
import { thirdProcedure } from '../domain/third-procedure.js';

/** A day carries its pattern, too: which days there are is in it. */
const ajv = new Ajv2020({ strict: true, allErrors: true, formats: { date: true, uri: true } });
const known = { calendars: shippedCalendars, counting: shippedCountingRules.map(({ id }) => id) };
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** A file with one place of it made into something else. Where a language stands or a year lies is not the schema's to say. */
const spoiled = (file: object): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
      fc.constantFrom<unknown>(undefined, null, 7, -1, 0.5, '', 'x y', {}, [], true, ['x'], { x: 1 }),
    )
    .map(([way, to]) => {
      const copy = plain(file);
      let at = copy as Record<string, unknown>;
      for (const [i, n] of way.entries()) {
        const keys = Object.keys(at);
        const key = keys[n % keys.length];
        if (key === undefined) break;
        const inner = at[key];
        if (i === way.length - 1 || typeof inner !== 'object' || inner === null) {
          if (to === undefined && !Array.isArray(at)) Reflect.deleteProperty(at, key);
          else at[key] = to ?? null;
          break;
        }
        at = inner as Record<string, unknown>;
      }
      return copy;
    });

/** Every text for people within a value. */
const texts = (value: unknown): LocalizedText[] => {
  if (typeof value !== 'object' || value === null) return [];
  if ('en' in value && typeof value.en === 'string') return [value as LocalizedText];
  return Object.values(value).flatMap(texts);
};

describe('The JSON Schema of a procedure’s file', () => {
  const valid = ajv.compile(procedureSchema());

  test.each(shippedProcedures().map((definition) => [`${definition.id} ${definition.version}`, definition] as const))(
    'holds for %s, and the check finds nothing',
    (_, definition) => {
      expect(valid(plain(definition)) || valid.errors).toBe(true);
      // The first version of the story's procedure ends midway, as its note says.
      if (definition.id !== 'eu-antitrust' || definition.version !== 1)
        expect(readProcedure(plain(definition), known).faults).toEqual([]);
    },
  );

  test.each(['eu-antitrust', 'eu-merger', 'sector-inquiry'])('%s says all that it says in French, too', (procedure) => {
    const newest = shippedProcedures().findLast(({ id }) => id === procedure);
    expect(texts(newest).length).toBeGreaterThan(80);
    expect(texts(newest).filter(({ fr }) => !fr)).toEqual([]);
  });

  test('says no where the check says that the shape is wrong, and yes where it says that it is right', () => {
    fc.assert(
      fc.property(spoiled(thirdProcedure), (file) => {
        const shape = ProcedureDefinition.safeParse(file).success;
        expect(valid(file)).toBe(shape);
        if (!shape) expect(readProcedure(file, known).faults.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe('The JSON Schema of a calendar’s file', () => {
  const valid = ajv.compile(calendarSchema());

  test.each(shippedCalendars.map((calendar) => [calendar.id, calendar] as const))('holds for %s', (_, calendar) => {
    expect(valid(plain(calendar)) || valid.errors).toBe(true);
    expect(calendarFaults(plain(calendar))).toEqual([]);
  });

  test('never refuses what the check takes, and reads as the service reads', () => {
    const [first] = shippedCalendars;
    fc.assert(
      fc.property(spoiled({ ...first, years: first!.years.slice(0, 2) }), (file) => {
        const sound = calendarFaults(file).length === 0;
        expect(valid(file)).toBe(HolidayCalendarFile.safeParse(file).success);
        if (sound) expect(valid(file) || valid.errors).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
