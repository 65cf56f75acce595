import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Controller, Get, Req, Res, type Type } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { EventSource } from 'undici';
import { type Aggregate, LiveSignal } from '#contracts';
import { httpFeedSource } from '#event-feed';
import { type DisposableLog, disposableLog, eventually } from '#testing';
import { serviceDoors } from '../../src/doors/index.js';
import { demoToken, openIdentity, memoryKeyStore, Public } from '../../src/identity/index.js';
import { buildDocument, everyRouteIsDescribed } from '../../src/openapi/index.js';
import { openService, type ServiceDefinition, type ServiceRuntime } from '../../src/runtime/index.js';
import { liveSignals, sendEvents, lastEventId } from '../../src/sse/index.js';
import { directoryOf, moduleOf, person } from '../identity/office.js';
import { type Listening, listen } from '../listen.js';

const definition: ServiceDefinition = {
  service: 'intake',
  mapping: {},
  views: [],
  entities: [],
  migrations: [],
  lapses: [],
  follows: [],
};
type Noted = { type: 'Noted'; data: { secret: boolean } };
const note: Aggregate<number, Noted> = { kind: 'note', initial: 0, evolve: (count) => count + 1 };

/** The feed of another service, which cannot be asked until its door is opened; it has published nothing. */
let open = false;
const elsewhere = createServer((request, response) => {
  const log = { id: randomUUID(), origin: 'demonstration', epoch: randomUUID() };
  const answer = request.url?.startsWith('/feed/lanes') ? { lanes: [] } : { position: 0, ordinal: 0 };
  response.writeHead(open ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify({ log, ...answer }));
});

const administrator = person('Administrator', ['administrator']);
const handler = person('Handler', ['case-handler']);
let it: DisposableLog;
let runtime: ServiceRuntime;
let server: Listening;
const faults: object[] = [];

/** A stream that tells of every note but the secret ones. */
function streamController(of: ServiceRuntime): Type {
  @Controller('api/intake/stream')
  class StreamController {
    @Get()
    @Public()
    @ApiOperation({ operationId: 'stream', summary: 'Live' })
    @ApiProduces('text/event-stream')
    @ApiResponse({ status: 200, standardSchema: LiveSignal })
    stream(@Req() request: Request, @Res() response: Response) {
      const after = lastEventId(request);
      return sendEvents(request, response, (signal) =>
        liveSignals(of, after, signal, async ({ position, type, data }) =>
          (data as Noted['data']).secret ? undefined : { position, type },
        ),
      );
    }
  }
  return StreamController;
}

beforeAll(async () => {
  it = await disposableLog({ demonstration: '2024-06-03T06:00:00.000Z' });
  const opened = await openService(definition, {
    databases: { owner: it.ownerUrl, service: it.serviceUrl },
    timeZone: 'Europe/Brussels',
    report: (error) => faults.push(error),
  });
  await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening));
  const { port } = elsewhere.address() as AddressInfo;
  runtime = opened.connect([httpFeedSource({ publisher: 'notifications', url: `http://127.0.0.1:${port}/feed` })]);
  await runtime.start();
  let url = '';
  const log = { error: (fields: object) => void faults.push(fields) };
  const identity = openIdentity({
    settings: { host: '127.0.0.1', oidc: { clientId: 'dossier' } },
    publicUrl: () => url,
    keys: memoryKeyStore(),
    directory: directoryOf([administrator, handler]),
    log,
  });
  const doors = serviceDoors(runtime, log);
  server = await listen(moduleOf([...doors.controllers, streamController(runtime)]), {
    guard: identity.guard,
    mounts: identity.mounts,
    metrics: [doors.metrics],
  });
  url = server.url;
});
afterAll(async () => {
  await server?.close();
  await runtime?.close();
  elsewhere.close();
  await it?.dispose();
});

const noteDown = (secret: boolean) =>
  runtime.commands.run(
    {
      operation: 'note',
      origin: { actor: { person: randomUUID(), kind: 'officer', role: 'registry' } },
      request: { secret },
    },
    async (act) => act.add(await act.load(note, act.newId), [{ type: 'Noted', data: { secret } }]),
  );

async function call(path: string, as: { subject: string } | undefined, body?: object) {
  const token = as && (await demoToken(`${server.url}/oidc`, as.subject)).token;
  const response = await fetch(`${server.url}/api/intake${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(body && { 'Content-Type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

describe('the doors that every service has', () => {
  test('are described', () => {
    const document = buildDocument(server.app, 'intake', { title: 'Intake', description: '', version: '1' });
    expect(everyRouteIsDescribed(document, server.app, 'intake')).toEqual([]);
  });

  test('health says that log, views and feed hold', async () => {
    expect(await call('/health/ready', undefined)).toMatchObject({
      status: 200,
      body: { checks: { log: 'ok', views: 'ok', feed: 'ok' } },
    });
  });

  test('the clock is shown to all and moved by an administrator, forward only', async () => {
    const shown = await call('/clock', undefined);
    expect(shown.body).toMatchObject({ today: '2024-06-03', origin: 'demonstration', timeZone: 'Europe/Brussels' });
    const to = '2024-06-05T08:00:00.000Z';
    expect((await call('/clock', undefined, { to })).status).toBe(401);
    expect((await call('/clock', handler, { to })).status).toBe(403);
    const moved = await call('/clock', administrator, { to });
    expect(moved).toMatchObject({ status: 200, body: { today: '2024-06-05' } });
    expect(moved.headers.get('dossier-position')).toMatch(/^intake=\d+$/);
    expect(await call('/clock', administrator, { to: '2024-06-04T08:00:00.000Z' })).toMatchObject({
      status: 409,
      body: { code: 'intake.clock-only-forward' },
    });
    expect((await call('/clock', administrator, { to: 'tomorrow' })).status).toBe(400);
  });

  test("dead letters are the administrator's", async () => {
    expect((await call('/dead-letters', handler)).status).toBe(403);
    expect(await call('/dead-letters', administrator)).toMatchObject({ status: 200, body: { items: [] } });
    expect((await call(`/dead-letters/${randomUUID()}/retry`, administrator, {})).status).toBe(404);
    expect((await call(`/dead-letters/${randomUUID()}/skip`, administrator, { reason: '' })).status).toBe(400);
  });

  test('reads are for auditors, and what became of their record is counted', async () => {
    expect((await call('/reads', handler)).status).toBe(403);
    expect((await call('/reads', administrator)).status).toBe(403);
    const metrics = await (await fetch(`${server.url}/api/intake/metrics`)).text();
    expect(metrics).toMatch(/dossier_reads_total\{outcome="dropped",service="intake"\} 0/);
    expect(metrics).toMatch(/dossier_reads_waiting\{service="intake"\} 0/);
  });

  test('a publisher that cannot be asked shows in a gauge, until it can', async () => {
    const gauge = async (consumer: string) => {
      const metrics = await (await fetch(`${server.url}/api/intake/metrics`)).text();
      return new RegExp(
        `^dossier_feed_door_failing\\{consumer="${consumer}",publisher="notifications",service="intake"\\} ([01])$`,
        'm',
      ).exec(metrics)?.[1];
    };
    await eventually(async () => (await gauge('intake.views')) === '1');
    open = true;
    await eventually(async () => (await gauge('intake.views')) === '0');
  });

  test('the feed is not for everybody', async () => {
    expect((await call('/feed', undefined)).status).toBe(401);
    expect((await call('/feed', handler)).status).toBe(403);
  });
});

test('a live stream tells what its reader may hear, once, and goes on where the browser was', async () => {
  const { position } = await noteDown(false);
  const told: number[] = [];
  const source = new EventSource(`${server.url}/api/intake/stream?after=${position - 1}`);
  source.addEventListener('message', (event) => told.push((JSON.parse(String(event.data)) as LiveSignal).position));
  await eventually(() => told.length === 1);
  await noteDown(true);
  const last = await noteDown(false);
  await eventually(() => told.includes(last.position));
  expect(told).toEqual([position, last.position]);
  source.close();
});
