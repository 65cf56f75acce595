import { afterAll, expect, test } from '@jest/globals';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { commandLine } from '../../apps/dossier/src/cli.js';
import { folderOfOurOwn, postmasterOf, start, stopEverything } from '../../apps/dossier/test/dossier.js';

const folder = folderOfOurOwn();
afterAll(async () => {
  await stopEverything();
  folder.remove();
});

const SECRET = /secret|passw|token|credential|private|\bkey/i;

/** What a verb lets be said after it: the names of its values. */
const valuesOf = (verb: Command): string[] => [
  ...verb.registeredArguments.map((argument) => `${verb.name()} ${argument.name()}`),
  ...verb.options
    .filter(({ required, optional }) => required || optional)
    .map(({ flags }) => `${verb.name()} ${flags}`),
  ...verb.commands.flatMap(valuesOf),
];

test('no verb takes a secret on the command line, where everybody on the machine reads it', () => {
  const values = commandLine().commands.flatMap(valuesOf);
  expect(values).toContain('token --as <person>');
  const secrets = values.filter((value) => SECRET.test(value.slice(value.indexOf(' '))));
  // Of a secret the file is named.
  expect(secrets).toContain('retry --token-file <file>');
  expect(secrets.filter((value) => !value.endsWith('-file <file>'))).toEqual([]);
});

/** What Linux tells of a process; nothing of one that has ended meanwhile. */
function procFile(pid: number | string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch (error) {
    if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return '';
  }
}

/** Words and environment of a process and of all that it has started, as Linux shows them. */
function shownOf(roots: number[]): { words: string; environment: string } {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one)))
    parents.set(Number(name), Number(/^\d+ \(.*\) \S (\d+)/s.exec(procFile(name, 'stat'))?.[1]));
  const ours = new Set(roots);
  for (let before = 0; before !== ours.size;) {
    before = ours.size;
    for (const [pid, parent] of parents) if (ours.has(parent)) ours.add(pid);
  }
  const shown = (what: string) => [...ours].map((pid) => procFile(pid, what)).join('\n');
  return { words: shown('cmdline'), environment: shown('environ') };
}

(process.platform === 'linux' ? test : test.skip)(
  'a secret of a file, and those that are made here, stand in no list of processes, no environment, no log and no answer',
  async () => {
    const data = join(folder.path, 'data');
    const file = join(folder.path, 'mail-server');
    writeFileSync(file, 'smtp://dossier:of-the-mail-server@127.0.0.1:1\n', { mode: 0o600 });
    const product = start('up', {
      DOSSIER_DATA: data,
      DOSSIER_SEED: 'none',
      DOSSIER_LOG: 'trace',
      DOSSIER_MAIL_SERVER_FILE: file,
      DOSSIER_MAIL_FROM: 'dossier@authority.example',
    });
    const url = await product.ready();
    const postgres = join(data, 'postgres');
    const made = [
      readFileSync(join(postgres, 'superuser-password'), 'utf8'),
      ...Object.values(JSON.parse(readFileSync(join(postgres, 'service-passwords.json'), 'utf8')) as object).flatMap(
        (one: unknown) => (typeof one === 'string' ? [one] : Object.values(one as Record<string, string>)),
      ),
    ];
    expect(made.length).toBeGreaterThan(3);
    for (const name of ['superuser-password', 'service-passwords.json'])
      expect(statSync(join(postgres, name)).mode & 0o077).toBe(0);
    const answers = await Promise.all(
      ['/api/intake/respondent/session', '/api/case-state/token', '/api/case-state/people', '/api/notifications/x'].map(
        async (path) => (await fetch(url + path, { method: 'POST', body: '{' })).text(),
      ),
    );
    const shown = shownOf([product.child.pid!, postmasterOf(data)]);
    // It looks where they would stand.
    expect(shown.words).toContain(join(postgres, 'data'));
    expect(shown.environment).toContain(`DOSSIER_MAIL_SERVER_FILE=${file}`);
    product.signal('SIGTERM');
    expect(await product.ended).toBe(0);
    const written = [product.said(), readFileSync(join(data, 'dossier.log'), 'utf8'), ...answers];
    expect(written.join('\n')).toContain('/problems/');
    for (const secret of ['of-the-mail-server', ...made]) {
      expect(secret.length).toBeGreaterThan(15);
      for (const text of [shown.words, shown.environment, ...written]) expect(text.includes(secret)).toBe(false);
    }
  },
);
