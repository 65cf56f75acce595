import type { Aggregate, StoredEvent } from '#contracts';
import { disposableLog, eventually, type DisposableLog } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import { openService, type ServiceDefinition, type ServiceRuntime } from '../../src/runtime/index.js';
import type { View } from '../../src/views/index.js';

/** A view of leads: one row each, and how often it was touched. */
class CreateLeads1700000000001 implements MigrationInterface {
  name = 'CreateLeads1700000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table lead_row (stream text primary key, subject text not null, touched int not null)');
  }
  async down(): Promise<void> {
    throw new Error('Forward only.');
  }
}

let failOn: string | undefined;
const leads: View = {
  name: 'leads',
  version: 1,
  tables: ['lead_row'],
  sight: { lead_row: 'open' },
  async own(event: StoredEvent, db: EntityManager) {
    const { subject } = event.data as { subject: string };
    if (subject === failOn) throw new Error('The view cannot take this in.');
    await db.query(
      'insert into lead_row values ($1, $2, 1) on conflict (stream) do update set subject = excluded.subject, touched = lead_row.touched + 1',
      [event.stream, subject],
    );
  },
};

const definition: ServiceDefinition = {
  service: 'intake',
  mapping: {},
  views: [leads],
  entities: [],
  migrations: [CreateLeads1700000000001],
  lapses: [],
  follows: [],
};

type Named = { type: 'Named'; data: { subject: string } };
const lead: Aggregate<string, Named> = { kind: 'lead', initial: '', evolve: (_, event) => event.data.subject };

describe('views', () => {
  let it: DisposableLog;
  let runtime: ServiceRuntime;
  const errors: string[] = [];

  beforeAll(async () => {
    it = await disposableLog();
    const opened = await openService(definition, {
      databases: { owner: it.ownerUrl, service: it.serviceUrl },
      timeZone: 'Europe/Brussels',
      report: (error) => errors.push(error.message),
    });
    runtime = opened.connect([]);
    await runtime.start();
  });
  afterAll(async () => {
    await runtime?.close();
    await it?.dispose();
  });

  const name = async (id: string, subject: string) =>
    runtime.commands.run(
      {
        operation: 'name',
        origin: { actor: { person: randomUUID(), kind: 'officer', role: 'registry' } },
        request: { id, subject },
      },
      async (act) => act.add(await act.load(lead, id), [{ type: 'Named', data: { subject } }]),
    );
  const rows = (): Promise<{ stream: string; subject: string; touched: number }[]> =>
    runtime.dataSource.query('select * from lead_row order by stream');

  test('a query that waits for a position sees what was done before it', async () => {
    const id = randomUUID();
    const { position } = await name(id, 'one');
    await runtime.waitFor({ intake: position });
    expect(await rows()).toContainEqual({ stream: `lead-${id}`, subject: 'one', touched: 1 });
  });

  test('a position that is not there yet is answered by "behind", not by what is old', async () => {
    await expect(runtime.waitFor({ intake: 1_000_000 })).rejects.toMatchObject({ problem: 'view-behind' });
  });

  test('an event that a view cannot take in holds it up, is reported, and is taken in when the view can: none is left out', async () => {
    failOn = 'poison';
    const id = randomUUID();
    const { position } = await name(id, 'poison');
    await name(id, 'after it');
    await eventually(() => errors.includes('The view cannot take this in.'));
    expect((await rows()).find(({ stream }) => stream === `lead-${id}`)).toBeUndefined();
    failOn = undefined;
    await eventually(() => runtime.projector.position() > position);
    expect(await rows()).toContainEqual({ stream: `lead-${id}`, subject: 'after it', touched: 2 });
  });

  test('a rebuilt twin is equal while the log grows; a row changed by hand is found', async () => {
    const named = await Promise.all(Array.from({ length: 30 }, (_, i) => name(randomUUID(), `lead ${i}`)));
    await runtime.waitFor({ intake: Math.max(...named.map(({ position }) => position)) });
    const growing = Promise.all(Array.from({ length: 20 }, (_, i) => name(randomUUID(), `more ${i}`)));
    const [equal] = await runtime.check();
    await growing;
    expect(equal).toMatchObject({ view: 'leads', equal: true, differences: [] });
    expect(equal!.events).toBeGreaterThanOrEqual(30);

    const superuser = new pg.Client({ connectionString: it.database.url });
    await superuser.connect();
    await superuser.query(`update views.lead_row set subject = 'forged' where subject = 'lead 3'`);
    await superuser.end();
    const [forged] = await runtime.check();
    expect(forged!.equal).toBe(false);
    expect(forged!.differences).toEqual(
      expect.arrayContaining([
        { table: 'lead_row', side: 'live', row: expect.objectContaining({ subject: 'forged' }) },
        { table: 'lead_row', side: 'rebuilt', row: expect.objectContaining({ subject: 'lead 3' }) },
      ]),
    );
  });
});
