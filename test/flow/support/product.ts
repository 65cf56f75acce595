import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { demoToken } from '#service-kit';
import { freePort } from '#service-kit/running';

/** The whole product in a process of its own, on a data folder of its own: what `npm start` runs. */
export interface Product {
  url: string;
  data: string;
  /** Runs a verb of the command line against it. */
  dossier(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }>;
  /** An access token of a person, from the demo issuer. */
  token(person: string): Promise<string>;
  /** The administrator that an empty installation begins with, as the command line finds it. */
  administrator(): Promise<string>;
  stop(): Promise<void>;
  said(): string;
}

const root = resolve(import.meta.dirname, '../../..');
const bin = join(root, 'apps/dossier/bin/dossier.js');

export async function startProduct(settings: Record<string, string>): Promise<Product> {
  const data = mkdtempSync(join(tmpdir(), 'dossier-product-'));
  chmodSync(data, 0o755);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DOSSIER_PORT: String(port),
    DOSSIER_DATA: join(data, 'data'),
    ...settings,
  };
  const child = spawn(process.execPath, [bin, 'up'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(String(chunk)));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));

  const dossier: Product['dossier'] = (...args) =>
    new Promise((done, failed) => {
      const run = spawn(process.execPath, [bin, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let stdout = '';
      let stderr = '';
      run.stdout.on('data', (chunk) => (stdout += String(chunk)));
      run.stderr.on('data', (chunk) => (stderr += String(chunk)));
      run.once('error', failed);
      run.once('exit', (status) => done({ status: status ?? 1, stdout, stderr }));
    });

  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
    await ended;
    rmSync(data, { recursive: true, force: true });
  };

  await ready(url, child, said).catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    url,
    data,
    dossier,
    token: async (person) => (await demoToken(`${url}/oidc`, person)).token,
    async administrator() {
      const { status, stdout, stderr } = await dossier('token', '--as', 'administrator');
      if (status !== 0) throw new Error(`token --as administrator: ${stderr}`);
      return stdout.trim();
    },
    stop,
    said: () => said.join(''),
  };
}

const SERVICES = ['intake', 'case-state', 'notifications'];

async function ready(url: string, child: ChildProcess, said: string[]): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The product ended at its start:\n${said.join('')}`);
    try {
      const answers = await Promise.all(SERVICES.map((service) => fetch(`${url}/api/${service}/health/ready`)));
      if (answers.every((answer) => answer.ok)) return;
    } catch (error) {
      if ((error as Error).name !== 'TypeError') throw error; // not listening yet (jest has a TypeError of its own)
    }
    if (Date.now() > deadline) throw new Error(`The product was not ready in time:\n${said.join('')}`);
    await new Promise((tick) => setTimeout(tick, 50));
  }
}
