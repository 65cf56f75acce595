import { afterAll, expect, jest, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { demoToken } from '#service-kit';
import { eventually } from '#testing';
import { ask, folderOfOurOwn, postmasterOf, stopEverything, up } from '../../../apps/dossier/test/dossier.js';

jest.setTimeout(240_000);

const folder = folderOfOurOwn();
afterAll(async () => {
  await stopEverything();
  folder.remove();
});

/** What a door answers; 0 when the connection to the product itself broke. */
async function knock(
  url: string,
  init?: RequestInit,
): Promise<{ status: number; retryAfter: string | null; id?: string }> {
  try {
    const answer = await fetch(url, init);
    const body = (await answer.json()) as { id?: string };
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), ...(body.id && { id: body.id }) };
  } catch (error) {
    return { status: 0, retryAfter: String(error) };
  }
}

/** What the product's log says of requests that failed. */
const faultsIn = (log: string): string[] => [
  ...new Set(
    readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg?: string; err?: { message: string; stack: string } })
      .filter(({ msg }) => msg === 'A request failed')
      .map(({ err }) => `${err?.message} ${err?.stack?.split('\n').slice(1, 4).join('')}`),
  ),
];

test('PostgreSQL killed under load, three times: the same process answers 503 and goes on, nothing acknowledged is lost', async () => {
  const data = join(folder.path, 'data');
  const product = up({ DOSSIER_DATA: data });
  const url = await product.ready();
  const [officer] = await ask(
    data,
    'case-state',
    `select subject from directory.persons where name = 'Marta Kowalczyk'`,
  );
  const { token } = await demoToken(`${url}/oidc`, officer?.['subject'] ?? '');
  const signedIn = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };

  const register = (key: string) =>
    knock(`${url}/api/intake/leads`, {
      method: 'POST',
      headers: { ...signedIn, 'Idempotency-Key': key },
      body: JSON.stringify({ kind: 'ex-officio', subject: key, source: 'A test of the database' }),
    });
  const enough = new AbortController();
  const acknowledged: string[] = [];
  const refusals: { status: number; retryAfter: string | null }[] = [];
  /** As a caller that is told to come back: it does not hammer at the door. */
  const refused = async (answer: (typeof refusals)[number]): Promise<void> => {
    refusals.push(answer);
    await pause(50);
  };
  const writers = Array.from({ length: 8 }, async () => {
    while (!enough.signal.aborted) {
      const answer = await register(randomUUID());
      if (answer.status === 201 && answer.id) acknowledged.push(answer.id);
      else await refused(answer);
    }
  });
  // Queries hold connections of the views' pool, and of the log's readers, at any moment.
  const readers = [
    '/api/intake/leads',
    '/api/case-state/inquiries',
    '/api/notifications/inbox',
    '/api/intake/clock',
  ].flatMap((path) =>
    Array.from({ length: 4 }, async () => {
      while (!enough.signal.aborted) {
        const answer = await knock(url + path, { headers: signedIn });
        if (answer.status !== 200) await refused(answer);
      }
    }),
  );

  for (let kill = 0; kill < 3; kill++) {
    const before = { acknowledged: acknowledged.length, refusals: refusals.length };
    expect(await eventually(() => acknowledged.length >= before.acknowledged + 20)).toBe(true);
    process.kill(postmasterOf(data), 'SIGKILL');
    expect(await eventually(() => refusals.length > before.refusals)).toBe(true);
    expect(await eventually(async () => (await register(randomUUID())).status === 201, { within: 90_000 })).toBe(true);
  }
  enough.abort();
  await Promise.all([...writers, ...readers]);

  // The process has never been away: no connection to it was refused or cut.
  expect(product.child.exitCode).toBeNull();
  const statuses = [...new Set(refusals.map(({ status }) => status))];
  expect({ statuses, ...(statuses.includes(500) && { faults: faultsIn(join(data, 'dossier.log')) }) }).toEqual({
    statuses: [503],
  });
  expect(refusals.every(({ retryAfter }) => retryAfter !== null)).toBe(true);

  const stored = new Set(
    (await ask(data, 'intake', `select data->>'leadId' lead from log.events where type = 'LeadRegistered'`)).map(
      ({ lead }) => lead,
    ),
  );
  expect(acknowledged.filter((lead) => !stored.has(lead))).toEqual([]);
  for (const service of ['intake', 'case-state', 'notifications'])
    expect(
      await eventually(async () => (await knock(`${url}/api/${service}/health/ready`)).status === 200, {
        within: 60_000,
      }),
    ).toBe(true);
  product.signal('SIGTERM');
  expect(await product.ended).toBe(0);
});
