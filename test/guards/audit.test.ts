import { afterEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
type Audited = { state: string; said: string[] };

/** The audit as the lint runs it, with a registry of ours; in a process of its own, because it waits for npm. */
const audited = (registry: string): Promise<Audited> =>
  new Promise((done, failed) => {
    const script = `import { audit } from ${JSON.stringify(join(root, 'tools/audit.mjs'))}; console.log(JSON.stringify(audit(['--registry', ${JSON.stringify(registry)}])))`;
    const run = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: root });
    let said = '';
    run.stdout.on('data', (chunk) => (said += String(chunk)));
    run.once('error', failed);
    run.once('exit', () => done(JSON.parse(said) as Audited));
  });

describe('the audit of packages', () => {
  let server: Server | undefined;
  const registry = async (weaknesses: object, status = 200): Promise<string> => {
    server = createServer((request, response) => {
      response.writeHead(request.method === 'POST' ? status : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(request.method === 'POST' ? weaknesses : {}));
    });
    await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };
  afterEach(() => new Promise<void>((done) => (server ? server.close(() => done()) : done())));
  const weakness = (severity: string) => ({
    jose: [
      {
        // npm remembers an advisory by its id.
        id: Math.floor(Math.random() * 2 ** 31),
        url: 'https://advisories.example/1',
        title: 'Planted',
        severity,
        vulnerable_versions: '*',
        cwe: [],
        cvss: { score: 9, vectorString: null },
      },
    ],
  });

  test('fails for what is grave, and names it', async () => {
    const { state, said } = await audited(await registry(weakness('high')));
    expect(state).toBe('failed');
    expect(said.join()).toContain('jose (high): Planted (https://advisories.example/1)');
  });

  test('passes for what is slight, and where nothing is known', async () => {
    expect(await audited(await registry(weakness('low')))).toEqual({ state: 'ok', said: [] });
  });

  test.each<[string, () => Promise<string>]>([
    ['that does not know the question', () => registry({}, 405)],
    [
      'that is not there',
      async () => {
        const address = await registry({});
        await new Promise<void>((done) => server?.close(() => done()));
        server = undefined;
        return address;
      },
    ],
  ])('says that it did not run with a registry %s', async (_, make) => {
    const { state, said } = await audited(await make());
    expect(state).toBe('not run');
    expect(said[0]).not.toBe('');
  });
});
