import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BOOTSTRAP_ADMINISTRATOR } from '#case-state';
import { demoToken } from '#service-kit';
import { eventually } from '#testing';
import { Doors, type Person } from '../../flow/support/person.js';
import { withOwnBrokers } from '../support/kafka.js';

// A cluster is a dozen processes, on a machine that has other things to do.
jest.setTimeout(300_000);

const bin = fileURLToPath(new URL('../../../apps/dossier/bin/dossier.js', import.meta.url));

withOwnBrokers('A wall in a cluster, over Kafka', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dossier-walls-'));
  chmodSync(folder, 0o755);
  let child: ChildProcess;
  let ended: Promise<unknown>;
  let url: string;
  let doors: Doors;
  let manager: Person;
  const leave = new AbortController();

  beforeAll(async () => {
    const kept = Object.entries(process.env).filter(([name]) => !/^(DOSSIER_|OIDC_|KAFKA_|NODE_OPTIONS)/.test(name));
    const words = ['cluster', '--data', join(folder, 'data'), '--port', '0', '--seed', 'none'];
    const env = { ...Object.fromEntries(kept), DOSSIER_LOG: 'warn' };
    child = spawn(process.execPath, [bin, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    ended = new Promise((done) => child.once('close', done));
    let said = '';
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (said += String(chunk)));
    await eventually(() => said.includes('Ctrl-C stops') || child.exitCode !== null, { within: 280_000 });
    if (!said.includes('Ctrl-C stops')) throw new Error(`The cluster did not become ready:\n${said}`);
    url = (JSON.parse(readFileSync(join(folder, 'data', 'running.json'), 'utf8')) as { url: string }).url;
    doors = new Doors(url);
  });
  afterAll(async () => {
    leave.abort();
    if (child && child.exitCode === null) child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const bearer = async (id: string) => ({ Authorization: `Bearer ${(await demoToken(`${url}/oidc`, id)).token}` });

  /** A live stream: what it has said, and its end. */
  async function listens(path: string, headers: Record<string, string>) {
    const answer = await fetch(url + path, { headers, signal: leave.signal });
    expect([path, answer.status]).toEqual([path, 200]);
    let said = '';
    const over = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of answer.body!) said += decoder.decode(chunk as Uint8Array, { stream: true });
    })().catch(() => undefined);
    return { over, said: () => said };
  }

  test('raised in case-state it ends the streams of another process, and hides the lists of all', async () => {
    const administrator = doors.as(await bearer(BOOTSTRAP_ADMINISTRATOR));
    const adds = async (name: string, role: string): Promise<string> => {
      const person = { name, email: `${name}@authority.example`, roles: [role], invented: true };
      return (await administrator.post('/api/case-state/people', person)).body.id;
    };
    const [of, watching] = [await adds('manager', 'case-manager'), await adds('handler', 'case-handler')];
    manager = doors.as(await bearer(of));
    const credentials = await bearer(watching);
    const watcher = doors.as(credentials);
    const opens = async (number: string): Promise<string> => {
      const team = [
        { person: of, role: 'case-manager', conflict: 'none' },
        { person: watching, role: 'case-handler', conflict: 'none' },
      ];
      return (await manager.post('/api/case-state/inquiries', { number, title: { en: number }, team })).body.id;
    };
    const opensCase = async (inquiry: string, number: string): Promise<string> =>
      (
        await manager.post(`/api/case-state/inquiries/${inquiry}/cases`, {
          procedure: 'eu-antitrust',
          number,
          title: { en: number },
        })
      ).body.id;
    const [inquiry, other] = [await opens('I-1'), await opens('I-2')];
    const ofInquiry = await opensCase(inquiry, 'AT.40001');
    const draft = { subject: { en: 'Supply' } };
    const rfi = (await manager.post('/api/intake/rfis', { caseId: ofInquiry, draft })).body.id;

    type List = { total: number; items: { id: string; inquiryId?: string }[] };
    const shows = async (path: string): Promise<boolean> => {
      const { status, body } = await watcher.send<List>('GET', path);
      if (status === 404) return false;
      expect([path, status]).toEqual([path, 200]);
      return JSON.stringify(body).includes(inquiry);
    };
    const pages = [
      '/api/case-state/inquiries',
      `/api/case-state/inquiries/${inquiry}`,
      '/api/intake/rfis',
      `/api/intake/rfis/${rfi}`,
      '/api/intake/cases',
      '/api/notifications/inbox',
    ];
    for (const page of pages) await eventually(() => shows(page));
    const ofOne = [
      await listens(`/api/case-state/inquiries/${inquiry}/stream`, credentials),
      await listens(`/api/intake/rfis/${rfi}/stream`, credentials),
    ];
    const inbox = await listens('/api/notifications/inbox/stream', credentials);
    const all = await listens('/api/intake/rfis/stream', credentials);

    const body = { person: watching, reason: 'A tie that was found' };
    const raised = await manager.send('POST', `/api/case-state/inquiries/${inquiry}/walls`, body, {
      key: randomUUID(),
    });
    expect(raised.status).toBe(200);
    await Promise.all(ofOne.map(({ over }) => over));
    for (const page of pages) await eventually(async () => !(await shows(page)));

    // What happens behind the wall is not told in the streams of everything; what happens elsewhere is.
    const before = { inbox: inbox.said().length, all: all.said().length };
    await manager.put(`/api/intake/rfis/${rfi}/draft`, { draft });
    await opensCase(inquiry, 'AT.40002');
    const elsewhere = await opensCase(other, 'AT.40003');
    await manager.post('/api/intake/rfis', { caseId: elsewhere, draft });
    await eventually(() => inbox.said().slice(before.inbox).includes(other));
    await eventually(() => all.said().slice(before.all).includes(other));
    expect(inbox.said().slice(before.inbox)).not.toContain(inquiry);
    expect(all.said().slice(before.all)).not.toContain(inquiry);
  });
});
