import { afterAll, beforeAll } from '@jest/globals';
import { openService, type ServiceRuntime } from '#service-kit';
import { disposableLog, storedFolds, type DisposableLog } from '#testing';
import { defineCaseState } from '../../src/definition.js';

const definition = defineCaseState();
let it: DisposableLog;
let runtime: ServiceRuntime;

beforeAll(async () => {
  it = await disposableLog();
  const opened = await openService(definition, {
    databases: { owner: it.ownerUrl, service: it.serviceUrl },
    timeZone: 'Europe/Brussels',
    report: (error) => {
      throw error;
    },
  });
  runtime = opened.connect([]);
});
afterAll(async () => {
  await runtime?.close();
  await it?.dispose();
});

storedFolds(new URL('./stored/', import.meta.url), definition, () => runtime.dataSource);
