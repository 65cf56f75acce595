import type { Role } from '#contracts';
import { connectFeed } from '#event-feed';
import {
  applyHttpDefaults,
  DEMO_ISSUER,
  describeApi,
  memoryKeyStore,
  migrateDirectory,
  openIdentity,
  openService,
  postgresDirectory,
  SESSION_COOKIE,
  sessionIssuer,
  type ServiceDefinition,
  type ServiceRuntime,
} from '#service-kit';
import { disposableLog } from '#testing';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { randomUUID } from 'node:crypto';
import {
  BOOTSTRAP_ADMINISTRATOR,
  caseStateApi,
  CaseStateModule,
  defineCaseState,
  machineClientsIn,
} from '../../src/index.js';
import { intakeNextDoor, tell, type Told } from './intake-next-door.js';

/** An answer, whole. */
export interface Answer {
  status: number;
  // Tests read what they expect; what is not there fails them.
  body: any; // eslint-disable-line typescript/no-explicit-any
  headers: Headers;
  etag: string | null;
}

export interface Asking {
  key?: string;
  ifMatch?: number | string;
  headers?: Record<string, string>;
}

/** Somebody at the doors. What anybody has done is waited for by every query. */
export interface AtTheDoors {
  id: string;
  get(path: string, asking?: Asking): Promise<Answer>;
  post(path: string, body: unknown, asking?: Asking): Promise<Answer>;
  credentials: Record<string, string>;
}

/** Case-state behind its real doors, on a log of its own, with a neighbour that tells it of requests and replies. */
export interface Authority {
  readonly url: string;
  readonly app: NestExpressApplication;
  readonly runtime: ServiceRuntime;
  faults: object[];
  administrator: AtTheDoors;
  /** An officer of the directory, signed in. */
  officer(...roles: Role[]): Promise<AtTheDoors>;
  /** The same officer, signed in once more; the issuer saw who it is at that moment (milliseconds since 1970). */
  again(officer: AtTheDoors, authenticatedAt?: number): Promise<AtTheDoors>;
  anybody: AtTheDoors;
  tell(
    type: Told,
    data: Record<string, unknown> & ({ rfiId: string } | { leadId: string }),
    effectiveOn?: string,
  ): Promise<void>;
  /** Moves both demonstration clocks to eight in the morning of a day. */
  dayComes(day: string): Promise<void>;
  /** Case-state ends, and comes again on a later day, having missed what happened next door. */
  sleepsUntil(day: string, meanwhile: () => Promise<void>): Promise<void>;
  /** The neighbour ends for good. */
  neighbourLeaves(): Promise<void>;
  close(): Promise<void>;
}

/** A Monday; the demonstration begins at eight in the morning. */
export const FIRST_DAY = '2024-06-03';

export async function openAuthority(): Promise<Authority> {
  const demonstration = `${FIRST_DAY}T06:00:00.000Z`;
  const [own, next] = await Promise.all([disposableLog({ demonstration }), disposableLog({ demonstration })]);
  const faults: object[] = [];
  const open = (definition: ServiceDefinition, it: typeof own) =>
    openService(definition, {
      databases: { owner: it.ownerUrl, service: it.serviceUrl },
      timeZone: 'Europe/Brussels',
      report: (error, context) => faults.push({ error: error.message, ...context }),
    });
  const neighbour = (await open(intakeNextDoor, next)).connect([]);
  const keys = memoryKeyStore();
  const log = { error: (fields: object) => void faults.push(fields) };
  const wakes = async () => {
    const runtime = (await open(defineCaseState(), own)).connect([neighbour.publisher.source]);
    const client = await runtime.pool.connect();
    await migrateDirectory(client);
    client.release();
    const directory = postgresDirectory(runtime.pool);
    let url = '';
    const identity = openIdentity({
      settings: { host: '127.0.0.1', oidc: { clientId: 'dossier' } },
      publicUrl: () => url,
      keys,
      directory,
      clients: machineClientsIn(runtime),
      log,
    });
    const app = await NestFactory.create<NestExpressApplication>(
      CaseStateModule.register({ runtime, identity, directory }),
      { logger: false, bodyParser: false, abortOnError: false },
    );
    applyHttpDefaults(app, { log, guard: identity.guard, https: false });
    describeApi(app, 'case-state', caseStateApi);
    connectFeed(app, runtime.reactions);
    await runtime.start();
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
    await runtime.startTimers();
    return { url, app, runtime, directory, sessions: identity.sessions };
  };
  await neighbour.start();
  let it = await wakes();
  const sleeps = async () => {
    await it.app.close();
    await it.runtime.close();
  };
  let leave: Promise<void> | undefined;
  const neighbourLeaves = () => (leave ??= neighbour.close());

  const seen = new Map<string, number>();
  const saw = (header: string | null) => {
    for (const part of header?.split(', ') ?? []) {
      const [service = '', position] = part.split('=');
      seen.set(service, Math.max(seen.get(service) ?? 0, Number(position)));
    }
  };
  const atTheDoors = (id: string, credentials: Record<string, string>): AtTheDoors => {
    const send = async (method: string, path: string, body?: unknown, asking: Asking = {}): Promise<Answer> => {
      const { key, ifMatch, headers } = asking;
      const positions = [...seen].map(([name, at]) => `${name}=${at}`).join(', ');
      const response = await fetch(`${it.url}/api/case-state${path}`, {
        method,
        headers: {
          ...credentials,
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...(method !== 'GET' && { Origin: it.url }),
          ...(method === 'GET' && seen.size > 0 && { 'Dossier-Position': positions }),
          ...(key !== undefined && { 'Idempotency-Key': key }),
          ...(ifMatch !== undefined && { 'If-Match': typeof ifMatch === 'number' ? `"${ifMatch}"` : ifMatch }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      saw(response.headers.get('dossier-position'));
      const text = await response.text();
      return {
        status: response.status,
        body: text === '' ? undefined : JSON.parse(text),
        headers: response.headers,
        etag: response.headers.get('etag'),
      };
    };
    return {
      id,
      credentials,
      get: (path, asking) => send('GET', path, undefined, asking),
      post: (path, body, asking) => send('POST', path, body, asking),
    };
  };
  const signedIn = async (id: string, authenticatedAt = Date.now()): Promise<AtTheDoors> => {
    const person = await it.directory.get(id);
    if (!person) throw new Error(`nobody has the id ${id}`);
    const session = await sessionIssuer(keys, it.directory, Date.now, it.sessions).issue(person, { authenticatedAt });
    return atTheDoors(id, { Cookie: `${SESSION_COOKIE}=${session}` });
  };

  return {
    get url() {
      return it.url;
    },
    get app() {
      return it.app;
    },
    get runtime() {
      return it.runtime;
    },
    faults,
    administrator: await signedIn(BOOTSTRAP_ADMINISTRATOR),
    again: ({ id }, authenticatedAt) => signedIn(id, authenticatedAt),
    anybody: atTheDoors('', {}),
    async officer(...roles) {
      const id = randomUUID();
      await it.directory.add({
        id,
        name: `Officer ${id.slice(0, 4)}`,
        email: `${id}@authority.example`,
        issuer: DEMO_ISSUER,
        subject: id,
        roles,
        invented: true,
      });
      return signedIn(id);
    },
    async tell(type, data, effectiveOn) {
      saw(`intake=${await tell(neighbour, type, data, effectiveOn)}`);
    },
    async dayComes(day) {
      const to = `${day}T06:00:00.000Z`;
      await neighbour.clock.advance(to);
      await it.runtime.clock.advance(to);
      seen.set('case-state', await it.runtime.log.head());
    },
    async sleepsUntil(day, meanwhile) {
      await sleeps();
      await meanwhile();
      await own.log.advanceClock(`${day}T06:00:00.000Z`);
      it = await wakes();
      seen.set('case-state', await it.runtime.log.head());
    },
    neighbourLeaves,
    async close() {
      await sleeps();
      await neighbourLeaves();
      await own.dispose();
      await next.dispose();
    },
  };
}
