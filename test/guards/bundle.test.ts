import { afterAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What is joined behaves as its files did, and what would not is refused when it is built, not when it is run. */

const joining = pathToFileURL(join(import.meta.dirname, '../../tools/bundle.mjs')).href;
const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Writes files as the compiler leaves them, in a folder of their own. */
function compiled(files: Record<string, string>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dossier-bundle-')));
  made.push(folder);
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    writeFileSync(`${file}.map`, JSON.stringify({ version: 3, sources: [], names: [], mappings: '' }));
  }
  return folder;
}

const node = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
};
const bundle = (folder: string) =>
  node('--input-type=module', '--eval', `await (await import('${joining}')).bundle('${folder}');`);

const ENTRY = 'apps/planted/src/main.js';
const aPackage = (name: string, code: string) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  [`node_modules/${name}/index.js`]: code,
});

test('what is joined says what its files said: where they stand, what their classes are called, what stands beside them', () => {
  const folder = compiled({
    [ENTRY]: `
      import { readFileSync } from 'node:fs';
      import { Order, text } from './orders/order.js';
      const Other = (await import('./orders/other.js')).Order;
      console.log(JSON.stringify([import.meta.url, Order.name, Other.name, readFileSync(text, 'utf8')]));`,
    'apps/planted/src/orders/order.js': `
      export const text = new URL('./order.txt', import.meta.url);
      export class Order {}`,
    'apps/planted/src/orders/order.txt': 'Article 18',
    'apps/planted/src/orders/other.js': 'export class Order {}',
  });
  expect(bundle(folder)).toEqual({ status: 0, stdout: '', stderr: '' });
  rmSync(join(folder, 'apps/planted/src/orders/order.js'));
  const { stdout, stderr } = node(join(folder, ENTRY));
  expect({ stdout, stderr }).toEqual({
    stdout: `${JSON.stringify([pathToFileURL(join(folder, ENTRY)).href, 'Order', 'Order', 'Article 18'])}\n`,
    stderr: '',
  });
});

describe('is refused:', () => {
  const planted: Record<string, { files: Record<string, string>; says: string }> = {
    'a file that is not there': {
      files: { [ENTRY]: "import './missing.js';" },
      says: "Could not resolve './missing.js'",
    },
    'a package that is not there': { files: { [ENTRY]: "import 'missing';" }, says: "Could not resolve 'missing'" },
    'a name that is not there': {
      files: { [ENTRY]: "import { missing } from './there.js'; missing();", 'apps/planted/src/there.js': 'export {};' },
      says: '"missing" is not exported',
    },
    'a name that is not there, asked of a whole module': {
      files: {
        [ENTRY]: "import * as there from './there.js'; there.infer();",
        'apps/planted/src/there.js': 'export const a = 1;',
      },
      says: 'Import `infer` will always be undefined',
    },
    'a package that reads what stands beside it': {
      files: {
        [ENTRY]: "import 'planted';",
        ...aPackage('planted', "require('fs').readFileSync(__dirname + '/index.js');"),
      },
      says: 'planted/index.js asks where it stands',
    },
    'a file of ours that asks where it stands by another way than its address': {
      files: { [ENTRY]: 'console.log(import.meta.dirname);' },
      says: 'main.js asks where it stands',
    },
    'a second copy of a package that stays as it is': {
      files: { [ENTRY]: "import 'pg';", ...aPackage('pg', '') },
      says: 'would find another one from the bundle',
    },
  };

  test.each(Object.keys(planted))('%s', (what) => {
    const { files, says } = planted[what]!;
    const { status, stderr } = bundle(compiled(files));
    expect(stderr).toContain(says);
    expect(status).not.toBe(0);
  });
});
