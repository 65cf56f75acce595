import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Aggregate, DomainEvent, PublishedType } from '#contracts';
import type { PublishedMapping } from '#event-feed';
import { disposableLog, eventually, type DisposableLog } from '#testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { accessView, createAccessTables, createRestrictionTable, type AccessReader } from '../../src/index.js';
import { openService, type ServiceDefinition, type ServiceRuntime } from '../../src/runtime/index.js';

const RAISED = 'dossier.case-state.WallRaised.v1' satisfies PublishedType;
const JOINED = 'dossier.case-state.TeamMemberJoined.v1' satisfies PublishedType;
const SILENCE_MS = 400;

class CreateAccess1700000000003 implements MigrationInterface {
  name = 'CreateAccess1700000000003';
  async up(runner: QueryRunner): Promise<void> {
    await createAccessTables(runner);
    await createRestrictionTable(runner);
  }
  async down(): Promise<void> {
    throw new Error('Forward only.');
  }
}

const nothing = { views: [], entities: [], migrations: [], lapses: [], follows: [], mapping: {} };
const published = (type: PublishedType) => ({
  type,
  lane: (event: { data: { inquiryId: string } }) => event.data.inquiryId,
  data: (event: { data: object }) => event.data,
});
const decides: ServiceDefinition = {
  ...nothing,
  service: 'case-state',
  mapping: { WallRaised: published(RAISED), TeamMemberJoined: published(JOINED) } as unknown as PublishedMapping,
};
const listens: ServiceDefinition = {
  ...nothing,
  service: 'intake',
  migrations: [CreateAccess1700000000003],
  views: [accessView('foreign')],
};
const inquiry: Aggregate<number, DomainEvent> = { kind: 'inquiry', initial: 0, evolve: (count) => count + 1 };

let logs: DisposableLog[];
let caseState: ServiceRuntime;
let intake: ServiceRuntime;
let ends: () => Promise<void>;
const told: string[] = [];
const inquiryId = randomUUID();
const reader: AccessReader = { person: randomUUID(), kind: 'officer', roles: ['case-handler'] };

beforeAll(async () => {
  logs = await Promise.all([disposableLog(), disposableLog()]);
  const [next, own] = logs as [DisposableLog, DisposableLog];
  const open = (of: ServiceDefinition, { ownerUrl, serviceUrl }: DisposableLog) =>
    openService(of, {
      databases: { owner: ownerUrl, service: serviceUrl },
      timeZone: 'Europe/Brussels',
      accessSilenceMs: SILENCE_MS,
      report: (error, context) => {
        if (context?.['part'] === 'access') told.push(error.message);
      },
    });
  caseState = (await open(decides, next)).connect([]);
  let ending: Promise<void> | undefined;
  ends = () => (ending ??= caseState.close());
  intake = (await open(listens, own)).connect([caseState.publisher.source]);
  await intake.start();
});
afterAll(async () => {
  await intake?.close();
  await ends?.();
  for (const log of logs) await log.dispose();
});

const happens = (type: string, data: object) =>
  caseState.commands.run(
    {
      operation: type,
      origin: { actor: { person: randomUUID(), kind: 'officer', role: 'case-manager' } },
      request: data,
    },
    async (act) =>
      act.add(await act.load(inquiry, inquiryId), [{ type, data: { inquiryId, person: reader.person, ...data } }]),
  );
const outcome = () =>
  intake.access.groundFor(reader, inquiryId).then(
    (ground) => (ground ? 'seen' : 'not there'),
    (error: { problem?: string }) => error.problem,
  );

test('nothing is answered on old news, and each way to ask is refused, until what has happened is heard', async () => {
  // Case-state has decided and told nobody: what its log holds is not numbered.
  await happens('TeamMemberJoined', { role: 'case-handler' });
  await eventually(async () => (await outcome()) === 'access-unknown');
  const { access } = intake;
  for (const ask of [
    access.sightOf(reader),
    access.reading(reader, async () => 'shown'),
    access.roleOn(inquiryId, reader.person),
    access.teamsOf(reader.person, [inquiryId]),
    access.walledFrom(reader.person, [inquiryId]),
  ])
    await expect(ask).rejects.toMatchObject({ problem: 'access-unknown' });
  expect(await access.isKnown()).toBe(false);
  // What the service does by itself goes by what it has heard.
  expect(await access.groundFor({ ...reader, kind: 'respondent' }, inquiryId).catch(() => 'unknown')).toBe('unknown');
  expect((await access.sightOf({ ...reader, kind: 'system' })).scope).toBe('everything');
  expect(told).toHaveLength(1);

  await caseState.start();
  await eventually(async () => (await outcome()) === 'seen');
  expect(await access.isKnown()).toBe(true);
});

test('while nothing happens it goes on knowing', async () => {
  const until = performance.now() + 3 * SILENCE_MS;
  await eventually(async () => {
    expect(await outcome()).toBe('seen');
    return performance.now() > until;
  });
});

test('a wall is heard of; and when case-state ends, running streams end and nothing is shown any more', async () => {
  const other: AccessReader = { ...reader, person: randomUUID() };
  await happens('TeamMemberJoined', { person: other.person, role: 'case-handler' });
  await eventually(async () => (await intake.access.groundFor(other, inquiryId)) !== undefined);
  await happens('WallRaised', { wallId: randomUUID() });
  await eventually(async () => (await outcome()) === 'not there');
  const { lost, stop } = intake.accessWatch.watch(other, inquiryId);
  expect(lost.aborted).toBe(false);
  await ends();
  await new Promise<void>((done) => (lost.aborted ? done() : lost.addEventListener('abort', () => done())));
  stop();
  expect(await outcome()).toBe('access-unknown');
  expect(told.filter((message) => message.startsWith('Nothing is heard'))).not.toHaveLength(0);
});
