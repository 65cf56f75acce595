import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { testAuthority } from '#testing';
import { dossier, folderOfOurOwn } from './dossier.js';

const ours = testAuthority();
const folder = folderOfOurOwn();
const file = (name: string, text: string): string => {
  writeFileSync(join(folder.path, name), text);
  return join(folder.path, name);
};
const LETTER = '0190f1aa-0000-7000-8000-000000000001';
const asked: string[] = [];
/** A service with a certificate of the installation's authority, which knows of no dead letter. */
const service = createServer(ours.forLoopback(), ({ url, headers }, response) => {
  asked.push(`${url} ${headers.authorization}`);
  response.writeHead(404).end();
});

beforeAll(() => new Promise<void>((done) => service.listen(0, '127.0.0.1', done)));
afterAll(async () => {
  await new Promise((done) => service.close(done));
  folder.remove();
});

const retry = (ca: string) =>
  dossier(['dead-letters', 'retry', LETTER, '--service', 'notifications', '--token-file', file('token', 'a-token')], {
    DOSSIER_DATA: join(folder.path, 'data'),
    DOSSIER_NOTIFICATIONS_URL: `https://127.0.0.1:${(service.address() as AddressInfo).port}`,
    DOSSIER_TLS_CA: file('ca.pem', ca),
  });

test('a service elsewhere is asked where its certificate comes from the authority of the installation', async () => {
  expect((await retry(ours.ca)).stderr).toBe(`No dead letter ${LETTER} at notifications.\n`);
  expect(asked).toEqual([`/api/notifications/dead-letters/${LETTER}/retry Bearer a-token`]);
});

test('where it does not, no token is sent, and it is said why', async () => {
  const { status, stderr } = await retry(testAuthority('Somebody else').ca);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Nothing answers at https:\/\/127\.0\.0\.1:\d+: [^\n]*certificate[^\n]*\n$/);
  expect(asked).toHaveLength(1);
});
