import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Every guard of `npm run lint` is tripped by a planted violation. A guard that cannot fail guards nothing. */

const root = resolve(import.meta.dirname, '../..');
/** The whole tree, for guards that look at how its files belong together. */
let copy: string;
/** A tree of a few sound files under the same settings, for guards that look at each file: a whole tree would tell nothing more, and take minutes. */
let small: string;

/** The guards as `npm run lint` runs them. */
const guards = JSON.parse(readFileSync(join(root, 'tools/guards.json'), 'utf8')) as Record<string, string[]>;
const BOUNDARIES = 'boundaries between rooms';
const DEAD_CODE = 'dead code and unused packages';

const run = (tree: string, guard: string, ...more: string[]) => {
  const [file = '', ...args] = guards[guard] ?? [];
  return spawnSync(process.execPath, [join('node_modules', file), ...args, ...more], {
    cwd: tree,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
};

const plant = (tree: string, path: string, text: string) => {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
};

beforeAll(() => {
  [copy, small] = ['whole', 'small'].map((name) => mkdtempSync(join(tmpdir(), `dossier-guards-${name}-`))) as [
    string,
    string,
  ];
  const settings = [
    'package.json',
    'tsconfig.json',
    '.oxlintrc.json',
    '.prettierrc.json',
    '.prettierignore',
    '.dependency-cruiser.cjs',
    'knip.json',
  ];
  for (const name of [...settings, 'apps', 'libs', 'seeds', 'tools', 'test'])
    cpSync(join(root, name), join(copy, name), { recursive: true, filter: (path) => !path.includes('node_modules') });
  for (const name of [...settings, 'apps/officer-ui/tsconfig.json', 'test/browser/tsconfig.json'])
    cpSync(join(root, name), join(small, name));
  for (const folder of ['apps/officer-ui/src', 'libs/contracts/src', 'seeds', 'test/browser', 'tools'])
    plant(small, `${folder}/sound.ts`, 'export const days = 3;\n');
  for (const tree of [copy, small]) symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
});
afterAll(() => [copy, small].forEach((tree) => rmSync(tree, { recursive: true, force: true })));

describe(BOUNDARIES, () => {
  const planted: [rule: string, path: string, text: string][] = [
    ['contracts-only-zod', 'libs/contracts/src/planted.ts', "import 'rxjs';\n"],
    ['contracts-only-zod', 'libs/contracts/src/planted-log.ts', "import '#event-store';\n"],
    ['legal-clock-is-pure', 'libs/legal-clock/src/planted.ts', "import '#contracts';\n"],
    ['legal-clock-is-pure', 'libs/legal-clock/src/planted-time.ts', "import 'node:timers';\n"],
    ['domain-is-pure', 'apps/intake/src/domain/planted.ts', "import '@nestjs/common';\n"],
    ['domain-is-pure', 'apps/intake/src/domain/planted-random.ts', "import 'node:crypto';\n"],
    ['domain-is-pure', 'apps/case-state/src/domain/planted-store.ts', "import '#event-store';\n"],
    ['event-store-knows-contracts', 'libs/event-store/src/planted.ts', "import '#event-feed';\n"],
    ['event-feed-knows-contracts-and-store', 'libs/event-feed/src/planted.ts', "import '#service-kit';\n"],
    ['libraries-know-no-app', 'libs/service-kit/src/planted.ts', "import '#intake';\n"],
    ['apps-know-no-other-app', 'apps/notifications/src/planted.ts', "import '#case-state';\n"],
    ['pages-know-contracts-and-clock', 'apps/officer-ui/src/planted.ts', "import '#event-store';\n"],
    ['doors-only', 'apps/intake/src/planted.ts', "import '../../../libs/event-store/src/log.js';\n"],
    ['product-knows-no-tests', 'apps/intake/src/planted-test.ts', "import '#testing';\n"],
    ['story-only-when-told', 'apps/dossier/src/planted.ts', "import '#seeds';\n"],
    ['no-cycles', 'apps/intake/src/planted-a.ts', "import './planted-b.js';\nexport const a = 1;\n"],
    ['no-cycles', 'apps/intake/src/planted-c.ts', "import type { D } from './planted-d.js';\nexport type C = D[];\n"],
  ];
  let found: { rule: string; from: string }[];

  beforeAll(() => {
    for (const [, path, text] of planted) plant(copy, path, text);
    plant(copy, 'apps/intake/src/planted-b.ts', "import './planted-a.js';\nexport const b = 1;\n");
    plant(copy, 'apps/intake/src/planted-d.ts', "import type { C } from './planted-c.js';\nexport type D = C | 1;\n");
    const { stdout } = run(copy, BOUNDARIES, '--output-type', 'json');
    const report = JSON.parse(stdout) as { summary: { violations: { rule: { name: string }; from: string }[] } };
    found = report.summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
  });
  afterAll(() => {
    const others = ['b', 'd'].map((name) => `apps/intake/src/planted-${name}.ts`);
    for (const path of [...planted.map(([, path]) => path), ...others]) rmSync(join(copy, path));
  });

  test.each(planted)('%s refuses %s', (rule, from) => {
    expect(found).toContainEqual({ rule, from });
  });
});

describe('each guard', () => {
  const WRONG_TYPE = "export const days: number = 'three';\n";
  /** What is planted for it, and what it then says. */
  const planted: Record<string, { path: string; text: string; says: string }> = {
    'types of the services and libraries': {
      path: 'libs/contracts/src/planted-type.ts',
      text: WRONG_TYPE,
      says: 'planted-type.ts(1,14): error TS2322',
    },
    'types of the browser journeys': {
      path: 'test/browser/planted-type.ts',
      text: WRONG_TYPE,
      says: 'planted-type.ts(1,14): error TS2322',
    },
    'types of the pages': {
      path: 'apps/officer-ui/src/planted-type.ts',
      text: WRONG_TYPE,
      says: 'planted-type.ts(1,14): error TS2322',
    },
    [BOUNDARIES]: {
      path: 'apps/notifications/src/planted.ts',
      text: "import '#case-state';\n",
      says: 'apps-know-no-other-app',
    },
    'rules of the language': {
      path: 'libs/contracts/src/planted-any.ts',
      text: 'export const x = (y: any): unknown => y;\n',
      says: 'no-explicit-any',
    },
    [DEAD_CODE]: {
      path: 'libs/contracts/src/planted-dead.ts',
      text: 'export const nobody = 1;\n',
      says: 'planted-dead.ts',
    },
    'compose files': {
      path: 'docker-compose.planted.yml',
      text: 'services:\n  planted:\n    image: postgres:18\n    depend_on: [nobody]\n',
      says: 'docker-compose.planted.yml',
    },
    format: { path: 'libs/contracts/src/planted-format.ts', text: 'export  const x = 1\n', says: 'planted-format.ts' },
  };

  test('has a violation planted', () => expect(Object.keys(planted)).toEqual(Object.keys(guards)));

  test.each(Object.keys(guards).filter((guard) => ![BOUNDARIES, DEAD_CODE].includes(guard)))(
    '%s: has nothing to say of a tree that is sound',
    (guard) => expect(run(small, guard)).toMatchObject({ status: 0 }),
  );

  test.each(Object.keys(guards))('%s: finds what is planted', (guard) => {
    const { path, text, says } = planted[guard]!;
    const tree = [BOUNDARIES, DEAD_CODE].includes(guard) ? copy : small;
    plant(tree, path, text);
    const { status, stdout, stderr } = run(tree, guard);
    rmSync(join(tree, path));
    expect(`${stdout}${stderr}`).toContain(says);
    expect(status).not.toBe(0);
  });
});
