// Bundles the packages that most tests load, each once and for all test files: a test file loads every module anew, and of these packages there
// are two thousand. Made anew when the lock file changes. jest.config.js and the loader of the tests' processes read it.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'dist/test-packages');
const MAP = join(folder, 'map.json');

/** ES modules: their names are known without running them. */
const ES_MODULES = [
  '@nestjs/common',
  '@nestjs/common/internal',
  '@nestjs/core',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/swagger',
  '@nestjs/testing',
  'fast-check',
  'jose',
  'typeorm',
  'uuid',
  'zod',
];
const COMMON_JS = ['prom-client', 'rate-limiter-flexible', 'rxjs', 'undici'];
/** What stays as it is, one instance for all: `pg` has settings of its own, `kafkajs` is adapted through the module cache, reflect-metadata writes into a global. */
const AS_THEY_ARE = ['reflect-metadata', 'pg', 'pg-native', 'kafkajs'];

const stampOf = () => {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'tools/bundle.mjs', 'tools/test-packages.mjs'])
    hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
};

/** Names of packages and the file that stands for each; none when they have not been bundled. */
export function testPackages() {
  if (!existsSync(MAP)) return {};
  const { stamp, files } = JSON.parse(readFileSync(MAP, 'utf8'));
  if (stamp !== stampOf()) return {};
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [name, join(folder, file)]));
}

async function bundle() {
  const [{ rolldown }, { NOT_INSTALLED }] = await Promise.all([import('rolldown'), import('./bundle.mjs')]);
  const making = `${folder}-${process.pid}`;
  mkdirSync(making, { recursive: true });
  try {
    const input = {};
    for (const name of [...ES_MODULES, ...COMMON_JS]) {
      const entry = name.replaceAll('/', '_');
      input[entry] = join(making, `${entry}.entry.js`);
      const names = Object.keys(await import(name));
      const lines = COMMON_JS.includes(name)
        ? [
            `import all from '${name}';`,
            'export default all;',
            ...names
              .filter((each) => !['default', 'module.exports', '__esModule'].includes(each))
              .map((each) => `export const ${each} = all.${each};`),
          ]
        : [`export * from '${name}';`, ...(names.includes('default') ? [`export { default } from '${name}';`] : [])];
      writeFileSync(input[entry], lines.join('\n'));
    }
    const made = await rolldown({
      input,
      platform: 'node',
      treeshake: false,
      external: [...AS_THEY_ARE, NOT_INSTALLED],
      onLog: (_, { code, message }) => {
        if (code === 'UNRESOLVED_IMPORT') throw new Error(message);
      },
      cwd: root,
    });
    await made.write({
      dir: making,
      format: 'esm',
      keepNames: true,
      banner: "import 'reflect-metadata';", // before anything is decorated, in whichever chunk it landed
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name]-[hash].mjs',
    });
    await made.close();
    const files = Object.fromEntries(
      [...ES_MODULES, ...COMMON_JS].map((name) => [name, `${name.replaceAll('/', '_')}.mjs`]),
    );
    writeFileSync(join(making, 'map.json'), JSON.stringify({ stamp: stampOf(), files }));
    rmSync(folder, { recursive: true, force: true });
    renameSync(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href && Object.keys(testPackages()).length === 0)
  await bundle().catch((error) => {
    if (Object.keys(testPackages()).length > 0) return; // another process was quicker
    if (!['EACCES', 'EROFS', 'EPERM'].includes(error.code)) throw error;
    console.log(`The packages of the tests are not bundled, each file loads them one by one: ${error.message}`);
  });
