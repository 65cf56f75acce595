import type { CaseOpenedV1, Role } from '#contracts';
import { connectFeed } from '#event-feed';
import {
  applyHttpDefaults,
  DEMO_ISSUER,
  describeApi,
  memoryKeyStore,
  openIdentity,
  openService,
  SESSION_COOKIE,
  sessionIssuer,
  type Identity,
  type Person,
  type ServiceRuntime,
} from '#service-kit';
import { disposableLog } from '#testing';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { intakeApi, intakeDefinition, IntakeModule, type IntakeParts } from '../../src/index.js';
import { simple } from '../domain/material.js';
import { neighbourDefinition, tell, type Fact, type Told } from './neighbour.js';

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
  get(path: string, asking?: Asking): Promise<Answer>;
  send(method: string, path: string, body?: unknown, asking?: Asking): Promise<Answer>;
  /** The headers that say who it is. */
  credentials: Record<string, string>;
}

/** Intake behind its real doors, on a log of its own, with a neighbour that tells it of cases and teams. */
export interface Authority {
  url: string;
  app: NestExpressApplication;
  parts: IntakeParts;
  intake: ServiceRuntime;
  identity: Identity;
  faults: object[];
  /** An officer, signed in: just now, unless another moment is given (milliseconds since 1970). */
  officer(roles: string[], signedInAt?: number): Promise<AtTheDoors & { id: string }>;
  anybody(credentials?: Record<string, string>): AtTheDoors;
  tell(type: Told, data: Fact): Promise<void>;
  joins(inquiryId: string, person: string, role: Role): Promise<void>;
  /** Opens a case on a new inquiry, with a team. */
  openCase(team: [person: string, role: Role][], change?: Partial<z.infer<typeof CaseOpenedV1>>): Promise<Opened>;
  /** Moves the demonstration's clock to eight in the morning of a day. */
  dayComes(day: string): Promise<void>;
  /** Another process of the same service, on the same log. */
  another(): Promise<ServiceRuntime>;
  close(): Promise<void>;
}

export interface Opened {
  inquiryId: string;
  caseId: string;
}

/** A Monday; the demonstration begins at eight in the morning. */
export const FIRST_DAY = '2024-06-03';

const hash = 'cd'.repeat(32);
let lastNumber = 90_000;

export async function openAuthority(): Promise<Authority> {
  const demonstration = `${FIRST_DAY}T06:00:00.000Z`;
  const [own, next] = await Promise.all([disposableLog({ demonstration }), disposableLog({ demonstration })]);
  const faults: object[] = [];
  const open = (definition: typeof intakeDefinition, it: typeof own) =>
    openService(definition, {
      databases: { owner: it.ownerUrl, service: it.serviceUrl },
      timeZone: 'Europe/Brussels',
      report: (error, context) => faults.push({ error: error.message, ...context }),
    });
  const neighbour = (await open(neighbourDefinition, next)).connect([]);
  const intake = (await open(intakeDefinition, own)).connect([neighbour.publisher.source]);

  let url = '';
  const persons: Person[] = [];
  const directory = {
    find: async (issuer: string, subject: string) =>
      persons.find((one) => one.issuer === issuer && one.subject === subject),
    get: async (id: string) => persons.find((one) => one.id === id),
    list: async () => persons,
  };
  const keys = memoryKeyStore();
  const log = { error: (fields: object) => void faults.push(fields) };
  const identity = openIdentity({
    // A whole file of tests knocks from one address.
    settings: { host: '127.0.0.1', oidc: { clientId: 'dossier' }, rates: { signIn: 100_000, link: 100_000 } },
    publicUrl: () => url,
    keys,
    directory,
    log,
  });
  const parts: IntakeParts = { runtime: intake, identity, publicUrl: () => url };
  const app = await NestFactory.create<NestExpressApplication>(IntakeModule.register(parts), {
    logger: false,
    bodyParser: false,
    abortOnError: false,
  });
  applyHttpDefaults(app, { log, guard: identity.guard, https: false });
  describeApi(app, 'intake', intakeApi);
  connectFeed(app, intake.reactions);
  await neighbour.start();
  await intake.start();
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
  await intake.startTimers();

  const seen = new Map<string, number>();
  const saw = (header: string | null) => {
    for (const part of header?.split(', ') ?? []) {
      const [service = '', position] = part.split('=');
      seen.set(service, Math.max(seen.get(service) ?? 0, Number(position)));
    }
  };
  const anybody = (credentials: Record<string, string> = {}): AtTheDoors => {
    const send: AtTheDoors['send'] = async (method, path, body, { key, ifMatch, headers } = {}) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...credentials,
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...(method !== 'GET' && { Origin: url }),
          ...(method === 'GET' &&
            seen.size > 0 && { 'Dossier-Position': [...seen].map(([name, at]) => `${name}=${at}`).join(', ') }),
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
    return { send, get: (path, asking) => send('GET', path, undefined, asking), credentials };
  };
  const tells: Authority['tell'] = async (type, data) => saw(`case-state=${await tell(neighbour, type, data)}`);

  return {
    url,
    app,
    parts,
    intake,
    identity,
    faults,
    anybody,
    tell: tells,
    async officer(roles, authenticatedAt = Date.now()) {
      const id = randomUUID();
      const person: Person = {
        id,
        name: `Officer ${persons.length + 1}`,
        email: `${id}@authority.example`,
        issuer: DEMO_ISSUER,
        subject: id,
        roles,
        invented: true,
      };
      persons.push(person);
      const session = await sessionIssuer(keys, directory).issue(person, { authenticatedAt });
      return { id, ...anybody({ Cookie: `${SESSION_COOKIE}=${session}` }) };
    },
    joins: (inquiryId, person, role) => tells('TeamMemberJoined', { inquiryId, person, role }),
    async openCase(team, change = {}) {
      const inquiryId = change.inquiryId ?? randomUUID();
      const caseId = change.caseId ?? randomUUID();
      if (!change.inquiryId)
        await tells('InquiryOpened', { inquiryId, number: `INQ-${lastNumber}`, title: { en: 'Widgets' } });
      for (const [person, role] of team) await tells('TeamMemberJoined', { inquiryId, person, role });
      await tells('CaseOpened', {
        inquiryId,
        caseId,
        number: `AT.${++lastNumber}`,
        title: { en: 'Supply of widgets' },
        procedure: { id: 'widgets', version: 1, hash },
        calendar: { id: 'ec-brussels', version: 1, hash },
        stage: 'screening',
        rfiRules: [simple],
        ...change,
      });
      return { inquiryId, caseId };
    },
    async dayComes(day) {
      const to = `${day}T06:00:00.000Z`;
      await neighbour.clock.advance(to);
      await intake.clock.advance(to);
      seen.set('intake', await intake.log.head());
    },
    async another() {
      const twin = (await open(intakeDefinition, own)).connect([neighbour.publisher.source]);
      await twin.start();
      return twin;
    },
    async close() {
      await app.close();
      await intake.close();
      await neighbour.close();
      await own.dispose();
      await next.dispose();
    },
  };
}
