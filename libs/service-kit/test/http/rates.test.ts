import { afterEach, describe, expect, test } from '@jest/globals';
import { network } from '../../src/http/index.js';
import { memoryKeyStore } from '../../src/identity/index.js';
import { type Office, openOffice, person } from '../identity/office.js';

const handler = person('Anna Handler', ['case-handler']);

describe('doors that take so many tries a minute', () => {
  let office: Office;
  afterEach(() => office.close());
  const open = async (more: object) => (office = await openOffice([handler], memoryKeyStore(), more));
  const signIn = (from?: string) =>
    fetch(`${office.url}/api/case-state/sign-in`, {
      redirect: 'manual',
      headers: from === undefined ? {} : { 'X-Forwarded-For': from },
    });
  const knock = (key: string) =>
    fetch(`${office.url}/api/intake/key`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ key }),
    });

  test('what is more is a 429 that says how long to wait, and nothing is begun', async () => {
    await open({ rates: { signIn: 3 } });
    for (let tries = 0; tries < 3; tries++) expect((await signIn()).status).toBe(303);
    const refused = await signIn();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(refused.headers.getSetCookie()).toEqual([]);
    expect(await refused.json()).toMatchObject({
      type: '/problems/too-many-requests',
      code: 'case-state.too-many-requests',
    });
    // Other doors are not shut with it.
    expect((await knock('a')).status).toBe(201);
  });

  test('of one and the same secret few tries are taken, wherever they come from', async () => {
    await open({ trustProxy: ['127.0.0.0/8'] });
    const statuses: number[] = [];
    for (let tries = 0; tries < 11; tries++) statuses.push((await knock('the same')).status);
    expect(statuses).toEqual([...Array<number>(10).fill(201), 429]);
    expect((await knock('another')).status).toBe(201);
  });

  test('nobody escapes by saying that another sent it', async () => {
    await open({ rates: { signIn: 2 } });
    const statuses = [];
    for (const from of ['203.0.113.1', '203.0.113.2', '203.0.113.3']) statuses.push((await signIn(from)).status);
    expect(statuses).toEqual([303, 303, 429]);
  });

  test('behind a proxy that is named, each address counts by itself; what it was told before is not believed', async () => {
    // `/oidc` answers nothing that was forwarded, so sign-in itself is knocked at, and not followed.
    await open({ rates: { signIn: 1 }, trustProxy: ['127.0.0.0/8'] });
    expect((await signIn('203.0.113.1')).status).not.toBe(429);
    expect((await signIn('203.0.113.1')).status).toBe(429);
    expect((await signIn('203.0.113.2')).status).not.toBe(429);
    expect((await signIn('198.51.100.7, 203.0.113.2')).status).toBe(429);
  });

  test('an IPv6 network of 64 bits counts as one', () => {
    expect(network('2001:db8:1:2:aaaa::1')).toBe(network('2001:db8:1:2:bbbb::2'));
    expect(network('2001:db8:1:3::1')).not.toBe(network('2001:db8:1:2::1'));
    expect(network('::ffff:203.0.113.9')).toBe('203.0.113.9');
    expect(network(undefined)).toBe('unknown');
  });
});
