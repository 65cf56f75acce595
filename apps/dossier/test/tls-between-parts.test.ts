import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BOOTSTRAP_ADMINISTRATOR } from '#case-state';
import { demoToken } from '#service-kit';
import { freePorts } from '#service-kit/running';
import { type EmbeddedPostgres, ensureServiceDatabase, startPostgres } from '#service-kit/postgres';
import { eventually, testAuthority } from '#testing';
import { folderOfOurOwn } from './dossier.js';

// Five processes and a PostgreSQL: on a loaded machine that takes its time.
jest.setTimeout(300_000);

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = folderOfOurOwn();
const file = (name: string, text: string): string => {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
};
const ours = testAuthority();
const { cert, key } = ours.forLoopback();
const listens = { DOSSIER_TLS_CERTIFICATE: file('part.pem', cert), DOSSIER_TLS_KEY: file('part.key', key) };
const believes = { DOSSIER_TLS_CA: file('ca.pem', ours.ca) };
const believesSomebodyElse = { DOSSIER_TLS_CA: file('other.pem', testAuthority('Somebody else').ca) };

interface Part {
  child: ChildProcess;
  said: () => string;
  ended: Promise<unknown>;
}
const parts: Part[] = [];
function part(words: string[], env: Record<string, string>): Part {
  const child = spawn(process.execPath, words, {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', DOSSIER_HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const one = { child, said: () => said, ended: new Promise((done) => child.once('close', done)) };
  parts.push(one);
  return one;
}

/** Asks a part itself, believing our authority. */
const ask = (url: string, headers: Record<string, string> = {}): Promise<number> =>
  new Promise((done, failed) => {
    const asked = request(url, { ca: ours.ca, headers, agent: false }, (answer) => {
      answer.resume();
      answer.once('end', () => done(answer.statusCode ?? 0));
    });
    asked.once('error', failed);
    asked.end();
  });
const statusOf = async (asking: Promise<number | Response>): Promise<number> => {
  const answer = await asking.catch(() => 0);
  return typeof answer === 'number' ? answer : answer.status;
};

let postgres: EmbeddedPostgres | undefined;
let caseState: Part;
let doubting: Part;
let doubtingGateway: Part;
/** Addresses without scheme. */
let at: Record<'case-state' | 'intake' | 'doubting' | 'gateway' | 'doubting gateway', string>;

beforeAll(async () => {
  postgres = await startPostgres(join(folder.path, 'postgres'));
  const [one, two, three, four, five, nobody] = (await freePorts(6)).map((port) => `127.0.0.1:${port}`);
  at = { 'case-state': one!, intake: two!, doubting: three!, gateway: four!, 'doubting gateway': five! };
  const portOf = (name: keyof typeof at) => ({ DOSSIER_PORT: at[name].split(':')[1]! });
  const databaseOf = async (service: 'case-state' | 'intake') => {
    const { serviceUrl, ownerUrl } = await ensureServiceDatabase(postgres!, service);
    const name = `DOSSIER_${service.toUpperCase().replace('-', '_')}`;
    return { [`${name}_DATABASE_URL`]: serviceUrl, [`${name}_OWNER_URL`]: ownerUrl };
  };
  const shared = {
    ...listens,
    DOSSIER_PUBLIC_URL: `http://${at.gateway}`,
    DOSSIER_CASE_STATE_URL: `https://${at['case-state']}`,
    DOSSIER_INTAKE_URL: `https://${at.intake}`,
    DOSSIER_NOTIFICATIONS_URL: `https://${nobody}`,
    DOSSIER_TRUST_PROXY: '127.0.0.0/8',
  };
  const intake = { ...shared, ...(await databaseOf('intake')) };
  caseState = part(['dist/apps/case-state/src/main.js'], {
    ...shared,
    ...believes,
    ...portOf('case-state'),
    ...(await databaseOf('case-state')),
  });
  part(['dist/apps/intake/src/main.js'], { ...intake, ...believes, ...portOf('intake') });
  // Another instance of it, which was given the wrong authority.
  doubting = part(['dist/apps/intake/src/main.js'], { ...intake, ...believesSomebodyElse, ...portOf('doubting') });
  const gateway = ['apps/dossier/bin/dossier.js', 'gateway'];
  const places = {
    DOSSIER_PUBLIC_URL: shared.DOSSIER_PUBLIC_URL,
    DOSSIER_CASE_STATE_INSTANCES: shared.DOSSIER_CASE_STATE_URL,
    DOSSIER_INTAKE_INSTANCES: shared.DOSSIER_INTAKE_URL,
    DOSSIER_NOTIFICATIONS_INSTANCES: shared.DOSSIER_NOTIFICATIONS_URL,
  };
  part(gateway, { ...places, ...believes, ...portOf('gateway') });
  doubtingGateway = part(gateway, { ...places, ...believesSomebodyElse, ...portOf('doubting gateway') });
  // A part that has ended is not waited for.
  const ended = Promise.race(
    parts.map(async (one) => {
      await one.ended;
      throw new Error(`Ended with ${one.child.exitCode ?? one.child.signalCode}`);
    }),
  );
  ended.catch(() => {});
  const until = (condition: () => boolean | Promise<boolean>) =>
    Promise.race([ended, eventually(condition, { within: 250_000, every: 100 })]);
  try {
    for (const service of ['case-state', 'intake'] as const)
      await until(async () => (await statusOf(fetch(`http://${at.gateway}/api/${service}/health/ready`))) === 200);
    await until(() => doubting.said().includes('intake is there'));
    await until(() => doubtingGateway.said().includes('the gateway is there'));
  } catch (cause) {
    throw new Error(parts.map(({ said }) => said().slice(-2000)).join('\n---\n'), { cause });
  }
});
afterAll(async () => {
  for (const { child } of parts) child.kill('SIGKILL');
  await Promise.all(parts.map(({ ended }) => ended));
  await postgres?.stop();
  folder.remove();
});

const bearer = async () => ({
  Authorization: `Bearer ${(await demoToken(`http://${at.gateway}/oidc`, BOOTSTRAP_ADMINISTRATOR)).token}`,
});

test('gateway and services ask each other with TLS: whose token it is, intake learns from case-state', async () => {
  const headers = await bearer();
  const answer = await fetch(`http://${at.gateway}/api/intake/questionnaires`, { headers });
  // An administrator, as case-state alone knows, whose token and roles intake has asked for.
  expect([answer.status, await answer.json()]).toEqual([403, expect.objectContaining({ code: 'intake.forbidden' })]);
  expect(await statusOf(fetch(`http://${at.gateway}/api/intake/questionnaires`))).toBe(401);
  expect(await ask(`https://${at.intake}/api/intake/questionnaires`, headers)).toBe(403);
});

test.each(['case-state', 'intake'] as const)('%s answers nobody who speaks plain HTTP', async (service) => {
  const path = `/api/${service}/health/live`;
  expect(await ask(`https://${at[service]}${path}`)).toBe(200);
  await expect(fetch(`http://${at[service]}${path}`)).rejects.toThrow();
});

test('a service that is shown a certificate of an authority that is not its own believes nothing, and says whose', async () => {
  const headers = await bearer();
  expect(await ask(`https://${at.doubting}/api/intake/health/live`)).toBe(200);
  expect(await ask(`https://${at.doubting}/api/intake/questionnaires`, headers)).toBe(503);
  expect(doubting.said()).toMatch(new RegExp(`https://${at['case-state']}[^\n]*certificate`));
  expect(caseState.child.exitCode).toBe(null);
});

test('a gateway that was given another authority hands nothing on', async () => {
  const headers = await bearer();
  expect(await statusOf(fetch(`http://${at['doubting gateway']}/api/intake/questionnaires`, { headers }))).toBe(503);
  expect(doubtingGateway.said()).toMatch(/https:\/\/127\.0\.0\.1:\d+ is not believed: [^\n]*certificate/);
});
