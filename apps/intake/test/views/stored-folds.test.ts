import { afterAll, beforeAll } from '@jest/globals';
import { openService, type ServiceRuntime } from '#service-kit';
import { disposableLog, storedFolds, type DisposableLog } from '#testing';
import { intakeDefinition } from '../../src/definition.js';

let it: DisposableLog;
let runtime: ServiceRuntime;

beforeAll(async () => {
  it = await disposableLog();
  const opened = await openService(intakeDefinition, {
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

storedFolds(new URL('./stored/', import.meta.url), intakeDefinition, () => runtime.dataSource);
