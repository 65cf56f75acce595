import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { fromSchema, hostile, mutated, type Schema } from './support/from-schema.js';
import { attackable, type Credentials, type ProductUnderAttack } from './support/product.js';

/**
 * Each description against the product itself: requests that its schemas admit, and the same with something wrong in them, by everybody and by nobody.
 * Whatever is sent, the answer is one that the description has: its status, its content type, its shape; and never a fault of ours.
 * The seed is printed; DOSSIER_FUZZ_SEED=… goes the same way again, DOSSIER_FUZZ_RUNS=… a longer one.
 */
const SERVICES = ['intake', 'case-state', 'notifications'] as const;
const SEED = Number(process.env['DOSSIER_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
/** Requests to each operation. */
const RUNS = Number(process.env['DOSSIER_FUZZ_RUNS'] ?? 20);

interface Operation {
  operationId: string;
  parameters?: { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}
interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}
interface Sent {
  who: string;
  address: string;
  headers: Record<string, string>;
  body?: string;
}

let product: ProductUnderAttack;
let people: Record<string, Credentials>;
/** Ids that answers have held: a request about something that there is goes deeper than one about nothing. */
const known: string[] = [];
const knownSet = new Set<string>();

beforeAll(async () => {
  console.log(`The fuzz goes by the seed ${SEED}.`); // eslint-disable-line no-console
  // The tries are the test's: how many are taken is tested elsewhere.
  product = await attackable({ DOSSIER_SIGN_IN_RATE: '999999', DOSSIER_LINK_RATE: '999999' });
  const open = product.options.outside.find(({ note }) => note?.includes('limit')) ?? product.options.outside[0]!;
  people = { ...product.people, respondent: await product.enter(open.link.slice(open.link.lastIndexOf('/') + 1)) };
});
afterAll(() => product?.stop());

const learn = (text: string): void => {
  for (const [id] of text.matchAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g))
    if (!knownSet.has(id) && knownSet.size < 2000) {
      knownSet.add(id);
      known.push(id);
    }
};

/** Requests to one operation. */
function requests(path: string, method: string, operation: Operation, schemas: Record<string, Schema>) {
  const ids = () => known;
  const parameters = operation.parameters ?? [];
  const value = ({ schema }: { schema: Schema }, wrong: number) =>
    fc.oneof({ arbitrary: fromSchema(schema, schemas, ids), weight: 10 }, { arbitrary: hostile, weight: wrong });
  const ofKind = (kind: string, wrong: number) =>
    fc.record(
      Object.fromEntries(parameters.filter((one) => one.in === kind).map((one) => [one.name, value(one, wrong)])),
      { requiredKeys: kind === 'path' ? undefined : [] } as never,
    ) as fc.Arbitrary<Record<string, unknown>>;
  const content = Object.entries(operation.requestBody?.content ?? {})[0];
  const good = content ? fromSchema(content[1].schema, schemas, ids) : fc.constant(undefined);
  const body = fc.oneof(
    { arbitrary: good, weight: 3 },
    { arbitrary: good.chain((one) => (one === undefined ? fc.constant(one) : mutated(one))), weight: 3 },
    { arbitrary: good.chain((one) => (one === undefined ? hostile : mutated(one).chain(mutated))), weight: 1 },
  );
  return fc
    .record({
      who: fc.constantFrom(...Object.keys(people)),
      path: ofKind('path', 1),
      query: ofKind('query', 2),
      header: ofKind('header', 2),
      body: method === 'get' ? fc.constant(undefined) : body,
    })
    .map((made): Sent => {
      const address = path.replaceAll(/{(\w+)}/g, (_, name: string) => encodeOrRaw(made.path[name]));
      const search = new URLSearchParams(
        Object.entries(made.query).map(([name, text]): [string, string] => [name, asText(text)]),
      );
      const type = content?.[0] ?? 'application/json';
      const text =
        made.body === undefined
          ? undefined
          : type === 'application/json'
            ? JSON.stringify(made.body)
            : new URLSearchParams(
                Object.entries(made.body ?? {}).map(([name, one]): [string, string] => [name, asText(one)]),
              ).toString();
      return {
        who: made.who,
        address: search.size > 0 ? `${address}?${search}` : address,
        headers: {
          ...(text !== undefined && { 'Content-Type': type }),
          ...Object.fromEntries(
            Object.entries(made.header)
              .filter(([name]) => name !== 'Dossier-Position') // a position that is not there yet is waited for, two seconds each
              .map(([name, one]) => [name, asHeader(one)]),
          ),
        },
        ...(text !== undefined && { body: text }),
      };
    });
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
const encodeOrRaw = (value: unknown): string =>
  encodeURIComponent(Buffer.from(asText(value).slice(0, 3000)).toString()) || 'empty';
/** What a client can send at all in a header. */
const asHeader = (value: unknown): string =>
  asText(value)
    .replaceAll(/[^\x20-\x7e]/g, '')
    .slice(0, 3000)
    .trim();

/** Sends it, and says what is wrong with the answer; undefined when nothing is. */
async function askedOf(
  { who, address, headers, body }: Sent,
  method: string,
  { responses }: Operation,
  holds: (status: string, type: string, value: unknown) => string | undefined,
): Promise<string | undefined> {
  const leaving = new AbortController();
  const send = () =>
    fetch(product.url + address, {
      method: method.toUpperCase(),
      headers: { ...people[who], ...headers },
      redirect: 'manual',
      signal: leaving.signal,
      ...(body !== undefined && { body }),
    });
  // A connection that lay idle may have been closed as it was used again: on a busy machine it happens. What ends the product ends both.
  const answer = await send().catch(send);
  const status = String(answer.status);
  const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
  if (type === 'text/event-stream') {
    leaving.abort();
    return responses[status]?.content?.[type] ? undefined : 'a stream that is not described';
  }
  const text = await answer.text();
  learn(text);
  if (answer.status >= 500 && answer.status !== 503) return `a fault: ${text.slice(0, 300)}`;
  const described = responses[status];
  if (!described) return `the status ${status} is not described: ${text.slice(0, 300)}`;
  if (answer.status === 503 && !answer.headers.has('retry-after')) return '503 without Retry-After';
  if (answer.status >= 400 && /node_modules|\bat .+:\d+:\d+/.test(text)) return `a stack trace: ${text.slice(0, 300)}`;
  if (text === '') return undefined;
  if (!described.content?.[type])
    return `${status} is described as ${Object.keys(described.content ?? {}).join(', ') || 'empty'}, not ${type}`;
  return /json/.test(type) ? holds(status, type, JSON.parse(text)) : undefined;
}

describe.each(SERVICES)('the description of %s', (service) => {
  test('is true of whatever is sent', async () => {
    const description = (await (await fetch(`${product.url}/api/${service}/openapi.json`)).json()) as Description;
    const { components, paths } = description;
    const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
    const wrong = new Map<string, string>();
    const statuses = new Map<string, number>();
    // First everybody looks around, so that there are ids to be wrong about.
    for (const [path, { get }] of Object.entries(paths))
      if (get && !path.includes('{') && !path.endsWith('stream'))
        for (const credentials of Object.values(people))
          learn(await (await fetch(product.url + path, { headers: credentials, redirect: 'manual' })).text());

    for (const [path, item] of Object.entries(paths))
      for (const [method, operation] of Object.entries(item)) {
        // The clock of a demonstration runs forward only: once at the end of all calendars, nothing can be tried any more.
        if (operation.operationId === 'moveClock') continue;
        const validators = new Map<string, ReturnType<Ajv2020['compile']>>();
        const holds = (status: string, type: string, value: unknown): string | undefined => {
          const schema = operation.responses[status]?.content?.[type]?.schema;
          if (!schema) return undefined;
          const key = `${status} ${type}`;
          let validate = validators.get(key);
          if (!validate) validators.set(key, (validate = ajv.compile({ ...schema, components })));
          return validate(value) ? undefined : `not as described: ${ajv.errorsText(validate.errors)}`;
        };
        await fc.assert(
          fc.asyncProperty(requests(path, method, operation, components.schemas), async (sent) => {
            const found = await askedOf(sent, method, operation, holds);
            if (found !== undefined)
              wrong.set(
                `${operation.operationId}: ${found.slice(0, 60)}`,
                `${found}\n${JSON.stringify(sent).slice(0, 1500)}`,
              );
          }),
          { seed: SEED, numRuns: RUNS, interruptAfterTimeLimit: 20_000 },
        );
        statuses.set(operation.operationId, (statuses.get(operation.operationId) ?? 0) + 1);
      }
    expect(Object.fromEntries(wrong)).toEqual({});
    expect(statuses.size).toBeGreaterThan(10);
  }, 300_000);
});

test('nothing of all that was a fault of ours', () => {
  const faults = product.logged().filter(({ level }) => level === 'error' || level === 'fatal');
  expect(faults).toEqual([]);
});
