/** A JSON Schema (draft 2020-12) as zod writes it. */
export type JsonSchema = { [keyword: string]: unknown };

export interface SchemaChange {
  /** Where in the data, e.g. `rules[].code`. */
  path: string;
  what: string;
  /** Only what may be added without anybody noticing is. */
  compatible: boolean;
}

/** Keywords that say something to people only. */
const ANNOTATIONS = new Set([
  '$schema',
  '$id',
  '$defs',
  'id',
  'title',
  'description',
  'examples',
  'deprecated',
  'readOnly',
  '$comment',
]);
/** Keywords that hold schemas, compared one by one. */
const SINGLE = ['items', 'additionalProperties', 'propertyNames', 'not', 'contains'] as const;
const SEVERAL = ['anyOf', 'oneOf', 'allOf', 'prefixItems'] as const;
const OWN = new Set<string>(['properties', 'required', '$ref', ...SINGLE, ...SEVERAL]);

const WORDS: Record<string, string> = {
  type: 'the type',
  enum: 'the permitted values',
  const: 'the permitted value',
  format: 'the format',
  pattern: 'the pattern',
};

/**
 * What has changed between two shapes of one published type and version.
 *
 * Published data are read in both directions: old consumers read new events, new consumers read the old events that are kept for ever. Therefore
 * only a new optional field (of an object that takes unknown ones) and words for people are compatible. A constraint that is loosened is refused by
 * consumers that still check the old one; one that is tightened refuses what is stored.
 */
export function schemaChanges(before: JsonSchema, after: JsonSchema): SchemaChange[] {
  const changes: SchemaChange[] = [];
  compare({ root: before, schema: before }, { root: after, schema: after }, '', changes, new Set());
  return changes;
}

interface Place {
  root: JsonSchema;
  schema: JsonSchema;
}

function compare(beforeRef: Place, afterRef: Place, path: string, changes: SchemaChange[], seen: Set<string>): void {
  const pair = `${String(beforeRef.schema['$ref'])}→${String(afterRef.schema['$ref'])}`;
  if (beforeRef.schema['$ref'] !== undefined && afterRef.schema['$ref'] !== undefined) {
    // A shape that holds itself is compared once.
    if (seen.has(pair)) return;
    seen.add(pair);
  }
  const before = followed(beforeRef);
  const after = followed(afterRef);
  const at = path === '' ? 'the data' : path;
  const breaks = (what: string) => changes.push({ path: at, what, compatible: false });

  compareFields(before, after, path, changes, seen);

  for (const keyword of SINGLE) {
    const [was, is] = [before.schema[keyword], after.schema[keyword]];
    if (isSchema(was) && isSchema(is)) {
      compare(
        { ...before, schema: was },
        { ...after, schema: is },
        `${path}${keyword === 'items' ? '[]' : '.*'}`,
        changes,
        seen,
      );
    } else if (!equal(was, is)) breaks(`${nameOf(keyword)} changed from ${text(was)} to ${text(is)}`);
  }
  for (const keyword of SEVERAL) {
    const was = (before.schema[keyword] ?? []) as JsonSchema[];
    const is = (after.schema[keyword] ?? []) as JsonSchema[];
    if (was.length !== is.length) breaks(`the alternatives (${keyword}) were ${was.length} and are ${is.length}`);
    else {
      was.forEach((schema, index) => {
        compare({ ...before, schema }, { ...after, schema: is[index] ?? {} }, path, changes, seen);
      });
    }
  }
  for (const keyword of new Set([...Object.keys(before.schema), ...Object.keys(after.schema)])) {
    if (OWN.has(keyword)) continue;
    const [was, is] = [before.schema[keyword], after.schema[keyword]];
    if (equal(was, is)) continue;
    if (ANNOTATIONS.has(keyword)) changes.push({ path: at, what: `${keyword} reworded`, compatible: true });
    else breaks(`${nameOf(keyword)} changed from ${text(was)} to ${text(is)}`);
  }
}

function compareFields(before: Place, after: Place, path: string, changes: SchemaChange[], seen: Set<string>): void {
  const was = fieldsOf(before);
  const is = fieldsOf(after);
  const field = (name: string) => (path === '' ? name : `${path}.${name}`);
  for (const [name, schema] of was.fields) {
    const now = is.fields.get(name);
    if (now === undefined) {
      changes.push({
        path: field(name),
        what: 'the field was removed (a renamed field is a removed one)',
        compatible: false,
      });
      continue;
    }
    if (was.required.has(name) && !is.required.has(name)) {
      changes.push({ path: field(name), what: 'the field was always there and is now optional', compatible: false });
    }
    if (!was.required.has(name) && is.required.has(name)) {
      changes.push({ path: field(name), what: 'the field was optional and is now required', compatible: false });
    }
    compare({ ...before, schema }, { ...after, schema: now }, field(name), changes, seen);
  }
  for (const name of is.fields.keys()) {
    if (was.fields.has(name)) continue;
    if (is.required.has(name)) {
      changes.push({
        path: field(name),
        what: 'a new field is required; events published before do not have it',
        compatible: false,
      });
    } else if (before.schema['additionalProperties'] === false) {
      changes.push({
        path: field(name),
        what: 'a new field, in an object that takes no unknown ones: consumers refuse it',
        compatible: false,
      });
    } else changes.push({ path: field(name), what: 'a new optional field', compatible: true });
  }
}

function fieldsOf({ schema }: Place): { fields: Map<string, JsonSchema>; required: Set<string> } {
  return {
    fields: new Map(Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)),
    required: new Set((schema['required'] ?? []) as string[]),
  };
}

/** The schema behind a local `$ref`; what stands beside the reference counts too. */
function followed(place: Place): Place {
  const { $ref: ref, ...beside } = place.schema;
  if (typeof ref !== 'string') return place;
  if (ref === '#') return { ...place, schema: place.root };
  let target: unknown = place.root;
  for (const step of ref.replace(/^#\//, '').split('/')) {
    target = (target as JsonSchema | undefined)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  if (!isSchema(target)) throw new Error(`${ref} leads nowhere`);
  return followed({ ...place, schema: { ...target, ...beside } });
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function equal(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isSchema(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

function nameOf(keyword: string): string {
  return WORDS[keyword] ?? keyword;
}

function text(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
