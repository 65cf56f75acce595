import { randomUUID } from 'node:crypto';
import type { Aggregate, DomainEvent, PublishedType } from '#contracts';
import type { PublishedMapping } from '#event-feed';
import { disposableLog, eventually, type DisposableLog } from '#testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { openService, type ServiceDefinition, type ServiceRuntime } from '../../src/runtime/index.js';

const LEFT = 'dossier.case-state.TeamMemberLeft.v1' satisfies PublishedType;

class CreateLeavers1700000000002 implements MigrationInterface {
  name = 'CreateLeavers1700000000002';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table leaver (person uuid primary key, inquiry uuid not null)');
  }
  async down(): Promise<void> {
    throw new Error('Forward only.');
  }
}

const nothing = { views: [], entities: [], migrations: [], lapses: [], follows: [], mapping: {} };
const neighbourDefinition: ServiceDefinition = {
  ...nothing,
  service: 'case-state',
  mapping: {
    TeamMemberLeft: {
      type: LEFT,
      lane: (event: { data: { inquiryId: string } }) => event.data.inquiryId,
      data: (event: { data: object }) => event.data,
    },
  } as unknown as PublishedMapping,
};

let poison: string | undefined;
const definition: ServiceDefinition = {
  ...nothing,
  service: 'intake',
  migrations: [CreateLeavers1700000000002],
  views: [
    {
      name: 'leavers',
      version: 1,
      tables: ['leaver'],
      sight: { leaver: 'open' },
      foreign: {
        [LEFT]: async ({ data, lane }, db) => {
          const { person } = data as { person: string };
          if (person === poison) throw new Error('The view cannot take this in.');
          await db.query('insert into leaver values ($1, $2)', [person, lane]);
        },
      },
    },
  ],
};
const inquiry: Aggregate<number, DomainEvent> = { kind: 'inquiry', initial: 0, evolve: (count) => count + 1 };

let logs: DisposableLog[];
let neighbour: ServiceRuntime;
let runtime: ServiceRuntime;

beforeAll(async () => {
  logs = await Promise.all([disposableLog(), disposableLog()]);
  const [next, own] = logs as [DisposableLog, DisposableLog];
  const open = (of: ServiceDefinition, { ownerUrl, serviceUrl }: DisposableLog) =>
    openService(of, {
      databases: { owner: ownerUrl, service: serviceUrl },
      timeZone: 'Europe/Brussels',
      report: () => {},
    });
  neighbour = (await open(neighbourDefinition, next)).connect([]);
  runtime = (await open(definition, own)).connect([neighbour.publisher.source]);
  await neighbour.start();
  await runtime.start();
});
afterAll(async () => {
  await runtime?.close();
  await neighbour?.close();
  for (const log of logs) await log.dispose();
});

const leaves = async (inquiryId: string, person: string): Promise<number> => {
  const { position } = await neighbour.commands.run(
    {
      operation: 'leave',
      origin: { actor: { person: randomUUID(), kind: 'officer', role: 'registry' } },
      request: person,
    },
    async (act) =>
      act.add(await act.load(inquiry, inquiryId), [{ type: 'TeamMemberLeft', data: { inquiryId, person } }]),
  );
  return position;
};

test('a view that a person let go past an event is equal to its twin, which goes past it, too', async () => {
  const { deadLetters } = runtime.foreignViews.consumer;
  const matter = randomUUID();
  await leaves(matter, randomUUID());
  poison = randomUUID();
  await leaves(matter, poison);
  const behind = await leaves(matter, randomUUID());
  const letter = await eventually(async () => (await deadLetters.list())[0]);
  await deadLetters.skip(letter.id, { by: randomUUID(), reason: 'Not a person of ours' });
  poison = undefined; // the twin could take it in
  await runtime.foreignViews.consumer.caughtUpTo('case-state', behind, { timeoutMs: 30_000 });
  expect(await runtime.check()).toMatchObject([{ view: 'leavers', events: 2, rows: 2, equal: true }]);
});
