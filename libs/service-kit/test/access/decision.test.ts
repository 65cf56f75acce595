import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { disposableLog, SERVICE_ROLE, type DisposableLog } from '#testing';
import {
  ACCESS_SIGHT,
  accessOver,
  accessWatch,
  applyAccessChange,
  applyRestrictionChange,
  asReaderOf,
  createAccessTables,
  createRestrictionTable,
  groundOf,
  inSight,
  lockRows,
  notWalledOff,
  notWithheld,
  numbered,
  readerRolesOf,
  RESTRICTION_SIGHT,
  sightOf,
  type AccessReader,
  type Known,
  type Right,
} from '../../src/index.js';

const at = '2024-06-03T08:00:00.000Z';
const before = '2024-06-03T07:59:59.999Z';
const after = '2024-06-03T08:00:00.001Z';
const right = (under: Right['under'], endsAt: string | null = null): Right => ({
  under,
  id: randomUUID(),
  role: 'case-handler',
  endsAt,
});
const officer = { kind: 'officer' as const, roles: ['case-handler'] };
const auditor = { kind: 'officer' as const, roles: ['auditor'] };
const machine = { kind: 'machine' as const, roles: ['machine'] };

const named = { restriction: { id: randomUUID(), named: true } };
const others = { restriction: { id: randomUUID(), named: false } };

describe('the decision', () => {
  test.each<[string, Parameters<typeof groundOf>[0], Known, string | undefined]>([
    ['nobody in particular sees nothing', officer, { rights: [], walled: false }, undefined],
    [
      'an administrator sees nothing',
      { ...officer, roles: ['administrator'] },
      { rights: [], walled: false },
      undefined,
    ],
    ['the team sees', officer, { rights: [right('team')], walled: false }, 'team'],
    ['who was granted it sees', officer, { rights: [right('grant', after)], walled: false }, 'grant'],
    ['until it ends', officer, { rights: [right('grant', at)], walled: false }, undefined],
    ['who took it sees', officer, { rights: [right('challenged', after)], walled: false }, 'challenged'],
    ['until that ends', officer, { rights: [right('challenged', before)], walled: false }, undefined],
    ['the stronger is named', officer, { rights: [right('challenged', after), right('team')], walled: false }, 'team'],
    ['an auditor sees', auditor, { rights: [], walled: false }, 'auditor'],
    ['a wall beats the team', officer, { rights: [right('team')], walled: true }, undefined],
    ['a wall beats a grant', officer, { rights: [right('grant', after)], walled: true }, undefined],
    ['a wall beats an auditor', auditor, { rights: [], walled: true }, undefined],
    [
      'a wall beats an administrator',
      { ...officer, roles: ['administrator'] },
      { rights: [right('team')], walled: true },
      undefined,
    ],
    [
      'a machine sees nothing by an office that it calls its own',
      { kind: 'machine', roles: ['auditor'] },
      { rights: [], walled: false },
      undefined,
    ],
    ['a machine sees what it was granted', machine, { rights: [right('grant', after)], walled: false }, 'grant'],
    ['a machine until that ends', machine, { rights: [right('grant', at)], walled: false }, undefined],
    ['a wall beats a machine’s grant', machine, { rights: [right('grant', after)], walled: true }, undefined],
    [
      'who is named in it sees what is restricted',
      officer,
      { rights: [right('team')], walled: false, ...named },
      'team',
    ],
    ['who is not named does not', officer, { rights: [right('team')], walled: false, ...others }, undefined],
    ['nor an auditor', auditor, { rights: [], walled: false, ...others }, undefined],
    [
      'nor an administrator on the team',
      { ...officer, roles: ['administrator'] },
      { rights: [right('team')], walled: false, ...others },
      undefined,
    ],
    ['nor a machine', machine, { rights: [right('grant', after)], walled: false, ...others }, undefined],
    [
      'who took the access does not, though named',
      officer,
      { rights: [right('challenged', after)], walled: false, ...named },
      undefined,
    ],
    [
      'who took it and was let in besides does',
      officer,
      { rights: [right('challenged', after), right('grant', after)], walled: false, ...named },
      'grant',
    ],
    [
      'an auditor who is named sees it by office, taken or not',
      auditor,
      { rights: [right('challenged', after)], walled: false, ...named },
      'auditor',
    ],
    ['being named lets nobody in', officer, { rights: [], walled: false, ...named }, undefined],
    ['nor when the right has ended', officer, { rights: [right('grant', at)], walled: false, ...named }, undefined],
    ['a wall beats being named', officer, { rights: [right('team')], walled: true, ...named }, undefined],
    ['the service itself sees', { kind: 'system', roles: [] }, { rights: [], walled: true }, 'service'],
  ])('%s', (_, reader, known, under) => {
    expect(groundOf(reader, known, at)?.under).toBe(under);
  });
});

test('what is seen by being named is seen under the right, and the restriction stands with it', () => {
  expect(groundOf(officer, { rights: [right('team')], walled: false, ...named }, at)).toMatchObject({
    under: 'team',
    restriction: named.restriction.id,
  });
  expect(groundOf(officer, { rights: [right('team')], walled: false }, at)).not.toHaveProperty('restriction');
});

describe('in the query', () => {
  let database: DisposableLog;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await disposableLog();
    dataSource = new DataSource({
      type: 'postgres',
      url: database.serviceUrl,
      extra: { options: '-c search_path=views' },
    });
    await dataSource.initialize();
    const runner = dataSource.createQueryRunner();
    await createAccessTables(runner);
    await createRestrictionTable(runner);
    await lockRows(runner.manager, { ...ACCESS_SIGHT, ...RESTRICTION_SIGHT }, roles);
    await runner.release();
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await database?.dispose();
  });
  const clock = { now: async () => at };
  const roles = { service: SERVICE_ROLE, readers: readerRolesOf(SERVICE_ROLE) };

  const inquiries: string[] = Array.from({ length: 4 }, () => randomUUID());
  const people: string[] = Array.from({ length: 3 }, () => randomUUID());
  const things = new Map(inquiries.map((inquiry) => [inquiry, randomUUID()]));
  const thingOf = (inquiry: string) => things.get(inquiry)!;
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
    // Of each inquiry there is one thing that can be restricted; who is named need not be let in.
    restrictions: fc.dictionary(
      fc.constantFrom(...inquiries),
      fc.uniqueArray(fc.constantFrom(...people), { minLength: 1 }),
      { noNullPrototype: true },
    ),
  });
  const readers = people.flatMap((person): AccessReader[] => [
    { person, ...officer },
    { person, ...auditor },
    { person, kind: 'machine', roles: ['auditor'] },
    { person, kind: 'respondent', roles: [] },
    { person, kind: 'system', roles: [] },
  ]);

  test('is what it is for one inquiry, for random people, rights and walls', async () => {
    await fc.assert(
      fc.asyncProperty(given, async ({ rights, walls, restrictions }) => {
        await dataSource.query('truncate access_right, access_wall, access_restriction');
        for (const [inquiryId, named] of Object.entries(restrictions))
          await applyRestrictionChange(
            { inquiryId, restrictionId: randomUUID(), object: thingOf(inquiryId), people: named },
            dataSource.manager,
          );
        const known = rights.map((one) => ({ ...one, id: randomUUID(), role: 'case-handler' }));
        for (const { inquiry: inquiryId, person, under, id, role, endsAt } of known)
          await applyAccessChange({ inquiryId, person, gets: { under, id, role, endsAt } }, dataSource.manager);
        for (const [inquiryId, person] of walls)
          await applyAccessChange({ inquiryId, person, wall: randomUUID() }, dataSource.manager);
        const access = accessOver(dataSource, clock, asReaderOf(dataSource, roles.readers));
        for (const reader of readers) {
          const knownOf = (inquiry: string): Known => ({
            rights: known.filter((one) => one.inquiry === inquiry && one.person === reader.person),
            walled: walls.some(([one, person]) => one === inquiry && person === reader.person),
          });
          const decided = inquiries.filter((inquiry) => groundOf(reader, knownOf(inquiry), at));
          const open = inquiries.filter((inquiry) => {
            const people = restrictions[inquiry];
            const restriction = people && { id: inquiry, named: people.includes(reader.person) };
            return groundOf(reader, { ...knownOf(inquiry), ...(restriction && { restriction }) }, at);
          });
          const { values, bind } = numbered(inquiries);
          const asked: { i: string }[] = await dataSource.query(
            `select i from unnest($1::uuid[]) i where ${inSight(sightOf(reader, at), 'i', bind)}`,
            values,
          );
          expect(asked.map(({ i }) => i).sort()).toEqual([...decided].sort());
          const one = await Promise.all(inquiries.map((inquiry) => access.groundFor(reader, inquiry)));
          expect(inquiries.filter((_, i) => one[i])).toEqual(decided);

          const things = numbered(inquiries, inquiries.map(thingOf));
          const found: { i: string }[] = await dataSource.query(
            `select t.i from unnest($1::uuid[], $2::uuid[]) t(i, thing)
              where ${inSight(sightOf(reader, at), 't.i', things.bind)} and ${notWithheld(sightOf(reader, at), 't.thing', things.bind)}`,
            things.values,
          );
          expect(found.map(({ i }) => i).sort()).toEqual([...open].sort());
          const each = await Promise.all(
            inquiries.map((inquiry) => access.groundFor(reader, inquiry, thingOf(inquiry))),
          );
          expect(inquiries.filter((_, i) => each[i])).toEqual(open);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('what belongs to no inquiry yet is kept from nobody, what stands behind a wall is', async () => {
    await dataSource.query('truncate access_right, access_wall');
    const [inquiry, person] = [inquiries[0]!, people[0]!];
    await applyAccessChange({ inquiryId: inquiry, person, wall: randomUUID() }, dataSource.manager);
    const { values, bind } = numbered([inquiry, inquiries[1], null]);
    const rows: { i: string | null }[] = await dataSource.query(
      `select i from unnest($1::uuid[]) i where ${notWalledOff(sightOf({ person, ...officer }, at), 'i', bind)}`,
      values,
    );
    expect(new Set(rows.map(({ i }) => i))).toEqual(new Set([inquiries[1], null]));
  });

  test.each<[string, (inquiryId: string, person: string) => Promise<void>, Omit<AccessReader, 'person'>]>([
    [
      'a wall',
      (inquiryId, person) => applyAccessChange({ inquiryId, person, wall: randomUUID() }, dataSource.manager),
      officer,
    ],
    [
      'the end of the right',
      (inquiryId, person) => applyAccessChange({ inquiryId, person, loses: inquiryId }, dataSource.manager),
      officer,
    ],
    [
      'a wall before an auditor',
      (inquiryId, person) => applyAccessChange({ inquiryId, person, wall: randomUUID() }, dataSource.manager),
      auditor,
    ],
  ])('%s ends what is watched, and nothing else', async (_, loses, who) => {
    await dataSource.query('truncate access_right, access_wall');
    const [inquiryId, other] = [inquiries[0]!, inquiries[1]!];
    const reader = { person: people[0]!, ...who };
    for (const id of [inquiryId, other])
      await applyAccessChange(
        { inquiryId: id, person: reader.person, gets: { under: 'team', id, role: 'case-handler', endsAt: null } },
        dataSource.manager,
      );
    const watch = accessWatch(dataSource, clock, (error) => {
      throw error;
    });
    const [lost, kept] = [watch.watch(reader, inquiryId), watch.watch(reader, other)];
    try {
      const ended = new Promise((done) => lost.lost.addEventListener('abort', done));
      await loses(inquiryId, reader.person);
      await ended;
      expect(kept.lost.aborted).toBe(false);
    } finally {
      lost.stop();
      kept.stop();
    }
  });

  test('who cannot be asked after is not shown anything more', async () => {
    const faults: string[] = [];
    const broken = new DataSource({ type: 'postgres', url: database.ownerUrl });
    const watch = accessWatch(broken, clock, (error) => faults.push(error.message));
    const { lost, stop } = watch.watch({ person: people[0]!, ...officer }, inquiries[0]!);
    await new Promise((done) => lost.addEventListener('abort', done));
    stop();
    expect(faults).toHaveLength(1);
  });
});
