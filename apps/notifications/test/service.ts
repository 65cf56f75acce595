import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Moment } from '#contracts';
import { connectFeed, type FeedSource } from '#event-feed';
import {
  applyHttpDefaults,
  memoryKeyStore,
  openIdentity,
  openService,
  sessionIssuer,
  type Person,
  type ServiceRuntime,
} from '#service-kit';
import { notificationsDefinition, NotificationsModule, type NotificationsParts } from '../src/index.js';
import { Notifications } from '../src/notifications.js';
import type { Databases } from './publishers.js';

/** The product's own time for an answer (receivers share a loaded machine with other tests), but nothing else is waited for. */
export const QUICK: NonNullable<NotificationsParts['limits']> = {
  attempt: { connectMs: 10_000, answerMs: 15_000, bodyMs: 300, bodyBytes: 16_384 },
  engine: { pollMs: 50, leaseMarginMs: 3_000, graceMs: 100 },
};

export interface Service {
  app: NestExpressApplication;
  runtime: ServiceRuntime;
  notifications: Notifications;
  url: string;
  /** What an operator was told. */
  reports: Error[];
  /** Calls an API as a person, with a session cookie as a browser would. */
  as(person: Person): Caller;
  stop(): Promise<void>;
}

export interface Answered<Body> {
  status: number;
  headers: Headers;
  body: Body;
}
export interface Caller {
  get<Body = never>(path: string, headers?: Record<string, string>): Promise<Answered<Body>>;
  post<Body = never>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered<Body>>;
  /** For streams and bodies that are no JSON. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export const person = (id: string, roles: string[] = ['case-handler']): Person => ({
  id,
  name: id,
  email: `${id}@authority.example`,
  issuer: 'demo',
  subject: id,
  roles,
  invented: true,
});

/** The whole service over given databases, as `apps/dossier` mounts it: runtime, doors, reactions, engine. */
export async function startService(
  databases: Databases,
  sources: FeedSource[],
  options: { demonstration?: Moment; allow?: string[]; limits?: NotificationsParts['limits'] } = {},
): Promise<Service> {
  const reports: Error[] = [];
  const report = (error: Error) => void reports.push(error);
  const opened = await openService(notificationsDefinition, {
    databases,
    timeZone: 'Europe/Brussels',
    ...(options.demonstration && { demonstration: options.demonstration }),
    report,
  });
  const runtime = opened.connect(sources);
  await runtime.start();

  let url = 'http://127.0.0.1';
  const persons: Person[] = [];
  const directory = {
    find: async (issuer: string, subject: string) =>
      persons.find((one) => one.issuer === issuer && one.subject === subject),
    get: async (id: string) => persons.find((one) => one.id === id),
    list: async () => persons,
  };
  const keys = memoryKeyStore();
  const identity = openIdentity({
    settings: { host: '127.0.0.1', oidc: { clientId: 'dossier' } },
    publicUrl: () => url,
    keys,
    directory,
    log: { error: (fields, message) => reports.push(Object.assign(new Error(message), { fields })) },
  });
  const app = await NestFactory.create<NestExpressApplication>(
    NotificationsModule.register({
      runtime,
      settings: { webhookAllow: options.allow ?? ['127.0.0.0/8'] },
      report,
      limits: options.limits ?? QUICK,
    }),
    { logger: false, bodyParser: false, abortOnError: false },
  );
  applyHttpDefaults(app, {
    log: { error: (fields, message) => reports.push(Object.assign(new Error(message), { fields })) },
    guard: identity.guard,
    https: false,
  });
  connectFeed(app, runtime.reactions);
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;

  const sessions = sessionIssuer(keys, directory);
  const as = (who: Person): Caller => {
    if (!persons.some(({ id }) => id === who.id)) persons.push(who);
    const call = async (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(`${url}/api/notifications${path}`, {
        ...init,
        headers: {
          cookie: `dossier_session=${await sessions.issue(who)}`,
          origin: url,
          ...(init.headers as Record<string, string>),
        },
      });
    const read = async <Body>(response: Response): Promise<Answered<Body>> => ({
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Body,
    });
    return {
      fetch: call,
      get: async (path, headers = {}) => read(await call(path, { headers })),
      post: async (path, body, headers = {}) =>
        read(
          await call(path, {
            method: 'POST',
            headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
            ...(body !== undefined && { body: JSON.stringify(body) }),
          }),
        ),
    };
  };
  let stopping: Promise<void> | undefined;
  return {
    app,
    runtime,
    notifications: app.get(Notifications),
    url,
    reports,
    as,
    stop: () => (stopping ??= app.close().then(() => runtime.close())),
  };
}
