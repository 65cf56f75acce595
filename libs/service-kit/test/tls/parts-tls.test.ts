import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpFeedSource } from '#event-feed';
import { testAuthority } from '#testing';
import { memoryKeyStore, serviceTokens, serviceVerifier } from '../../src/identity/index.js';
import { FrontDoor } from '../../src/running/front-door.js';
import { readSettings, SettingsRefused } from '../../src/settings/index.js';
import { endingSoon, partsFetch, readPartsTls } from '../../src/tls/index.js';
import { publishedKeys } from '../../src/identity/our-tokens.js';

const ours = testAuthority();
const another = testAuthority('Somebody else’s authority');

describe('TLS between the parts of an installation', () => {
  let folder: string;
  const doors: FrontDoor[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'dossier-tls-'));
  });
  afterEach(async () => {
    for (const door of doors.splice(0)) await door.close();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const tlsOf = (more: Record<string, string>) => readPartsTls(readSettings(more));
  /** A part that listens as its settings say. @returns its address */
  const listening = async (by = ours, answer = '{}') => {
    const { cert, key } = by.forLoopback();
    const { listen } = tlsOf({
      DOSSIER_TLS_CERTIFICATE: file('part.pem', cert),
      DOSSIER_TLS_KEY: file('part.key', key),
    });
    const door = new FrontDoor(listen);
    doors.push(door);
    const port = await door.listen(0, '127.0.0.1');
    door.move('open', (_request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(answer);
    });
    return `https://127.0.0.1:${port}`;
  };
  const believing = (authority = ours) => partsFetch(tlsOf({ DOSSIER_TLS_CA: file('ca.pem', authority.ca) }));
  const why = async (asking: Promise<unknown>): Promise<string> => {
    const error = (await asking.then(
      () => new Error('it was believed'),
      (thrown: unknown) => thrown,
    )) as Error;
    return (error.cause as Error | undefined)?.message ?? error.message;
  };

  test('a part asks another at https whose certificate comes from the authority of the installation', async () => {
    expect(await (await believing()(`${await listening()}/api`)).json()).toEqual({});
  });

  test('a certificate of anybody else is refused, and so is ours where no authority is named', async () => {
    const url = await listening(another);
    expect(await why(believing()(url))).toMatch(/certificate/);
    expect(await why(partsFetch({})(await listening()))).toMatch(/certificate/);
  });

  test('the same certificate is refused for another name', async () => {
    const url = (await listening()).replace('127.0.0.1', '127.0.0.2');
    expect(await why(believing()(url))).toMatch(/127\.0\.0\.2|ECONNREFUSED/);
  });

  test('who speaks plain HTTP to it gets nothing', async () => {
    const url = (await listening()).replace('https:', 'http:');
    await expect(fetch(url)).rejects.toThrow();
  });

  test('the keys of another service are fetched by it, and its tokens believed', async () => {
    const keys = memoryKeyStore();
    const url = await listening(ours, JSON.stringify(await publishedKeys(keys, 'service')));
    const bearer = async () =>
      (await serviceTokens(keys, 'intake').headersFor('case-state')).Authorization!.slice('Bearer '.length);
    const verify = serviceVerifier('case-state', () => url, { ask: believing() });
    expect(await verify(await bearer())).toMatchObject({ kind: 'machine', roles: ['service:intake'] });
    const doubting = serviceVerifier('case-state', () => url, { ask: believing(another) });
    await expect(doubting(await bearer())).rejects.toThrow('issuer-unavailable');
  });

  test('the feed says in one line whose certificate it does not believe, and why', async () => {
    const url = await listening(another);
    const feed = httpFeedSource({ publisher: 'intake', url, fetch: believing() });
    const said = await why(feed.numbered().catch(({ message }: Error) => Promise.reject(new Error(message))));
    expect(said).toMatch(/^[^\n]*https:\/\/127\.0\.0\.1:\d+: fetch failed \([^\n]*certificate[^\n]*\)$/);
  });

  test.each<[string, () => Record<string, string>, RegExp]>([
    [
      'a file that is not there',
      () => ({ DOSSIER_TLS_CA: join(folder, 'lost.pem') }),
      /DOSSIER_TLS_CA: .*lost\.pem cannot be used/,
    ],
    ['a file that is no certificate', () => ({ DOSSIER_TLS_CA: file('words.pem', 'words') }), /DOSSIER_TLS_CA/],
    [
      'the key of another certificate',
      () => ({
        DOSSIER_TLS_CERTIFICATE: file('one.pem', ours.forLoopback().cert),
        DOSSIER_TLS_KEY: file('other.key', ours.forLoopback().key),
      }),
      /DOSSIER_TLS_KEY: .* it is not the key of the certificate/,
    ],
  ])('%s is refused at the start, with the setting and the file', (_, settings, message) => {
    expect(() => tlsOf(settings())).toThrow(SettingsRefused);
    expect(() => tlsOf(settings())).toThrow(message);
  });

  test('in the last fourteen days of a certificate it is said which, when, and what to do', () => {
    const { cert, key } = ours.forLoopback();
    const tls = { listen: { cert, key }, ca: ours.ca };
    const days = (count: number) => Date.now() + count * 24 * 3_600_000;
    expect(endingSoon(tls, days(-14))).toEqual([]);
    expect(endingSoon(tls)).toEqual([
      expect.stringMatching(/^DOSSIER_TLS_CERTIFICATE: the certificate ends at 2\S+Z\. Renew it, and restart/),
      expect.stringMatching(/^DOSSIER_TLS_CA: the certificate ends at/),
    ]);
    expect(endingSoon(tls, days(2))[0]).toMatch(/the certificate ended at/);
    expect(endingSoon({})).toEqual([]);
  });

  test('certificate and key come together', () => {
    expect(() => readSettings({ DOSSIER_TLS_CERTIFICATE: 'x.pem' })).toThrow(/DOSSIER_TLS_KEY: is missing/);
    expect(() => readSettings({ DOSSIER_TLS_KEY: 'x.key' })).toThrow(/DOSSIER_TLS_CERTIFICATE: is missing/);
  });
});
