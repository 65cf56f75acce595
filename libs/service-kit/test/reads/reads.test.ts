import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { disposableLog, eventually, SERVICE_ROLE, type DisposableLog } from '#testing';
import { openReadLog, type Ground, type ReadLog } from '../../src/index.js';
import { createServiceSchemas } from '../../src/runtime/service-schemas.js';

describe('the record of reads', () => {
  let database: DisposableLog;
  let owner: pg.Client;
  let service: pg.Client;
  let reads: ReadLog;
  const faults: string[] = [];
  const inquiry = randomUUID();
  let person: string;

  const open = (mostWaiting?: number): ReadLog =>
    openReadLog({ url: database.serviceUrl, name: 'test', ...(mostWaiting && { mostWaiting }) }, (error) =>
      faults.push(error.message),
    );
  const at = (moment: string): Ground => ({ under: 'auditor', at: moment });
  const of = async (who: string) =>
    (
      await service.query(
        'select kind, object, inquiry, at, under, right_id, role from reads.entry where person = $1 order by place',
        [who],
      )
    ).rows as Record<string, unknown>[];

  beforeAll(async () => {
    database = await disposableLog();
    await createServiceSchemas(database.ownerUrl, SERVICE_ROLE);
    owner = new pg.Client({ connectionString: database.ownerUrl });
    service = new pg.Client({ connectionString: database.serviceUrl });
    await Promise.all([owner.connect(), service.connect()]);
  });
  beforeEach(() => {
    person = randomUUID();
    faults.length = 0;
  });
  afterAll(async () => {
    await owner?.end();
    await service?.end();
    await database?.dispose();
  });

  test('is made once, by however many processes', async () => {
    await Promise.all([1, 2, 3].map(() => createServiceSchemas(database.ownerUrl, SERVICE_ROLE)));
  });

  test('holds one entry per person, object and quarter of an hour: the first, and under what', async () => {
    reads = open();
    const [object, other, grant] = [randomUUID(), randomUUID(), randomUUID()];
    const granted: Ground = {
      under: 'grant',
      id: grant,
      role: 'registry',
      endsAt: null,
      at: '2024-06-03T08:14:59.999Z',
    };
    reads.saw(person, inquiry, { kind: 'case', id: object }, granted);
    reads.saw(person, inquiry, { kind: 'case', id: object }, at('2024-06-03T08:14:59.999Z'));
    reads.saw(person, inquiry, { kind: 'case', id: other }, at('2024-06-03T08:14:59.999Z'));
    reads.saw(person, inquiry, { kind: 'case', id: object }, at('2024-06-03T08:15:00.000Z'));
    await reads.settled();
    // Another instance of the service, which has not heard of it.
    const second = open();
    second.saw(person, inquiry, { kind: 'case', id: object }, at('2024-06-03T08:20:00.000Z'));
    await second.close();
    await reads.close();
    expect(
      (await of(person)).map(({ object, at: when, under }) => [object, (when as Date).toISOString(), under]),
    ).toEqual([
      [object, '2024-06-03T08:14:59.999Z', 'grant'],
      [other, '2024-06-03T08:14:59.999Z', 'auditor'],
      [object, '2024-06-03T08:15:00.000Z', 'auditor'],
    ]);
    expect((await of(person))[0]).toMatchObject({ inquiry, kind: 'case', right_id: grant, role: 'registry' });
    expect(faults).toEqual([]);
  });

  test('does not record what the service itself does', async () => {
    reads = open();
    reads.saw(person, inquiry, { kind: 'case', id: inquiry }, { under: 'service', at: '2024-06-03T08:00:00.000Z' });
    await reads.close();
    expect(await of(person)).toEqual([]);
  });

  test.each(["update reads.entry set under = 'team'", 'delete from reads.entry', 'truncate reads.entry'])(
    'is append-only, to its owner too: %s',
    async (statement) => {
      reads = open();
      reads.saw(person, inquiry, { kind: 'case', id: inquiry }, at('2024-06-03T08:00:00.000Z'));
      await reads.close();
      await expect(service.query(statement)).rejects.toMatchObject({ code: '42501' });
      await expect(owner.query(statement)).rejects.toMatchObject({ code: '42501' });
      expect(await of(person)).toHaveLength(1);
    },
  );

  test('makes nobody wait; what is more than it keeps is counted and told, and the rest is written when it can be', async () => {
    reads = open(3);
    await owner.query('begin');
    await owner.query('lock table reads.entry in access exclusive mode');
    for (let n = 0; n < 5; n++)
      reads.saw(person, inquiry, { kind: 'case', id: randomUUID() }, at('2024-06-03T08:00:00.000Z'));
    expect(reads.counts()).toEqual({ recorded: 0, dropped: 2, waiting: 3 });
    await owner.query('commit');
    await reads.settled();
    expect(reads.counts()).toEqual({ recorded: 3, dropped: 2, waiting: 0 });
    expect(faults).toEqual([expect.stringContaining('2 reads could not be recorded')]);
    await reads.close();
    expect(await of(person)).toHaveLength(3);
  });

  test('what cannot be written waits, is told of, and is written when it can be', async () => {
    reads = open();
    await owner.query(`revoke insert on reads.entry from ${SERVICE_ROLE}`);
    reads.saw(person, inquiry, { kind: 'case', id: inquiry }, at('2024-06-03T08:00:00.000Z'));
    await eventually(() => faults.length > 0);
    expect(faults).toEqual([expect.stringContaining('Reads wait to be recorded')]);
    expect(reads.counts().waiting).toBe(1);
    await owner.query(`grant insert on reads.entry to ${SERVICE_ROLE}`);
    await eventually(() => reads.counts().waiting === 0);
    await reads.close();
    expect(await of(person)).toHaveLength(1);
  });

  test('what is left when the service ends is counted as lost', async () => {
    reads = open();
    await owner.query(`revoke insert on reads.entry from ${SERVICE_ROLE}`);
    reads.saw(person, inquiry, { kind: 'case', id: inquiry }, at('2024-06-03T08:00:00.000Z'));
    await reads.close();
    await owner.query(`grant insert on reads.entry to ${SERVICE_ROLE}`);
    expect(reads.counts()).toMatchObject({ dropped: 1 });
    expect(faults.at(-1)).toContain('1 reads could not be recorded');
  });
});
