import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BOOTSTRAP_ADMINISTRATOR } from '#case-state';
import { demoToken } from '#service-kit';
import { eventually } from '#testing';
import { withOwnBrokers } from '../support/kafka.js';

// A cluster is a dozen processes, on a machine that has other things to do.
jest.setTimeout(300_000);

const bin = fileURLToPath(new URL('../../../apps/dossier/bin/dossier.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dossier-cluster-'));
const data = join(folder, 'data');

interface Running {
  url: string;
  processes: { name: string; pid: number; port: number }[];
}
const running = (): Running => JSON.parse(readFileSync(join(data, 'running.json'), 'utf8')) as Running;
const processOf = (name: string) => running().processes.find((one) => one.name === name)!;

const started: ChildProcess[] = [];
function cluster(...words: string[]) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(DOSSIER_|OIDC_|KAFKA_|NODE_OPTIONS)/.test(name));
  const child = spawn(process.execPath, [bin, 'cluster', '--data', data, '--port', '0', ...words], {
    env: { ...Object.fromEntries(kept), DOSSIER_LOG: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  return {
    child,
    ended,
    said: () => said,
    async ready() {
      await eventually(() => said.includes('Ctrl-C stops') || child.exitCode !== null, { within: 280_000 });
      if (!said.includes('Ctrl-C stops')) throw new Error(`The cluster did not become ready:\n${said}`);
    },
  };
}

const ask = (path: string, headers: Record<string, string> = {}) => fetch(running().url + path, { headers });
const isAlive = (pid: number): boolean => {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
};
/** Processes whose command line names the data folder: services, brokers, PostgreSQL. */
const processesOn = (path: string): string[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(path) && isAlive(Number(pid)) ? [line] : [];
      } catch (error) {
        if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return []; // it has just ended
        throw error;
      }
    });
const listens = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => done(true)).once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });

/** Whether a relay holds the lease of its log. */
const isActive = async ({ port }: { port: number }): Promise<boolean> => {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`);
  return ((await answer.json()) as { relay: { state?: string } }).relay.state === 'active';
};

withOwnBrokers('npm run cluster', () => {
  let first: ReturnType<typeof cluster>;
  beforeAll(async () => {
    first = cluster();
    await first.ready();
  });
  afterAll(async () => {
    const lives = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;
    for (const child of started) if (lives(child)) child.kill('SIGTERM');
    await eventually(() => !started.some(lives));
    // PostgreSQL outlives a cluster that was killed; the next start would adopt it.
    const postmaster = join(data, 'postgres', 'data', 'postmaster.pid');
    const left = existsSync(postmaster) ? Number(readFileSync(postmaster, 'utf8').split('\n')[0]) : undefined;
    if (left !== undefined && isAlive(left)) process.kill(left, 'SIGINT');
    await eventually(() => left === undefined || !isAlive(left));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  chmodSync(folder, 0o755);

  const token = async (): Promise<Record<string, string>> => {
    const { url } = running();
    const { persons } = (await (await ask('/api/case-state/sign-in/options')).json()) as {
      persons: { id: string; roles: string[] }[];
    };
    const manager = persons.find(({ roles }) => roles.includes('case-manager'))!;
    return { Authorization: `Bearer ${(await demoToken(`${url}/oidc`, manager.id)).token}` };
  };

  test('the pages and the story are there, at one address', async () => {
    const page = await ask('/', { Accept: 'text/html' });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const inquiries = (await (await ask('/api/case-state/inquiries', await token())).json()) as {
      items: { number: string }[];
    };
    expect(inquiries.items.map(({ number }) => number)).toContain('I-2024-031');
    const inbox = (await (await ask('/api/notifications/inbox', await token())).json()) as { items: object[] };
    expect(inbox.items.length).toBeGreaterThan(0);
    const offered = (await (await ask('/api/case-state/sign-in/options')).json()) as { outside: object[] };
    expect(offered.outside.length).toBeGreaterThan(0);
  });

  test('what one service says reaches the others over the brokers', () => {
    // The relays have run since the start: nothing else numbers or sends.
    expect(running().processes.map(({ name }) => name)).toEqual([
      'intake 1',
      'relay of intake',
      'case-state 1',
      'relay of case-state',
      'notifications 1',
      'relay of notifications',
      'gateway',
    ]);
  });

  test('a second one on the same folder is refused, and told by whom', async () => {
    const second = cluster();
    expect(await second.ended).toBe(1);
    expect(second.said()).toContain(`A cluster already runs on ${data}: ${running().url}`);
    expect((await ask('/api/case-state/health/ready')).status).toBe(200);
  });

  test('a clock that is moved moves in all three', async () => {
    const { url } = running();
    const administrator = `Bearer ${(await demoToken(`${url}/oidc`, BOOTSTRAP_ADMINISTRATOR)).token}`;
    for (const service of ['case-state', 'notifications', 'intake']) {
      const moved = await fetch(`${url}/api/${service}/clock`, {
        method: 'POST',
        headers: { Authorization: administrator, 'Content-Type': 'application/json' },
        body: JSON.stringify({ to: '2024-08-20T08:00:00.000Z' }),
      });
      expect([service, moved.status]).toEqual([service, 200]);
      expect(((await (await ask(`/api/${service}/clock`)).json()) as { today: string }).today).toBe('2024-08-20');
    }
  });

  test('a service that is killed: 503 as a problem, then it is back with everything', async () => {
    const { pid } = processOf('case-state 1');
    process.kill(pid, 'SIGKILL');
    const away = await eventually(async () => {
      const answer = await ask('/api/case-state/clock');
      return answer.status === 503 || answer.status === 502 ? answer : undefined;
    });
    expect([away.headers.get('content-type'), away.headers.get('retry-after')]).toEqual([
      'application/problem+json; charset=utf-8',
      '1',
    ]);
    expect((await ask('/api/intake/clock')).status).toBe(200);
    await eventually(async () => (await ask('/api/case-state/health/ready')).status === 200, { within: 120_000 });
    expect(processOf('case-state 1').pid).not.toBe(pid);
    expect(first.said()).toContain(`case-state 1 (process ${pid}) has ended: SIGKILL`);
    expect((await ask('/api/case-state/inquiries', await token())).status).toBe(200);
  });

  test('Ctrl-C leaves nothing behind, and a second start goes on with the data', async () => {
    const { processes } = running();
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect(processes.filter(({ pid }) => isAlive(pid))).toEqual([]);
    expect(processesOn(data)).toEqual([]);
    expect((await Promise.all(processes.map(({ port }) => listens(port)))).some(Boolean)).toBe(false);

    const again = cluster('--instances', '2');
    await again.ready();
    expect(again.said()).not.toContain('The story was told');
    expect(((await (await ask('/api/intake/clock')).json()) as { today: string }).today).toBe('2024-08-20');
    for (let i = 0; i < 4; i++) expect((await ask('/api/case-state/inquiries', await token())).status).toBe(200);
    const relays = ['relay of intake', 'relay of intake 2'].map(processOf);
    const active = () => eventually(async () => (await Promise.all(relays.map(isActive))).indexOf(true) + 1);
    const halted = relays[(await active()) - 1]!;
    process.kill(halted.pid, 'SIGSTOP');
    try {
      const other = relays.find((relay) => relay !== halted)!;
      await eventually(() => isActive(other)); // the one that says nothing loses its lease
    } finally {
      process.kill(halted.pid, 'SIGCONT');
    }
    const pids = running().processes.map(({ pid }) => pid);
    // Killed itself, it takes its processes along: each of them notices.
    again.child.kill('SIGKILL');
    await eventually(() => pids.every((pid) => !isAlive(pid)));
  });
});

withOwnBrokers('npm run cluster, stopped before it is there', () => {
  /** Each in a folder of its own: that something has begun is seen by what lies there. */
  test.each<[string, (folder: string) => boolean]>([
    ['while PostgreSQL is being made', (at) => existsSync(join(at, 'postgres'))],
    ['while the brokers start', (at) => existsSync(join(at, 'kafka', 'broker-1', 'server.log'))],
    ['when the services start', (at) => existsSync(join(at, 'logs', 'gateway.log'))],
  ])('%s: nothing is left behind, and the folder is free', async (_when, begun) => {
    const at = join(folder, `cut-${randomUUID()}`);
    const cut = cluster('--data', at);
    await eventually(() => begun(at) || cut.child.exitCode !== null, { within: 120_000, every: 5 });
    expect(cut.child.exitCode).toBeNull();
    cut.child.kill('SIGINT');
    expect([await cut.ended, cut.said()]).toEqual([0, expect.stringContaining('Stopping (SIGINT)')]);
    expect(processesOn(at)).toEqual([]);
    expect(['starter.lock', 'running.json'].flatMap((name) => filesNamed(at, name))).toEqual([]);
  });

  test('a second Ctrl-C does not wait for what cannot be hurried: a PostgreSQL that is halted while it is made', async () => {
    const at = join(folder, `halted-${randomUUID()}`);
    const cut = cluster('--data', at);
    const initdb = await eventually(() => processIn(at, 'initdb'), { within: 120_000, every: 5 });
    process.kill(initdb, 'SIGSTOP');
    try {
      cut.child.kill('SIGINT');
      await eventually(() => cut.said().includes('Stopping (SIGINT)'));
      await eventually(() => !cut.child.kill('SIGINT'), { every: 500 });
      expect(await cut.ended).toBe(1);
    } finally {
      process.kill(initdb, 'SIGKILL');
    }
    await eventually(() => processIn(at, 'initdb') === undefined);
  });
});

/** The process of this name that works in a folder below this one. */
const processIn = (root: string, name: string): number | undefined =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .find((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === name &&
          readlinkSync(`/proc/${pid}/cwd`).startsWith(root) &&
          isAlive(pid)
        );
      } catch (error) {
        if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return false; // ended, or not ours
        throw error;
      }
    });

const filesNamed = (root: string, name: string): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.split('/').at(-1) === name);

describe('npm run cluster --help', () => {
  test('explains itself; wrong use ends with 2', async () => {
    const help = cluster('--help');
    expect(await help.ended).toBe(0);
    expect(help.said()).toContain('--brokers');
    expect(await cluster('--brokers', '2').ended).toBe(2);
  });
});
