import fc from 'fast-check';

/** A schema of an OpenAPI 3.1 document (JSON Schema 2020-12). */
export type Schema = Record<string, unknown>;

/** How deep what is generated nests, at most: a recursive schema would have no end. */
const DEEPEST = 6;

/**
 * Values that a schema admits, most of the time: what it says of shape, length and pattern is kept to; what it does not say
 * (that a day exists, that an id is known) is left to luck.
 * @param schemas the document's components, by name
 * @param known ids that there are, asked for when a value is made
 */
export function fromSchema(
  schema: Schema,
  schemas: Record<string, Schema>,
  known: () => string[],
): fc.Arbitrary<unknown> {
  const of = (one: Schema, depth: number): fc.Arbitrary<unknown> => {
    if (typeof one['$ref'] === 'string') {
      const named = schemas[one['$ref'].slice('#/components/schemas/'.length)] ?? {};
      // Later, not now: a schema may refer to itself.
      return depth > 2 * DEEPEST ? fc.constant(null) : fc.constant(0).chain(() => of(named, depth + 1));
    }
    for (const several of ['anyOf', 'oneOf'] as const)
      if (Array.isArray(one[several])) {
        const choices = one[several] as Schema[];
        return fc.oneof(...choices.map((choice) => of(choice, depth + 1)));
      }
    if (Array.isArray(one['allOf']))
      return fc
        .tuple(...(one['allOf'] as Schema[]).map((part) => of(part, depth)))
        .map((parts) => Object.assign({}, ...parts) as unknown);
    if ('const' in one) return fc.constant(one['const']);
    if (Array.isArray(one['enum'])) return fc.constantFrom(...(one['enum'] as unknown[]));
    switch (Array.isArray(one['type']) ? one['type'][0] : one['type']) {
      case 'string':
        return texts(one, known);
      case 'integer':
      case 'number':
        return numbers(one);
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case 'array':
        return depth > DEEPEST
          ? fc.constant([])
          : fc.array(of((one['items'] as Schema | undefined) ?? {}, depth + 1), {
              minLength: Math.min(numberOf(one['minItems']) ?? 0, 3),
              maxLength: Math.min(numberOf(one['maxItems']) ?? 3, 3),
            });
      case 'object':
        return objects(one, depth);
      default:
        return fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    }
  };
  const objects = (one: Schema, depth: number): fc.Arbitrary<unknown> => {
    const properties = (one['properties'] ?? {}) as Record<string, Schema>;
    const required = (one['required'] ?? []) as string[];
    const wanted = Object.entries(properties).filter(([name]) => depth <= DEEPEST || required.includes(name));
    const fixed = fc.record(Object.fromEntries(wanted.map(([name, inner]) => [name, of(inner, depth + 1)])), {
      requiredKeys: required.filter((name) => name in properties),
    });
    const more = one['additionalProperties'];
    if (typeof more !== 'object' || more === null || depth > DEEPEST) return fixed;
    const names = (one['propertyNames'] as Schema | undefined) ?? {};
    const key = fc.oneof(fc.constantFrom('A1', 'A2', 'B1', 'en', 'fr'), texts({ maxLength: 8, ...names }, known));
    return fc
      .tuple(fixed, fc.dictionary(key.map(String), of(more as Schema, depth + 1), { maxKeys: 3 }))
      .map(([one_, other]) => ({ ...other, ...one_ }));
  };
  return of(schema, 0);
}

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

function texts(schema: Schema, known: () => string[]): fc.Arbitrary<string> {
  const { format, pattern } = schema;
  if (format === 'uuid') return fc.oneof({ arbitrary: anyOf(known), weight: 4 }, { arbitrary: fc.uuid(), weight: 1 });
  if (format === 'date')
    return fc
      .date({ min: new Date('2023-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
  if (format === 'date-time')
    return fc
      .date({ min: new Date('2023-01-01'), max: new Date('2025-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString());
  if (format === 'email') return fc.emailAddress();
  if (format === 'uri') return fc.webUrl();
  if (typeof pattern === 'string')
    return fc.stringMatching(new RegExp(pattern, 'u')).filter((text) => text.length < 300);
  const minLength = numberOf(schema['minLength']) ?? 0;
  const maxLength = Math.min(numberOf(schema['maxLength']) ?? 40, minLength + 40);
  return fc.oneof(
    { arbitrary: fc.string({ minLength, maxLength, unit: 'grapheme' }), weight: 3 },
    { arbitrary: anyOf(known).map((id) => id.slice(0, Math.max(minLength, maxLength))), weight: 1 },
  );
}

function numbers(schema: Schema): fc.Arbitrary<number> {
  const min = numberOf(schema['minimum']) ?? numberOf(schema['exclusiveMinimum']) ?? -1000;
  const max = numberOf(schema['maximum']) ?? numberOf(schema['exclusiveMaximum']) ?? min + 2000;
  return schema['type'] === 'integer'
    ? fc.integer({ min: Math.ceil(min), max: Math.floor(Math.min(max, 2 ** 31)) })
    : fc.double({ min, max, noNaN: true });
}

/** One of what is known when the value is made. */
const anyOf = (known: () => string[]): fc.Arbitrary<string> =>
  fc.nat().map((at) => known()[at % Math.max(1, known().length)] ?? '00000000-0000-4000-8000-000000000000');

/** What no schema admits, or every schema admits and nobody thinks of. */
const HOSTILE: unknown[] = [
  null,
  '',
  ' ',
  -1,
  0,
  1e21,
  2 ** 53,
  1.5,
  true,
  [],
  {},
  [[[[[[[]]]]]]],
  { $ref: '#' },
  "'; drop table log.events; --",
  '" or 1=1 --',
  '\\',
  '%',
  '_%_',
  '\u0000',
  '\ud800',
  '\r\nSet-Cookie: a=b',
  '<script>alert(1)</script>',
  '${7*7}{{7*7}}',
  '../../../../etc/passwd',
  '__proto__',
  '9999-12-31',
  '0000-01-01',
  '2024-02-30',
  '-999999-01-01',
  'NaN',
  '1'.repeat(400),
  'x'.repeat(70_000),
  '\u202e\u200b\ufeff',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿'.repeat(50),
];

/** Fields that an attacker would set if they were taken from the body. */
const STOLEN = { actor: { person: '00000000-0000-4000-8000-000000000000', kind: 'system', role: 'system' }, recordedAt: '2020-01-01T00:00:00.000Z', position: 1, version: 0, id: '00000000-0000-4000-8000-000000000000' }; // prettier-ignore

export const hostile: fc.Arbitrary<unknown> = fc.constantFrom(...HOSTILE);

/** The same value with something wrong in one place: a part replaced, taken away or added. */
export const mutated = (value: unknown): fc.Arbitrary<unknown> =>
  fc.tuple(fc.nat(), fc.constantFrom('replace', 'remove', 'add', 'steal'), hostile).map(([at, how, bad]) => {
    const places = placesIn(value);
    const place = places[at % places.length] ?? [];
    if (place.length === 0) return how === 'steal' && isRecord(value) ? { ...value, ...STOLEN } : bad;
    const copy = structuredClone(value);
    const parent = place.slice(0, -1).reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], copy);
    const key = place.at(-1) ?? '';
    const record = parent as Record<string, unknown>;
    if (how === 'remove') delete record[key];
    else if (how === 'add') record[`${key}x`] = bad;
    else if (how === 'steal') Object.assign(record, STOLEN);
    else record[key] = bad;
    return copy;
  });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The paths of all parts of a value, the whole first. */
function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}
