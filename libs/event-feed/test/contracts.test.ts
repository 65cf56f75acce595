import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { publishedContracts } from '#contracts';
import { compareContracts, jsonSchemaOf, type JsonSchema } from '#event-feed';
import { describe, expect, test } from '@jest/globals';
import { format } from 'prettier';
import { z, type ZodType } from 'zod';

const folder = new URL('../../contracts/schemas/', import.meta.url);
const RECORD = 'RECORD_SCHEMAS=1 npm run jest -- libs/event-feed/test/contracts.test.ts';

function committed(): Record<string, JsonSchema> {
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [
      file.replace(/\.json$/, ''),
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as JsonSchema,
    ]),
  );
}

describe('published contracts', () => {
  test('nobody who reads them is broken by a change', () => {
    expect(compareContracts(publishedContracts, committed()).broken).toEqual([]);
  });

  test('each is recorded as a JSON Schema', async () => {
    const report = compareContracts(publishedContracts, committed());
    if (process.env['RECORD_SCHEMAS'] && report.broken.length === 0) {
      for (const type of Object.keys(publishedContracts)) {
        const schema = JSON.stringify(jsonSchemaOf(publishedContracts, type));
        writeFileSync(new URL(`${type}.json`, folder), await format(schema, { parser: 'json' }));
      }
      return;
    }
    expect({ unrecorded: report.unrecorded, toRecordThem: RECORD }).toEqual({ unrecorded: [], toRecordThem: RECORD });
  });
});

describe('the comparison', () => {
  const TYPE = 'dossier.test.Noted.v1';
  const original = z.object({
    lane: z.guid(),
    note: z.string().max(100),
    kind: z.enum(['first', 'second']),
    place: z.object({ line: z.int(), page: z.int().optional() }),
    marks: z.array(z.strictObject({ mark: z.string() })),
    either: z.union([z.string(), z.number()]),
    choice: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
  });
  const recorded = { [TYPE]: jsonSchemaOf({ [TYPE]: original }, TYPE) };
  const compared = (changed: ZodType) => compareContracts({ [TYPE]: changed }, recorded);

  test('finds nothing where nothing has changed', () => {
    expect(compared(original)).toEqual({ broken: [], unrecorded: [] });
  });

  const planted: [string, ZodType, RegExp][] = [
    ['a removed field', original.omit({ note: true }), /note: the field was removed/],
    [
      'a renamed field',
      original.omit({ note: true }).extend({ remark: z.string().optional() }),
      /note: the field was removed/,
    ],
    ['a new required field', original.extend({ page: z.int() }), /page: a new field is required/],
    [
      'an optional field that is required',
      original.extend({ place: z.object({ line: z.int(), page: z.int() }) }),
      /place\.page: .*now required/,
    ],
    ['a required field that is optional', original.partial({ note: true }), /note: .*now optional/],
    ['another type', original.extend({ note: z.number() }), /note: the type changed from "string" to "number"/],
    ['a narrowed type', original.extend({ either: z.string() }), /either: the type changed/],
    [
      'an alternative less',
      original.extend({ choice: z.union([z.object({ a: z.string() })]) }),
      /choice: the alternatives/,
    ],
    ['a narrowed length', original.extend({ note: z.string().max(50) }), /note: maxLength changed from 100 to 50/],
    ['a value less', original.extend({ kind: z.enum(['first']) }), /kind: /],
    [
      'a value more',
      original.extend({ kind: z.enum(['first', 'second', 'third']) }),
      /kind: the permitted values changed/,
    ],
    [
      'a change within a list',
      original.extend({ marks: z.array(z.strictObject({ mark: z.int() })) }),
      /marks\[\]\.mark: the type/,
    ],
    [
      'a new field where unknown ones are refused',
      original.extend({ marks: z.array(z.strictObject({ mark: z.string(), more: z.string().optional() })) }),
      /marks\[\]\.more: .*takes no unknown ones/,
    ],
    ['an object closed to unknown fields', z.strictObject(original.shape), /the data: additionalProperties changed/],
  ];
  test.each(planted)('finds %s', (_name, changed, words) => {
    const { broken } = compared(changed);
    expect(broken.join('\n')).toMatch(words);
    expect(broken.join('\n')).toMatch(/publish a new one/);
  });

  test('finds a published type that is gone', () => {
    expect(compareContracts({}, recorded).broken).toEqual([
      expect.stringContaining(`${TYPE} has been published and is gone`),
    ]);
  });

  test('follows named parts, also those that hold themselves', () => {
    const Node: ZodType = z
      .object({
        name: z.string(),
        get next() {
          return Node.optional();
        },
      })
      .meta({ id: 'Node' });
    const Changed: ZodType = z
      .object({
        name: z.boolean(),
        get next() {
          return Changed.optional();
        },
      })
      .meta({ id: 'Node' });
    const before = { [TYPE]: jsonSchemaOf({ [TYPE]: z.object({ node: Node }) }, TYPE) };
    expect(compareContracts({ [TYPE]: z.object({ node: Node }) }, before).broken).toEqual([]);
    expect(compareContracts({ [TYPE]: z.object({ node: Changed }) }, before).broken).toEqual([
      expect.stringMatching(/node\.name: the type/),
    ]);
  });

  test('asks for a record of a new optional field and of a new type, and calls neither broken', () => {
    const grown = compareContracts(
      { [TYPE]: original.extend({ more: z.string().optional() }), 'dossier.test.New.v1': original },
      recorded,
    );
    expect(grown).toEqual({
      broken: [],
      unrecorded: [`${TYPE}, more: a new optional field`, 'dossier.test.New.v1 is new'],
    });
  });
});
