import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { disposableLog, SERVICE_ROLE, type DisposableLog } from '#testing';
import {
  ACCESS_SIGHT,
  accessOver,
  applyAccessChange,
  applyRestrictionChange,
  asReaderOf,
  createAccessTables,
  createRestrictionTable,
  groundOf,
  lockRows,
  readerRolesOf,
  RESTRICTION_SIGHT,
  sightOf,
  type AccessReader,
  type AsReader,
  type Right,
  type RowSights,
} from '../../src/index.js';

const at = '2024-06-03T08:00:00.000Z';
const before = '2024-06-03T07:59:59.999Z';
const after = '2024-06-03T08:00:00.001Z';
const clock = { now: async () => at };
const officer = { kind: 'officer' as const, roles: ['case-handler'] };
const auditor = { kind: 'officer' as const, roles: ['auditor'] };

const SIGHTS: RowSights = {
  ...ACCESS_SIGHT,
  ...RESTRICTION_SIGHT,
  secret: { inquiry: 'inquiry_id', restricted: 'id' },
  thing: { inquiry: 'inquiry_id' },
  part: { with: 'thing', id: 'thing_id' },
  early: { unlessWalled: 'inquiry_id' },
  note: { own: 'person' },
  order_of: { own: 'person', auditors: true },
  rule: 'open',
};

const inquiries: string[] = Array.from({ length: 4 }, () => randomUUID());
const people: string[] = Array.from({ length: 3 }, () => randomUUID());

describe.each([
  ['as roles that own nothing', readerRolesOf(SERVICE_ROLE)],
  ['where the database has no such roles', undefined],
])('the second lock, %s', (_, readers) => {
  let database: DisposableLog;
  let service: DataSource;
  let asReader: AsReader;
  beforeAll(async () => {
    database = await disposableLog();
    service = new DataSource({
      type: 'postgres',
      url: database.serviceUrl,
      extra: { options: '-c search_path=views', max: 2 },
    });
    await service.initialize();
    const runner = service.createQueryRunner();
    await createAccessTables(runner);
    await createRestrictionTable(runner);
    await runner.query(`
      create table thing (id uuid primary key, inquiry_id uuid not null);
      create table secret (id uuid not null, inquiry_id uuid not null);
      create table part (thing_id uuid not null);
      create table early (inquiry_id uuid);
      create table note (person uuid not null);
      create table order_of (person uuid not null);
      create table rule (text text not null);
      create table forgotten (inquiry_id uuid not null);
    `);
    for (const inquiry of inquiries) {
      await runner.query('insert into thing values ($1, $1)', [inquiry]);
      await runner.query('insert into secret values ($1, $1)', [inquiry]);
      for (const table of ['part', 'early', 'forgotten'])
        await runner.query(`insert into ${table} values ($1)`, [inquiry]);
    }
    await runner.query('insert into early values (null)');
    for (const table of ['note', 'order_of'])
      for (const person of people) await runner.query(`insert into ${table} values ($1)`, [person]);
    await runner.query(`insert into rule values ('known to all')`);
    await lockRows(runner.manager, SIGHTS, { service: SERVICE_ROLE, readers });
    await runner.release();
    asReader = asReaderOf(service, readers);
  });
  afterAll(async () => {
    await service?.destroy();
    await database?.dispose();
  });

  const given = fc.record({
    rights: fc.array(
      fc.record({
        inquiry: fc.constantFrom(...inquiries),
        person: fc.constantFrom(...people),
        under: fc.constantFrom<Right['under']>('team', 'grant', 'challenged'),
        endsAt: fc.constantFrom(null, before, at, after),
      }),
      { maxLength: 12 },
    ),
    walls: fc.array(fc.tuple(fc.constantFrom(...inquiries), fc.constantFrom(...people)), { maxLength: 5 }),
    restrictions: fc.dictionary(
      fc.constantFrom(...inquiries),
      fc.uniqueArray(fc.constantFrom(...people), { minLength: 1 }),
      { noNullPrototype: true },
    ),
  });
  const askers = people.flatMap((person): AccessReader[] => [
    { person, ...officer },
    { person, ...auditor },
    { person, kind: 'machine', roles: ['auditor'] },
    { person, kind: 'respondent', roles: [] },
    { person, kind: 'system', roles: [] },
  ]);
  const column = (rows: unknown): unknown[] => (rows as Record<string, unknown>[]).flatMap(Object.values).sort();

  test('queries that ask nobody who reads find what the decision lets them, and no more', async () => {
    await fc.assert(
      fc.asyncProperty(given, async ({ rights, walls, restrictions }) => {
        await service.query('truncate access_right, access_wall, access_restriction');
        // What can be restricted bears the id of its inquiry here.
        for (const [inquiryId, named] of Object.entries(restrictions))
          await applyRestrictionChange(
            { inquiryId, restrictionId: randomUUID(), object: inquiryId, people: named },
            service.manager,
          );
        const known = rights.map((one) => ({ ...one, id: randomUUID(), role: 'case-handler' }));
        for (const { inquiry: inquiryId, person, under, id, role, endsAt } of known)
          await applyAccessChange({ inquiryId, person, gets: { under, id, role, endsAt } }, service.manager);
        for (const [inquiryId, person] of walls)
          await applyAccessChange({ inquiryId, person, wall: randomUUID() }, service.manager);
        for (const who of askers) {
          const walled = (inquiry: string) => walls.some(([one, person]) => one === inquiry && person === who.person);
          const decided = inquiries
            .filter((inquiry) => {
              const held = known.filter((one) => one.inquiry === inquiry && one.person === who.person);
              return groundOf(who, { rights: held, walled: walled(inquiry) }, at);
            })
            .sort();
          const found = await asReader(sightOf(who, at), (views) =>
            Promise.all([
              views.query('select id from thing'),
              views.query('select thing_id from part'),
              views.query('select inquiry_id from early'),
              views.query('select count(*)::int from thing'),
              views.query('select id from secret'),
              views.query('select object_id from access_restriction'),
            ]),
          );
          expect(column(found[0])).toEqual(decided);
          expect(column(found[1])).toEqual(decided);
          expect(column(found[2])).toEqual(
            [null, ...inquiries.filter((inquiry) => who.kind === 'system' || !walled(inquiry))].sort(),
          );
          expect(column(found[3])).toEqual([decided.length]);
          const open = decided.filter((inquiry) => {
            const people = restrictions[inquiry];
            if (!people) return true;
            const held = known.filter((one) => one.inquiry === inquiry && one.person === who.person);
            const restriction = { id: inquiry, named: people.includes(who.person) };
            return groundOf(who, { rights: held, walled: walled(inquiry), restriction }, at);
          });
          expect(column(found[4])).toEqual(open);
          // That something is restricted, and to whom, is told to who sees the inquiry.
          expect(column(found[5])).toEqual(decided.filter((inquiry) => inquiry in restrictions));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('with the first lock taken away nothing foreign is shown', async () => {
    await service.query('truncate access_right, access_wall');
    const [mine, foreign] = inquiries as [string, string];
    const who: AccessReader = { person: people[0]!, ...officer };
    await applyAccessChange(
      { inquiryId: mine, person: who.person, gets: { under: 'team', id: mine, role: 'case-handler', endsAt: null } },
      service.manager,
    );
    const careless = accessOver(service, clock, asReader, { decide: () => ({ under: 'auditor', at }) });
    expect(await careless.groundFor(who, mine)).toBeDefined();
    expect(await careless.groundFor(who, foreign)).toBeUndefined();
    expect(column(await careless.reading(who, (views) => views.query('select id from thing')))).toEqual([mine]);
  });

  test('what is one person’s is that person’s; auditors see it where that is said; rules are everybody’s', async () => {
    const looks = (who: AccessReader) =>
      asReader(sightOf(who, at), async (views) => [
        column(await views.query('select person from note')).length,
        column(await views.query('select person from order_of')).length,
        column(await views.query('select text from rule')).length,
      ]);
    expect(await looks({ person: people[0]!, ...officer })).toEqual([1, 1, 1]);
    expect(await looks({ person: people[0]!, ...auditor })).toEqual([1, people.length, 1]);
  });

  test('readers asking at once, over fewer connections than they are, see their own', async () => {
    await service.query('truncate access_right, access_wall');
    const many = Array.from({ length: 40 }, (_, i) => ({ person: randomUUID(), inquiry: inquiries[i % 4]! }));
    for (const { person, inquiry } of many)
      await applyAccessChange(
        { inquiryId: inquiry, person, gets: { under: 'team', id: inquiry, role: 'case-handler', endsAt: null } },
        service.manager,
      );
    const found = await Promise.all(
      many.map(({ person }) =>
        asReader(sightOf({ person, ...officer }, at), (views) => views.query('select id from thing')),
      ),
    );
    expect(found.map(column)).toEqual(many.map(({ inquiry }) => [inquiry]));
  });

  test('a connection that has read for somebody knows nobody afterwards, also when the look failed', async () => {
    const sight = sightOf({ person: people[0]!, ...officer }, at);
    await asReader(sight, (views) => views.query('select 1'));
    await expect(asReader(sight, (views) => views.query('select * from nowhere'))).rejects.toThrow('nowhere');
    const looks = Array.from({ length: 4 }, () =>
      service.query(
        `select current_user::text as role, coalesce(current_setting('dossier.reader', true), '') as reader, count(*)::int as things from thing`,
      ),
    );
    for (const [row] of await Promise.all(looks))
      expect(row).toEqual({ role: SERVICE_ROLE, reader: '', things: inquiries.length });
  });

  test('a reader writes nothing', async () => {
    const sight = sightOf({ person: people[0]!, ...auditor }, at);
    await expect(asReader(sight, (views) => views.query(`insert into rule values ('mine')`))).rejects.toThrow(
      /read-only|permission denied/,
    );
  });

  test('what a row tells can change: the lock is set anew, once', async () => {
    const runner = service.createQueryRunner();
    const roles = { service: SERVICE_ROLE, readers };
    const policies = async () =>
      (await runner.query(
        `select tablename, policyname from pg_policies where schemaname = 'views' order by 1, 2`,
      )) as {
        tablename: string;
        policyname: string;
      }[];
    try {
      const first = await policies();
      await lockRows(runner.manager, SIGHTS, roles);
      expect(await policies()).toEqual(first);
      await lockRows(runner.manager, { ...SIGHTS, rule: { with: 'thing', id: 'text::uuid' } }, roles);
      const then = await policies();
      expect(then).toHaveLength(first.length);
      const names = new Set(first.map(({ policyname }) => policyname));
      const changed = then.flatMap((one) => (names.has(one.policyname) ? [] : one.tablename));
      expect(new Set(changed)).toEqual(new Set(['rule']));
      await lockRows(runner.manager, SIGHTS, roles);
      expect(await policies()).toEqual(first);
    } finally {
      await runner.release();
    }
  });

  if (readers !== undefined) {
    const roles = Object.values(readers);

    test('the roles own nothing, sign in nowhere, pass no lock', async () => {
      const rights: object[] = await service.query(
        'select rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = any($1)',
        [roles],
      );
      expect(rights).toHaveLength(2);
      expect(new Set(rights.flatMap((row) => Object.values(row)))).toEqual(new Set([false]));
      expect(await service.query('select 1 from pg_class where pg_get_userbyid(relowner) = any($1)', [roles])).toEqual(
        [],
      );
    });

    test.each(['forgotten', 'log.events'])('a table that no view spoke of is closed to them: %s', async (table) => {
      for (const who of [officer, auditor])
        await expect(
          asReader(sightOf({ person: people[0]!, ...who }, at), (views) => views.query(`select * from ${table}`)),
        ).rejects.toThrow('permission denied');
    });

    test('who reads without saying for whom sees nothing', async () => {
      const runner = service.createQueryRunner();
      try {
        for (const role of roles) {
          await runner.query(`begin; set local role ${role}`);
          for (const table of ['thing', 'part', 'early', 'note', 'order_of'])
            expect(await runner.query(`select * from ${table}`)).toEqual([]);
          await runner.query('rollback');
        }
      } finally {
        await runner.query('rollback');
        await runner.release();
      }
    });
  }
});
