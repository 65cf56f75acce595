// Lets a plain `node` run the TypeScript sources, for the processes that tests start and kill: node --import <this file> x.ts
// Node 20 strips no types; this is the transformation that the build and jest use, from the same .swcrc. What was transformed is kept, for tests
// start many processes, and the packages are those that were bundled for the tests.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMainThread, threadId } from 'node:worker_threads';
import { testPackages } from '../../../../tools/test-packages.mjs';

if (isMainThread) register(import.meta.url);

const root = new URL('../../../../', import.meta.url);
const kept = fileURLToPath(new URL('dist/test-sources/', root));
/** What the transformation hangs on besides the source: how it is asked for, and by which version. Read once for all sources. */
const rules = createHash('sha256');
for (const file of ['.swcrc', 'package-lock.json']) rules.update(readFileSync(new URL(file, root)));
const packages = testPackages();

export async function resolve(specifier, context, next) {
  if (packages[specifier]) return next(pathToFileURL(packages[specifier]).href, context);
  if (specifier.startsWith('.') && specifier.endsWith('.js')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return next(source.href, context);
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  return { format: 'module', source: await transformed(fileURLToPath(url)), shortCircuit: true };
}

async function transformed(filename) {
  const source = readFileSync(filename, 'utf8');
  const key = rules.copy().update(filename).update(source).digest('hex');
  const file = join(kept, `${key}.js`);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const { transformSync } = await import('@swc/core');
  const { code } = transformSync(source, { filename, swcrc: true, sourceMaps: 'inline' });
  keep(file, code);
  return code;
}

/** Puts it in place whole: another process may look for it at this moment. Where nothing can be written it is transformed each time. */
function keep(file, code) {
  const making = `${file}.${process.pid}-${threadId}`;
  try {
    mkdirSync(kept, { recursive: true });
    writeFileSync(making, code);
    renameSync(making, file);
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM'].includes(error.code)) throw error;
  }
}
