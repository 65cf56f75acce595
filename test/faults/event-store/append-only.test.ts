import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { beginEpoch, migrateLog, openLog } from '#event-store';
import { appendOnto, disposableLog, SERVICE_ROLE, someStream, type DisposableLog } from '#testing';

let disposable: DisposableLog;
let before: { events: string; commands: string; head: string };
beforeAll(async () => {
  disposable = await disposableLog();
  for (let i = 0; i < 3; i++) await disposable.log.append(appendOnto(someStream(), 0, 2));
  before = await whole();
});
afterAll(async () => {
  expect(await whole()).toEqual(before); // after everything below, nothing has changed
  await disposable.dispose();
});

/** All that the log says, as text. (The head's last moment moves with each call, also with one that writes nothing.) */
async function whole(): Promise<typeof before> {
  const [row] = await as(
    disposable.ownerUrl,
    `select (select json_agg(e order by position)::text from log.events e) as events,
    (select json_agg(c order by id)::text from log.commands c) as commands, (select json_build_array(position, log_id, origin, epoch, clock_offset)::text from log.head) as head`,
  );
  return row as typeof before;
}

async function as(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) ({ rows } = await client.query<Record<string, unknown>>(statement));
    return rows;
  } finally {
    await client.end();
  }
}

const EVENT = `(7, 'case-${randomUUID()}', 1, gen_random_uuid(), 'Forged', 1, '{}', null, gen_random_uuid(), 'officer', 'x', null, gen_random_uuid(), null, gen_random_uuid(), now(), '2024-01-01', null)`;

/** Ways to change what is written, or to write round the function. */
const ATTEMPTS: [string, string[]][] = [
  ['update an event', [`update log.events set data = '{}'`]],
  ['update no event at all', [`update log.events set data = '{}' where false`]],
  ['delete an event', ['delete from log.events where position = 6']],
  ['truncate the events', ['truncate log.events']],
  ['truncate everything', ['truncate log.events, log.commands, log.head, log.checkpoints cascade']],
  ['insert an event', [`insert into log.events values ${EVENT}`]],
  ['insert an event that is not inserted', [`insert into log.events values ${EVENT} on conflict do nothing`]],
  [
    'insert or update',
    [`insert into log.events select * from log.events on conflict (position) do update set data = '{}'`],
  ],
  [
    'merge',
    [`merge into log.events e using (values (1)) v(p) on e.position = v.p when matched then update set data = '{}'`],
  ],
  ['merge to delete', [`merge into log.events e using (values (1)) v(p) on e.position = v.p when matched then delete`]],
  [
    'merge to insert',
    [
      `merge into log.events e using (values (99)) v(p) on e.position = v.p when not matched then insert values ${EVENT}`,
    ],
  ],
  ['copy into the events', [`copy log.events from program 'echo'`]],
  ['change a stored answer', [`update log.commands set fingerprint = decode(repeat('00', 32), 'hex')`]],
  ['forget a stored answer', ['delete from log.commands']],
  [
    'invent a stored answer',
    [`insert into log.commands values (gen_random_uuid(), gen_random_uuid(), 'x', 'x', 1, '{}', '{}')`],
  ],
  ['move a place without the function', [`insert into log.checkpoints values ('c', 'p', 'l', 1)`]],
  ['move a place back', [`update log.checkpoints set sequence = 0`]],
  ['move the head', ['update log.head set position = position + 1']],
  ['take the head back', ['update log.head set position = 0']],
  ['turn a real log into a demonstration', [`update log.head set origin = 'demonstration'`]],
  ['set the clock of a real log', ['update log.head set clock_offset = 1']],
  ['replace the head', ['delete from log.head']],
  ['add a head', [`insert into log.head values (false, 'real-x', 'real', gen_random_uuid(), 0, now(), 0)`]],
  [
    'insert as a replica that replays',
    ['set session_replication_role = replica', `insert into log.events values ${EVENT}`],
  ],
  ['update as a replica that replays', ['set session_replication_role = replica', `update log.events set data = '{}'`]],
  [
    'insert from a function that calls itself append',
    [
      `create function pg_temp.append() returns void language plpgsql as $$ begin insert into log.events values ${EVENT}; end $$`,
      'select pg_temp.append()',
    ],
  ],
];

/** Ways to take the guards away, and what is the owner's to do. The owner of a table cannot be kept from these by PostgreSQL: that is what the proof is for. */
const OWNERS_OWN: [string, string[]][] = [
  ['disable the triggers', ['alter table log.events disable trigger all']],
  ['disable the users’ triggers', ['alter table log.events disable trigger user']],
  ['drop a trigger', ['drop trigger refused on log.events']],
  ['add a rule', [`create rule r as on insert to log.events do also nothing`]],
  [
    'replace the door',
    [`create or replace function log.refuse() returns trigger language plpgsql as 'begin return new; end'`],
  ],
  ['replace the clock', [`create or replace function log.clock() returns timestamptz language sql as 'select now()'`]],
  ['drop the table', ['drop table log.events cascade']],
  ['drop the schema', ['drop schema log cascade']],
  ['alter a column', [`alter table log.events alter column data type text using 'forged'`]],
  ['add a table beside', ['create table log.more(x int)']],
  [
    'add a trigger of its own',
    [
      `create trigger t before insert on log.events for each statement execute function suppress_redundant_updates_trigger()`,
    ],
  ],
  ['lock the events against all others', ['begin', 'lock table log.events in access exclusive mode']],
  ['forget a place', [`delete from log.checkpoints`]],
  ['lock the head', ['begin', 'select * from log.head for update']],
  ['begin an epoch', ['select log.begin_epoch(gen_random_uuid())']],
  ['establish a log', [`select log.establish('real-x', 'real', gen_random_uuid(), null)`]],
  [
    'grant itself more (PostgreSQL only warns), and use it',
    [`grant insert on log.events to ${SERVICE_ROLE}`, `insert into log.events values ${EVENT}`],
  ],
  [
    'become the owner',
    ['set role dossier_testing_owner', `select 1 / (current_user = 'dossier_testing_owner')::int, pg_sleep(0)`],
  ],
];

describe("as the service's role", () => {
  test.each([...ATTEMPTS, ...OWNERS_OWN])('refused: %s', async (_, statements) => {
    await expect(as(disposable.serviceUrl, ...statements)).rejects.toMatchObject({
      code: expect.stringMatching(/^(42501|LG001)$/),
    });
  });

  test.each(['read', 'snapshots', 'views'])('allowed: %s', async (what) => {
    if (what === 'read')
      expect(await as(disposable.serviceUrl, 'select count(*)::int as n from log.events')).toEqual([{ n: 6 }]);
    else if (what === 'snapshots')
      await as(
        disposable.serviceUrl,
        `insert into log.snapshots values ('s', 'f', 1, '{}')`,
        'delete from log.snapshots',
      );
    else await as(disposable.serviceUrl, 'create table views.v(x int)', 'drop table views.v');
  });
});

describe('as the owner', () => {
  test.each(ATTEMPTS)('refused: %s', async (_, statements) => {
    await expect(as(disposable.ownerUrl, ...statements)).rejects.toMatchObject({
      code: expect.stringMatching(/^(42501|LG001|23514)$/),
    });
  });

  test('even a superuser who replays as a replica meets the triggers', async () => {
    await expect(
      as(disposable.database.url, 'set session_replication_role = replica', `update log.events set data = '{}'`),
    ).rejects.toMatchObject({ code: 'LG001' });
    await expect(as(disposable.database.url, `copy log.events from program 'echo'`)).rejects.toMatchObject({
      code: 'LG001',
    });
  });
});

describe('the function with crafted arrays', () => {
  const [a, b] = [someStream(), someStream()];
  const given = {
    c_id: 'array[gen_random_uuid()]',
    s_append: 'array[1]',
    s_stream: `array['${a}']`,
    s_expected: 'array[0]',
    s_first: 'array[0]',
    e_id: 'array[gen_random_uuid()]',
    e_type: `array['Forged']`,
    e_data: `array['{}'::json]`,
  };
  type Crafted = Partial<typeof given & typeof besides>;
  const besides = {
    schemaVersion: 'null',
    day: `'2024-01-01'::date`,
    k_append: 'null::int[]',
    k_from: 'null::bigint[]',
    k_to: 'null::bigint[]',
  };
  const two = {
    s_append: 'array[1, 1]',
    s_stream: `array['${a}', '${b}']`,
    s_expected: 'array[0, 0]',
    s_first: 'array[0, 1]',
    e_id: 'array[gen_random_uuid(), gen_random_uuid()]',
    e_type: `array['Forged', 'Forged']`,
    e_data: `array['{}'::json, '{}']`,
  };
  const place = { k_append: 'array[1]', k_from: 'array[0]::bigint[]', k_to: 'array[1]::bigint[]' };
  const oneOfTwo = {
    s_append: 'array[1]',
    s_stream: given.s_stream,
    s_expected: given.s_expected,
    s_first: 'array[0]',
  };
  const call = (crafted: Crafted): string => {
    const p = { ...given, ...besides, ...crafted };
    const each = (value: string) => `array_fill(${value}, array[cardinality(${p.e_type})])`;
    const moved = (text: string) => `array_fill('${text}'::text, array[coalesce(cardinality(${p.k_append}), 0)])`;
    return `select * from log.append((select epoch from log.head), ${p.c_id}, array_fill(gen_random_uuid(), array[cardinality(${p.c_id})]), array_fill('x'::text, array[cardinality(${p.c_id})]),
      array_fill('x'::bytea, array[cardinality(${p.c_id})]), ${p.s_append}, ${p.s_stream}, ${p.s_expected}, ${p.s_first}, ${p.k_append}, ${moved('c')}, ${moved('p')}, ${moved('l')}, ${p.k_from}, ${p.k_to},
      ${p.e_id}, ${p.e_type}, ${p.schemaVersion}, ${p.e_data}, null, ${each('gen_random_uuid()')}, ${each(`'officer'::text`)}, ${each(`'x'::text`)}, null, ${each('gen_random_uuid()')}, null,
      ${each('gen_random_uuid()')}, ${each(p.day)}, null)`;
  };

  test.each<[string, Crafted]>([
    ['a stream of no append', { s_append: 'array[2]' }],
    ['a stream whose append is null', { s_append: 'array[null::int]' }],
    ['a stream without a name', { s_stream: 'array[null::text]' }],
    ['a version that is null', { s_expected: 'array[null::int]' }],
    ['a negative version', { s_expected: 'array[-1]' }],
    ['more events than ids', { e_id: 'array[gen_random_uuid(), null]', e_type: two.e_type, e_data: two.e_data }],
    ['more ids than events', { e_id: two.e_id }],
    ['no data', { e_data: 'array[null::json]' }],
    ['data that is no JSON', { e_data: `array['{'::text::json]` }],
    [
      'events before the first stream’s',
      { ...two, s_append: 'array[1]', s_stream: given.s_stream, s_expected: given.s_expected, s_first: 'array[1]' },
    ],
    ['streams that overlap', { ...two, s_first: 'array[0, -1]' }],
    [
      'streams that go back',
      { ...two, s_first: 'array[0, 2]', e_id: given.e_id, e_type: given.e_type, e_data: given.e_data },
    ],
    ['a first event that is null', { ...two, s_first: 'array[0, null::int]' }],
    ['no first event', { s_first: 'null::int[]' }],
    [
      'events that no append has',
      {
        c_id: "'{}'::uuid[]",
        s_append: "'{}'::int[]",
        s_stream: "'{}'::text[]",
        s_expected: "'{}'::int[]",
        s_first: "'{}'::int[]",
      },
    ],
    [
      'events without arrays of appends',
      {
        c_id: 'null::uuid[]',
        s_append: 'null::int[]',
        s_stream: 'null::text[]',
        s_expected: 'null::int[]',
        s_first: 'null::int[]',
      },
    ],
    ['an append whose streams are not there', { c_id: 'array[gen_random_uuid(), gen_random_uuid()]', ...oneOfTwo }],
    ['a stream of no letters', { s_stream: `array['']` }],
    ['a type of no letters', { e_type: `array['']` }],
    ['a schema version before the first', { schemaVersion: 'array[0]' }],
    ['a day without an end', { day: `'infinity'::date` }],
    ['a day before all days', { day: `'-infinity'::date` }],
    ['a place below nothing', { ...place, k_to: 'array[-1]::bigint[]' }],
    ['a place from below nothing', { ...place, k_from: 'array[-2]::bigint[]', k_to: 'array[-1]::bigint[]' }],
    ['a place of no append', { ...place, k_append: 'array[2]' }],
    ['a place that is null', { ...place, k_to: 'array[null]::bigint[]' }],
    ['one stream twice', { ...two, s_stream: `array['${a}', '${a}']` }],
    [
      'one event twice',
      { ...two, e_id: `array['${randomUUID()}'::uuid]`.replace(/'([^']+)'::uuid/, `'$1'::uuid, '$1'`) },
    ],
  ])('refused: %s', async (_, crafted) => {
    await expect(as(disposable.serviceUrl, call(crafted))).rejects.toMatchObject({
      code: expect.stringMatching(/^(LG005|22...|23...)$/),
    });
  });

  test('nothing written: a version that is not the stream’s', async () => {
    expect(await as(disposable.serviceUrl, call({ s_expected: 'array[41]' }))).toMatchObject([
      { fates: [{ fate: 'conflict' }] },
    ]);
  });

  test('refused: another epoch', async () => {
    await expect(
      as(disposable.serviceUrl, call({}).replace('(select epoch from log.head)', 'gen_random_uuid()')),
    ).rejects.toMatchObject({ code: 'LG002' });
  });
});

test.each([
  ['a stream of no letters', { s_stream: `''` }],
  ['a type of no letters', { e_type: `''` }],
  ['a schema version before the first', { e_schema_version: '0' }],
  ['a day without an end', { c_effective_on: `'infinity'` }],
])('a lone append is refused: %s', async (_, crafted) => {
  const p = {
    s_stream: `'${someStream()}'`,
    e_type: `'Forged'`,
    e_schema_version: '1',
    c_effective_on: `'2024-01-01'`,
    ...crafted,
  };
  await expect(
    as(
      disposable.serviceUrl,
      `select * from log.append((select epoch from log.head), gen_random_uuid(), gen_random_uuid(), 'x', 'x'::bytea, 'officer', 'x', null, gen_random_uuid(), null,
        ${p.c_effective_on}::date, ${p.s_stream}, 0, gen_random_uuid(), ${p.e_type}, ${p.e_schema_version}, '{}'::json, null, null)`,
    ),
  ).rejects.toMatchObject({ code: 'LG005' });
});

describe('as a member of the owner’s role that becomes the owner', () => {
  const member = `member_${randomUUID().replaceAll('-', '')}`;
  beforeAll(() =>
    as(disposable.database.url, `create role ${member} login password 'x'`, `grant dossier_testing_owner to ${member}`),
  );
  afterAll(() => as(disposable.database.url, `drop role ${member}`));

  test.each(ATTEMPTS)('refused: %s', async (_, statements) => {
    const url = disposable.database.as(member, 'x');
    for (const become of ['set role dossier_testing_owner', 'set role none'])
      await expect(as(url, become, ...statements)).rejects.toMatchObject({
        code: expect.stringMatching(/^(42501|LG001|23514)$/),
      });
  });
});

test('a role of another service does not get in', async () => {
  const role = `stranger_${randomUUID().replaceAll('-', '')}`;
  await as(disposable.database.url, `create role ${role} login password 'x'`);
  await expect(as(disposable.database.as(role, 'x'), 'select * from log.events')).rejects.toMatchObject({
    code: '42501',
  });
  await expect(as(disposable.database.as(role, 'x'), 'select log.now()')).rejects.toMatchObject({ code: '42501' });
  await as(disposable.database.url, `drop role ${role}`);
});

test('a real log never becomes a demonstration', async () => {
  const demonstration = { startsAt: '2024-01-01T00:00:00.000Z' };
  await expect(migrateLog(disposable.ownerUrl, { serviceRole: SERVICE_ROLE, demonstration })).rejects.toMatchObject({
    code: 'not-a-demonstration',
  });
});

test('a log restored from a backup has a new epoch: who knew the old one stops, and says so', async () => {
  const restored = await disposableLog();
  await restored.log.append(appendOnto(someStream(), 0));
  const known = restored.log.identity;
  const following = (async () => {
    for await (const events of restored.log.follow({ after: 0, signal: new AbortController().signal })) void events;
  })();
  const failed = expect(following).rejects.toMatchObject({ code: 'unknown-log' });
  const epoch = await beginEpoch(restored.ownerUrl);
  await failed;
  await expect(restored.log.append(appendOnto(someStream(), 0))).rejects.toMatchObject({ code: 'unknown-log' });
  await expect(openLog(restored.serviceUrl, { known })).rejects.toMatchObject({ code: 'unknown-log' });
  const again = await openLog(restored.serviceUrl);
  expect(again.identity).toEqual({ ...known, epoch });
  await again.close();
  await restored.dispose();
});

test('a follower that has read further than the log goes stops', async () => {
  const following = disposable.log.follow({ after: 7, signal: new AbortController().signal });
  await expect(following[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'unknown-log' });
});
