import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, testAuthority, type Certificate } from '#testing';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const ours = testAuthority();
const own = ours.forLoopback();
let folder: string;
const endings: (() => unknown)[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dossier-healthy-'));
  for (const [name, text] of Object.entries({ 'ca.pem': ours.ca, 'certificate.pem': own.cert, 'key.pem': own.key }))
    writeFileSync(join(folder, name), text);
});
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tls = () => ({
  DOSSIER_TLS_CERTIFICATE: join(folder, 'certificate.pem'),
  DOSSIER_TLS_KEY: join(folder, 'key.pem'),
  DOSSIER_TLS_CA: join(folder, 'ca.pem'),
});
const run = (file: string, words: string[], env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [join(root, 'dist', file), ...words], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const healthy = async (path: string, env: Record<string, string>): Promise<number | null> =>
  new Promise((done) => run('apps/dossier/src/healthy.js', [path], env).once('close', done));
/** @returns the port of a part that says whether it is ready */
const part = async (certificate: Certificate): Promise<string> => {
  const server = createServer(certificate, ({ url }, response) => {
    response.writeHead(url === '/ready' ? 200 : 503).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  endings.push(() => new Promise((done) => server.close(done)));
  return String((server.address() as AddressInfo).port);
};

test('a part that listens with TLS is asked by TLS whether it is well', async () => {
  const here = { ...tls(), DOSSIER_PORT: await part(own) };
  expect(await healthy('/ready', here)).toBe(0);
  expect(await healthy('/unready', here)).toBe(1);
});

test('somebody with another certificate in its place is not taken for it', async () => {
  const port = await part(testAuthority('Somebody else').forLoopback());
  expect(await healthy('/ready', { ...tls(), DOSSIER_PORT: port })).toBe(1);
});

test('a relay listens with TLS, too', async () => {
  const taken = await part(own);
  await endings.pop()!();
  const away = 'postgres://nobody@127.0.0.1:1/nothing';
  const here = { ...tls(), DOSSIER_PORT: taken };
  const relay = run('apps/intake/src/relay.js', [], {
    ...here,
    KAFKA_BROKERS: '127.0.0.1:1',
    DOSSIER_INTAKE_DATABASE_URL: away,
    DOSSIER_INTAKE_OWNER_URL: away,
  });
  const ended = new Promise((done) => relay.once('close', done));
  endings.push(() => {
    relay.kill('SIGKILL');
    return ended;
  });
  let said = '';
  relay.stdout!.on('data', (chunk) => (said += String(chunk)));
  await eventually(async () => (await healthy('/health/live', here)) === 0);
  await expect(fetch(`http://127.0.0.1:${taken}/health/live`)).rejects.toThrow();
  // The test's certificates end tomorrow.
  await eventually(() => said.includes('DOSSIER_TLS_CERTIFICATE: the certificate ends at'));
});
