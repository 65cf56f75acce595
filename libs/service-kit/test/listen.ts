import { type CanActivate, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { applyHttpDefaults, type HttpDefaults } from '../src/http/index.js';

export interface Listening {
  app: NestExpressApplication;
  url: string;
  /** What was logged as a fault. */
  faults: { fields: Record<string, unknown>; message: string }[];
  close(): Promise<void>;
}

/** A guard that lets everybody pass: for tests that are not about access. */
export const everybody: CanActivate = { canActivate: () => true };

/** Starts an application of one module with the product's HTTP defaults on a free port. */
export async function listen(
  module: Type | DynamicModule,
  defaults: Partial<HttpDefaults> = {},
  port = 0,
  before: (app: NestExpressApplication) => void | Promise<void> = () => undefined,
): Promise<Listening> {
  const faults: Listening['faults'] = [];
  const app = await NestFactory.create<NestExpressApplication>(module, {
    logger: false,
    bodyParser: false,
    abortOnError: false,
  });
  applyHttpDefaults(app, {
    log: { error: (fields, message) => faults.push({ fields: fields as Record<string, unknown>, message }) },
    guard: everybody,
    https: false,
    ...defaults,
  });
  await before(app);
  await app.listen(port, '127.0.0.1');
  const address = app.getHttpServer().address() as { port: number };
  return { app, url: `http://127.0.0.1:${address.port}`, faults, close: () => app.close() };
}
