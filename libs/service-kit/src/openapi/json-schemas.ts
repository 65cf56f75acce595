import { z } from 'zod';

type Json = Record<string, unknown>;
type Direction = 'input' | 'output';

const refTo = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/**
 * A zod schema as JSON Schema 2020-12 (which OpenAPI 3.1 uses), with every schema that has an id as a component. A shape that
 * is not the same for what is sent and what is answered (a default makes a field optional in one of them) is called
 * `<id>Input` where it is sent.
 */
export function toComponents(
  schema: z.ZodType,
  direction: Direction,
): { schema: Json; components: Record<string, Json> } {
  const there = named(schema, direction);
  if (direction === 'output') return there;
  const back = named(schema, 'output');
  const different = new Set(
    Object.keys(there.components).filter(
      (name) => JSON.stringify(there.components[name]) !== JSON.stringify(back.components[name]),
    ),
  );
  // Who refers to a different shape is itself different.
  for (let before = -1; before !== different.size;) {
    before = different.size;
    for (const [name, component] of Object.entries(there.components))
      if (refsOf(component).some((ref) => different.has(ref))) different.add(name);
  }
  const rename = (name: string) => (different.has(name) ? `${name}Input` : name);
  return {
    schema: withRefs(there.schema, rename),
    components: Object.fromEntries(
      Object.entries(there.components).map(([name, component]) => [rename(name), withRefs(component, rename)]),
    ),
  };
}

function named(schema: z.ZodType, io: Direction): { schema: Json; components: Record<string, Json> } {
  const {
    $defs = {},
    $schema: _,
    id: __,
    ...root
  } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema as unknown as { def: { type: string; catchall?: unknown } };
      // Only a strict object refuses other fields; an answer may get more of them later.
      if (def.type === 'object' && def.catchall === undefined) delete jsonSchema.additionalProperties;
    },
  }) as Json & { $defs?: Record<string, Json> };
  const components = Object.fromEntries(
    Object.entries($defs).map(([name, { id: ___, ...definition }]) => [name, withRefs(definition, (same) => same)]),
  );
  const { id } = (z.globalRegistry.get(schema) ?? {}) as { id?: string };
  const body = withRefs(root, (same) => same);
  if (id === undefined) return { schema: body, components };
  // A recursive root is among the definitions already.
  return { schema: refTo(id), components: { ...components, [id]: '$ref' in body ? (components[id] ?? body) : body } };
}

const NAME = /^#(?:\/\$defs|\/components\/schemas)\/(.+)$/;

/** The same value with each component that it refers to renamed. */
export function withRefs<T>(value: T, rename: (name: string) => string): T {
  if (Array.isArray(value)) return value.map((item) => withRefs<unknown>(item, rename)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = key === '$ref' && typeof inner === 'string' ? NAME.exec(inner)?.[1] : undefined;
      return [key, name === undefined ? withRefs<unknown>(inner, rename) : `#/components/schemas/${rename(name)}`];
    }),
  ) as T;
}

/** The names of the components that a value refers to. */
export function refsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = key === '$ref' && typeof inner === 'string' ? NAME.exec(inner)?.[1] : undefined;
    return name === undefined ? refsOf(inner) : [name];
  });
}
