import { execFile } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { javaEnvironment, JVM_FLAGS, type Java } from './java.js';
import type { Plan } from './plan.js';
import { writeProperties } from './server-properties.js';

/**
 * Makes the storage of a broker where there is none: beside its place, and renamed, so that one that was interrupted is done again.
 * @param properties the configuration that the broker will run with
 */
export async function ensureStorage(
  folder: string,
  data: string,
  plan: Plan,
  properties: Record<string, string>,
  { java, jars }: Java & { jars: string },
): Promise<void> {
  if (existsSync(data)) return;
  const making = `${data}.making`;
  rmSync(making, { recursive: true, force: true });
  const file = join(folder, 'format.properties');
  writeProperties(file, { ...properties, 'log.dirs': making });
  const controllers = plan.brokers.map(
    ({ id, ports, directoryId }) => `${id}@127.0.0.1:${ports.controller}:${directoryId}`,
  );
  const users = (plan.security.users ?? []).flatMap(({ name, password }) => [
    '--add-scram',
    `SCRAM-SHA-512=[name=${name},password=${password}]`,
  ]);
  const args = ['--cluster-id', plan.clusterId, '--config', file, '--initial-controllers', controllers.join(',')];
  try {
    await promisify(execFile)(
      java,
      [...JVM_FLAGS, '-cp', join(jars, '*'), 'kafka.tools.StorageTool', 'format', ...args, ...users],
      { cwd: folder, env: javaEnvironment() },
    );
    renameSync(making, data);
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`The storage in ${folder} could not be made:\n${(stdout + stderr).trim() || message}`, {
      cause: error,
    });
  } finally {
    rmSync(file, { force: true });
  }
}
