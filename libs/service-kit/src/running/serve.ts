import type { RequestListener } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import { connectFeed, httpFeedSource } from '#event-feed';
import { applyHttpDefaults } from '../http/apply-http-defaults.js';
import {
  type AuthGuard,
  type BearerVerifier,
  keyAges,
  type KeyStore,
  migrateKeys,
  postgresKeyStore,
  serviceKeysController,
  type ServiceTokens,
  serviceTokens,
  serviceVerifier,
} from '../identity/index.js';
import { accessLog } from '../logging/access-log.js';
import { openLogger } from '../logging/logger.js';
import { nestLog } from '../logging/nest-log.js';
import { reportTo } from '../logging/report.js';
import { type ApiDescription, describeApi } from '../openapi/index.js';
import type { FaultLog } from '../problems/problem-filter.js';
import {
  type OpenedService,
  openRelay,
  openService,
  type RuntimeOptions,
  type ServiceDefinition,
  type ServiceRuntime,
} from '../runtime/index.js';
import type { Settings } from '../settings/read-settings.js';
import type { Service } from '../settings/services.js';
import { endingSoon, partsFetch, type PartsFetch, type PartsTls } from '../tls/index.js';
import type { FrontDoor } from './front-door.js';
import type { SettingsAlone } from './settings-alone.js';

/** What a service finds around it when it runs alone. */
export interface ServicePlace {
  settings: SettingsAlone;
  runtime: ServiceRuntime;
  /** The service's own keys, shared by its instances: they stand in its database. */
  keys: KeyStore;
  /** How it shows who it is when it asks another service. */
  tokens: ServiceTokens;
  /** How it knows another service that asks. */
  services: BearerVerifier;
  publicUrl: () => string;
  /** How the other services are asked. */
  ask: PartsFetch;
  log: Required<FaultLog>;
}

/** A service's module, and who may enter. */
export interface WiredService {
  module: DynamicModule;
  guard: AuthGuard;
  mounts?: { path: string; handler: RequestHandler }[];
  /** Ends what was begun for it beside the application. */
  close?(): Promise<void>;
}

/** A service as a process of its own needs it. */
export interface ServiceAlone {
  definition: ServiceDefinition;
  api: ApiDescription;
  wire(place: ServicePlace): WiredService | Promise<WiredService>;
}

export interface ServeOptions {
  settings: SettingsAlone;
  door: FrontDoor;
  port: number;
  tls: PartsTls;
  /** Aborts when the process is asked to stop. */
  stopping: AbortSignal;
}

/** First wait for a database that is away, doubled up to the last. Milliseconds. */
const AGAIN_MS = 250;
const LATEST_AGAIN_MS = 5000;

/** Opens the service and lets everybody in. @throws what cannot be mended by waiting; a database that is away is waited for */
export async function serve(parts: ServiceAlone, options: ServeOptions): Promise<{ stop(): Promise<void> }> {
  const { settings, door, port, tls, stopping } = options;
  const { service } = parts.definition;
  const ask = partsFetch(tls);
  const logger = openLogger({ level: settings.log, name: service });
  for (const line of endingSoon(tls)) logger.warn(line);
  const report = reportTo(logger);
  const closing: (() => Promise<void>)[] = [];
  const stop = async () => {
    const failures: unknown[] = [];
    for (const close of closing.splice(0).toReversed()) await close().catch((error: unknown) => failures.push(error));
    logger.flush();
    if (failures.length > 0) throw failures[0];
  };
  let closeApp = async (): Promise<void> => undefined;
  // Together: who waits for news of the feed is sent away by the application, and the door waits for nobody else.
  closing.push(async () => void (await Promise.all([door.close(), closeApp()])));
  try {
    const opened = await patiently(
      () => open(parts, settings, report),
      stopping,
      (error, waitMs) =>
        logger.warn(`The database of ${service} is away (${error.message}); it is tried again in ${waitMs} ms`),
    );
    if (!opened) return { stop };
    await migrated(opened);
    const keys = postgresKeyStore(opened.pool, keyAges(settings));
    const tokens = serviceTokens(keys, service);
    const runtime = opened.connect(
      parts.definition.follows.map((publisher) =>
        httpFeedSource({
          publisher,
          url: `${settings.urlOf(publisher)}/api/${publisher}/feed`,
          headers: () => tokens.headersFor(publisher),
          fetch: ask,
        }),
      ),
    );
    closing.unshift(() => runtime.close());
    const services = serviceVerifier(service, settings.urlOf, { ask });
    const publicUrl = () => settings.publicUrl;
    const wired = await parts.wire({ settings, runtime, keys, tokens, services, publicUrl, ask, log: logger });
    if (wired.close) closing.push(wired.close);
    const app = await NestFactory.create<NestExpressApplication>(
      {
        module: Alone,
        imports: [wired.module],
        controllers: [serviceKeysController(service, keys) as Type],
      },
      { bodyParser: false, logger: nestLog(logger), abortOnError: false },
    );
    applyHttpDefaults(app, {
      log: logger,
      accessLog: accessLog(logger),
      guard: wired.guard,
      https: settings.publicUrl.startsWith('https:'),
      trustProxy: settings.trustProxy,
      ...(wired.mounts && { mounts: wired.mounts }),
    });
    describeApi(app, service, parts.api);
    connectFeed(app, runtime.reactions);
    await Promise.all([app.init(), runtime.start()]);
    closeApp = () => app.close();
    await app.startAllMicroservices();
    await runtime.startTimers();
    door.move('open', app.getHttpAdapter().getInstance() as RequestListener);
    logger.info({ port, pid: process.pid }, `${service} is there`);
    return { stop };
  } catch (error) {
    await stop().catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

/** The module of the process: the service's, and its public keys. */
class Alone {} // eslint-disable-line typescript/no-extraneous-class

/** Opens the relay of a service; a database that is away is waited for. undefined when the process is asked to stop before that. */
export async function openRelayPatiently(
  definition: ServiceDefinition,
  settings: Settings & { kafka: NonNullable<Settings['kafka']> },
  tls: PartsTls,
  stopping: AbortSignal,
): Promise<Awaited<ReturnType<typeof openRelay>> | undefined> {
  const { service } = definition;
  const logger = openLogger({ level: settings.log, name: `${service}-relay` });
  for (const line of endingSoon(tls)) logger.warn(line);
  const report = reportTo(logger);
  return patiently(
    () => openRelay(definition, { ...runtimeOptions(service, settings, report), kafka: settings.kafka }),
    stopping,
    (error, waitMs) =>
      logger.warn(`The database of ${service} is away (${error.message}); it is tried again in ${waitMs} ms`),
  );
}

async function open(
  { definition }: ServiceAlone,
  settings: SettingsAlone,
  report: RuntimeOptions['report'],
): Promise<OpenedService> {
  return openService(definition, runtimeOptions(definition.service, settings, report));
}

function runtimeOptions(service: Service, settings: Settings, report: RuntimeOptions['report']): RuntimeOptions {
  const { timeZone, demonstration, kafka, accessSilence } = settings;
  const databases = settings.databases[service];
  if (!databases) throw new Error(`The settings name no database of ${service}.`);
  return {
    databases,
    timeZone,
    report,
    ...(demonstration !== undefined && { demonstration }),
    ...(kafka && { kafka }),
    ...(accessSilence !== undefined && { accessSilenceMs: accessSilence * 1000 }),
  };
}

/** PostgreSQL is not there yet, or not any more: refused, reset, no such name yet, starting up or shutting down (57P0x). */
const AWAY = /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|EAI_AGAIN|ENOTFOUND|57P0[123]|08\w{3})$/;

/** Tries until it works; undefined when the process is asked to stop before that. */
async function patiently<Opened>(
  attempt: () => Promise<Opened>,
  stopping: AbortSignal,
  again: (error: Error, waitMs: number) => void,
): Promise<Opened | undefined> {
  for (let wait = AGAIN_MS; !stopping.aborted; wait = Math.min(2 * wait, LATEST_AGAIN_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isAway(error)) throw error;
      again(error as Error, wait);
      await pause(wait, undefined, { signal: stopping }).catch(() => undefined); // asked to stop meanwhile
    }
  }
  return undefined;
}

function isAway(error: unknown): boolean {
  const { code, errors } = error as { code?: string; errors?: unknown[] };
  return (code !== undefined && AWAY.test(code)) || (errors?.some(isAway) ?? false);
}

async function migrated({ pool }: OpenedService): Promise<void> {
  const client = await pool.connect();
  try {
    await migrateKeys(client);
  } finally {
    client.release();
  }
}
