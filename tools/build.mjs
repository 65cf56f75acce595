// Builds what `npm start` runs: services and libraries by swc into dist/, what a process of theirs loads joined in dist/bundle (bundle.mjs), the pages by
// vite into dist/officer-ui. With `services` or `pages` only those.
// The pages are built only when something that they are made of has changed (their build takes seconds, the rest a fraction of one).
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// `npm ci --dry-run` runs what follows an installation all the same: there is nothing to build with, and nothing is to be made.
if (process.env.npm_config_dry_run === 'true') process.exit(0);

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const run = (file, args) =>
  new Promise((done, failed) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', file), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = [];
    child.stdout.on('data', (chunk) => said.push(chunk));
    child.stderr.on('data', (chunk) => said.push(chunk));
    child.once('error', failed);
    child.once('exit', (code) => (code === 0 ? done() : failed(new Error(Buffer.concat(said).toString()))));
  });

const files = (folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !`${entry.parentPath}/`.includes('/test/'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** SHA-256 over what is built, so that nothing is built twice. */
function fingerprint(folders) {
  const hash = createHash('sha256');
  const beside = ['package-lock.json', '.swcrc', 'tools/build.mjs', 'tools/bundle.mjs'].map((file) => join(root, file));
  for (const file of [...folders.flatMap(files), ...beside])
    hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
}

/**
 * Builds beside what is there and puts it in place at the end, so that a process that runs, or a second build, never meets half of it.
 * @param parts folders under dist/ that the build makes
 */
async function once(name, sources, parts, make) {
  const stamp = join(dist, `${name}.sha256`);
  const now = fingerprint(sources);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now && parts.every((part) => existsSync(join(dist, part))))
    return;
  const making = join(dist, `.making-${name}-${process.pid}`);
  try {
    await make(making);
    rmSync(stamp, { force: true });
    for (const part of parts) {
      const old = `${making}-old-${part}`;
      if (existsSync(join(dist, part))) renameSync(join(dist, part), old);
      renameSync(join(making, part), join(dist, part));
      rmSync(old, { recursive: true, force: true });
    }
    writeFileSync(stamp, now);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

const SERVICE_FLAGS =
  '--config-file .swcrc --extensions .ts --copy-files --quiet --ignore **/test/** --ignore apps/officer-ui/** --ignore **/*.md';

const services = () =>
  once('services', ['apps', 'libs', 'seeds'], ['apps', 'libs', 'seeds', 'bundle'], async (making) => {
    await run('@swc/cli/bin/swc.js', ['apps', 'libs', 'seeds', '-d', making, ...SERVICE_FLAGS.split(' ')]);
    const { bundle } = await import('./bundle.mjs');
    await bundle(making);
  });

const pages = () =>
  once('pages', ['apps/officer-ui', 'libs/legal-clock/src', 'libs/contracts/src'], ['officer-ui'], (making) =>
    run('vite/bin/vite.js', ['build', 'apps/officer-ui', '--logLevel', 'warn', '--outDir', join(making, 'officer-ui')]),
  );

const parts = { services, pages };
const wanted = process.argv.slice(2);
const unknown = wanted.find((part) => !(part in parts));
if (unknown !== undefined) {
  console.error(`There is no part named ${unknown}. Parts: ${Object.keys(parts).join(', ')}; without a name both.`);
  process.exit(2);
}
try {
  mkdirSync(dist, { recursive: true });
  await Promise.all((wanted.length > 0 ? wanted : Object.keys(parts)).map((part) => parts[part]()));
} catch (error) {
  console.error(`The build failed.\n${error.message}`);
  process.exit(1);
}
